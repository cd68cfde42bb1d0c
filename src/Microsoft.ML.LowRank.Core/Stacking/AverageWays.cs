using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// The ways that average predictions, by squared error (Brier's score, for classes) and so from moments alone: what users
/// compare a stack with, and may choose in place of it.
/// </summary>
internal sealed class AverageWays(StackingFitSettings settings, BaseLayout layout, BaseMoments moments)
{
    private const int SelectionRounds = 50;

    private readonly FoldPlan _plan = settings.Plan;

    private MetaLearnerOptions Options => settings.Options;

    public IEnumerable<StackingWay> All() =>
    [
        Make("Best single model", Weights(MetaLearner.BestSingle)),
        Make("Average", Weights(MetaLearner.Average)),
        Make("Average by inverse error", Weights(MetaLearner.InverseErrorAverage)),
        Make("Non-negative least squares", Weights(MetaLearner.NonNegative)),
        Make("Ensemble selection", Weights(MetaLearner.EnsembleSelection)),
    ];

    /// <summary>The way that the options ask for, as the model to return.</summary>
    public StackingWay Chosen(StackingReportBuilder report)
    {
        if (Options.MetaLearner != MetaLearner.Regularized)
        {
            report.Announce(settings, $"weights of kind {Options.MetaLearner}");
            return Make("Chosen weights", Weights(Options.MetaLearner), isBaseline: false);
        }
        // The penalised models are switched off: the first stage, then an average by inverse error.
        var all = Sums(_plan.Final.Training);
        var kept = RedundantModels.Find(settings, moments, all, report).Kept;
        report.Announce(settings, $"an average by inverse error of {kept.Length} predictions");
        return Make("Average of what is kept", sums => Only(kept, sums), isBaseline: false);
    }

    private StackingWay Make(string name, Func<MomentSums, double[]> fit, bool isBaseline = true)
    {
        var weights = Array.ConvertAll(_plan.Outer, split => fit(Sums(split.Training)));
        return new StackingWay(name, isBaseline, ToModel(fit(Sums(_plan.Final.Training))), Array.ConvertAll(weights, ToModel))
        {
            MeanSquaredErrors = settings.Task != PredictionTask.Regression ? null
                : [.. _plan.Outer.Select((split, s) => BlendWeights.MeanSquaredError(Sums(split.Validation), weights[s]))],
        };
    }

    private StackingModel ToModel(double[] weights) => new(layout, StackingModelParts.Average(settings.LearnerNames, weights));

    private MomentSums Sums(int[] segments) => Predictions(MomentSums.Of(
        segments.Select(s => moments.Averaged[s]), moments.Averaged[0].Size));

    /// <summary>Without the columns that are passed through, which an average knows nothing of.</summary>
    private MomentSums Predictions(MomentSums sums)
    {
        if (sums.Size == layout.Learners + 1)
            return sums;
        int[] columns = [.. Enumerable.Range(0, layout.Learners), sums.Size - 1];
        return sums.Select(columns);
    }

    private Func<MomentSums, double[]> Weights(MetaLearner kind) => sums =>
    {
        var statistics = new PredictionStatistics(sums);
        int count = statistics.Count;
        switch (kind)
        {
            case MetaLearner.BestSingle:
                var single = new double[count];
                double[] risks = statistics.Risks();
                single[Array.IndexOf(risks, risks.Min())] = 1;
                return single;
            case MetaLearner.Average:
                return BlendWeights.Equal(count);
            case MetaLearner.InverseErrorAverage:
                return BlendWeights.InverseError(statistics.Risks(), Options.BlendPower);
            case MetaLearner.NonNegative:
                return NonNegative(sums);
            default:
                return EnsembleSelection.Select(statistics.ErrorMoments(), count, SelectionRounds).Weights;
        }
    };

    private static double[] NonNegative(MomentSums sums)
    {
        double[] weights = NonNegativeLeastSquares.Solve(sums, centered: false).Normalized();
        // Where every prediction points the wrong way none has a weight; their mean is still a prediction.
        return weights.All(weight => weight == 0) ? BlendWeights.Equal(weights.Length) : weights;
    }

    private double[] Only(int[] kept, MomentSums sums)
    {
        double[] risks = new PredictionStatistics(sums).Risks();
        double[] own = BlendWeights.InverseError(Array.ConvertAll(kept, k => risks[k]), Options.BlendPower);
        var weights = new double[risks.Length];
        for (int i = 0; i < kept.Length; i++)
            weights[kept[i]] = own[i];
        return weights;
    }
}
