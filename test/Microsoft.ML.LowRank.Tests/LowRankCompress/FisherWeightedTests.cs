using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Compression;

namespace Microsoft.ML.LowRank.Tests.LowRankCompress;

/// <summary>What weighting by the label is for: directions that matter are kept although they vary little.</summary>
public class FisherWeightedTests
{
    private const int Width = 40;
    private const int Rank = 8;

    private sealed class Example
    {
        public bool Label { get; set; }

        [VectorType(Width)]
        public float[] Features { get; set; } = new float[Width];
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Labels_of_quiet_columns_are_learned_through_the_weighting_and_lost_without(int seed)
    {
        double weighted = Auc(LowRankMethod.FisherWeighted, seed, labelFromQuietColumns: true);
        double plain = Auc(LowRankMethod.Exact, seed, labelFromQuietColumns: true);
        Assert.True(weighted >= plain + 0.05, $"FisherWeighted {weighted:F4}, Exact {plain:F4}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Labels_of_loud_columns_lose_nothing_by_it(int seed)
    {
        double weighted = Auc(LowRankMethod.FisherWeighted, seed, labelFromQuietColumns: false);
        double plain = Auc(LowRankMethod.Exact, seed, labelFromQuietColumns: false);
        Assert.True(plain > 0.8, $"The data should be learnable; Exact reached {plain:F4}.");
        Assert.True(weighted >= plain - 0.005, $"FisherWeighted {weighted:F4}, Exact {plain:F4}");
    }

    private static double Auc(LowRankMethod method, int seed, bool labelFromQuietColumns)
    {
        var context = new MLContext(seed);
        var train = context.Data.LoadFromEnumerable(Generate(4000, seed, labelFromQuietColumns));
        var test = context.Data.LoadFromEnumerable(Generate(4000, seed + 1000, labelFromQuietColumns));
        var model = context.Transforms.LowRankCompress(new LowRankCompressEstimator.Options
        {
            Columns = [new InputOutputColumnPair("Z", "Features")],
            Rank = Rank,
            Method = method,
            LabelColumnName = method == LowRankMethod.FisherWeighted ? "Label" : null,
            // A logistic regression with its usual penalty should not be what tells the two apart.
            Whiten = true,
        }).Append(context.BinaryClassification.Trainers.LbfgsLogisticRegression("Label", "Z")).Fit(train);
        return context.BinaryClassification.Evaluate(model.Transform(test)).AreaUnderRocCurve;
    }

    /// <summary>Columns 0 to 5 are quiet (deviation 0.2), the others loud (1 to 3); the label hangs on six of either kind.</summary>
    private static List<Example> Generate(int count, int seed, bool labelFromQuietColumns)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var example = new Example();
            double logit = 0;
            for (int j = 0; j < Width; j++)
            {
                double z = Rows.Gaussian(random);
                double deviation = j < 6 ? 0.2 : 1 + 2.0 * j / Width;
                example.Features[j] = (float)(z * deviation);
                if (labelFromQuietColumns ? j < 6 : j >= Width - 6)
                    logit += z;
            }
            example.Label = random.NextDouble() < 1 / (1 + Math.Exp(-logit));
            return example;
        })];
    }
}
