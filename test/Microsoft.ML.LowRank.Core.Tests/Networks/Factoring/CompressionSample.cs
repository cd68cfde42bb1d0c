using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.LinearAlgebra;
using Microsoft.ML.LowRank.Losses;
using Microsoft.ML.LowRank.Tensors;
using Microsoft.ML.LowRank.Training;

namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>Rows with fields of every kind, and networks over them whose parameters are random, or trained.</summary>
internal sealed class CompressionSample : IDisposable
{
    public const int Dimension = 5;

    private static readonly int[] Vocabularies = [40, 3, 17, 9];

    public CompressionSample(
        int rows, bool hasNumbers = true, bool hasBag = true, int seed = 1, int classes = 2, CategoryPooling pooling = CategoryPooling.Mean)
    {
        var fields = new List<FeatureField>
        {
            new("user", FieldKind.Category), new("sex", FieldKind.Category), new("item", FieldKind.Category),
            new("tags", FieldKind.Category) { IsMultiValued = hasBag, Pooling = pooling },
        };
        if (hasNumbers)
            fields.AddRange([new("age", FieldKind.Number) { Encoding = NumericEncoding.Standardized }, new("price", FieldKind.Number) { Encoding = NumericEncoding.Standardized }]);
        var learner = new FeatureLearner([.. fields]);
        Read(learner, rows, hasNumbers, hasBag, seed, (_, _) => { });
        Encoder = learner.Finish();
        Rows = new RowCache(Encoder.TableOffsets, Encoder.NumberNames.Count, 1, new RowCacheSettings());
        Judging = new RowCache(Encoder.TableOffsets, Encoder.NumberNames.Count, 1, new RowCacheSettings());
        var batch = new FeatureBatch(Encoder, 1, rows);
        Read(batch, rows, hasNumbers, hasBag, seed, (row, score) => batch.SetTargets([classes == 2 ? (score > 0 ? 1 : 0) : row % classes]));
        Rows.Append(batch.Batch);
        batch.Clear();
        Read(batch, rows / 2, hasNumbers, hasBag, seed + 1000, (row, score) => batch.SetTargets([classes == 2 ? (score > 0 ? 1 : 0) : row % classes]));
        Judging.Append(batch.Batch);
        Rows.Complete();
        Judging.Complete();
        Batch = Rows.ReadInOrder(rows).First();
    }

    public FeatureEncoder Encoder { get; }

    public RowCache Rows { get; }

    public RowCache Judging { get; }

    /// <summary>All rows.</summary>
    public EncodedBatch Batch { get; }

    /// <summary>A network whose parameters, running statistics included, are random.</summary>
    public Network Random(CtrArchitecture architecture, int outputs = 1, ulong seed = 3)
    {
        var network = new Network(architecture, Network.ShapeOf(Encoder, outputs), Dimension, new ParameterSet(new CpuBackend(1), seed));
        network.Trace(isTraining: false);
        foreach (var parameter in network.Parameters.All)
        {
            var random = new SplitMix64(seed ^ (ulong)parameter.Name.Length ^ ((ulong)parameter.Name[0] << 32));
            bool isVariance = parameter.Name.EndsWith(".variance", StringComparison.Ordinal) || parameter.Name.EndsWith(".scale", StringComparison.Ordinal);
            bool isVector = parameter.Tensor.Rows == 1 || parameter.Kind == ParameterKind.Table;
            foreach (ref float value in ((CpuTensor)parameter.Tensor).Span)
            {
                if (isVariance)
                    value = 0.5f + (float)random.NextDouble();
                else if (isVector)
                    value = 0.4f * (float)random.NextGaussian();
            }
        }
        return network;
    }

    /// <summary>The same, trained for some epochs.</summary>
    public Network Trained(CtrArchitecture architecture, int epochs = 6)
    {
        var network = new Network(architecture, Network.ShapeOf(Encoder, 1), Dimension, new ParameterSet(new CpuBackend(1), 3));
        var options = new CtrTrainingOptions { MaximumEpochs = epochs, LearningRate = 0.01, BatchSize = 64 };
        new NetworkTrainer(new CpuBackend(1), network, new LogisticLoss(), options, 1).Train(Rows, null, _ => { }, () => false);
        return network;
    }

    public static float[] Logits(Network network, EncodedBatch batch)
    {
        var outputs = new float[batch.Rows * network.Shape.Outputs];
        new NetworkScorer(network).Run(batch, 0, batch.Rows, outputs);
        return outputs;
    }

    public void Dispose()
    {
        Rows.Dispose();
        Judging.Dispose();
    }

    private static void Read(IFeatureSink sink, int rows, bool hasNumbers, bool hasBag, int seed, Action<int, double> finish)
    {
        var random = new Random(seed);
        for (int row = 0; row < rows; row++)
        {
            sink.BeginRow();
            double score = 0;
            for (int field = 0; field < Vocabularies.Length; field++)
            {
                int values = field == 3 && hasBag ? random.Next(0, 4) : 1;
                for (int i = 0; i < values; i++)
                {
                    int id = (int)(Vocabularies[field] * random.NextDouble() * random.NextDouble());
                    sink.Text(field, $"v{id}");
                    score += Math.Sin((id * 7) + field) * (field == 2 ? 2 : 1);
                }
            }
            for (int number = 0; number < 2 && hasNumbers; number++)
            {
                float value = (float)(random.NextDouble() * 10) - 3;
                sink.Number(Vocabularies.Length + number, value);
                score += 0.2 * value;
            }
            finish(row, score + random.NextDouble() - 0.5);
            sink.EndRow();
        }
    }

    private sealed class CtrTrainingOptions : NetworkTrainingOptions;
}
