using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>The first stage: which models are kept, and what that does to the condition number.</summary>
internal static class RedundantModels
{
    /// <param name="settings">Thresholds.</param>
    /// <param name="moments">Of the base predictions.</param>
    /// <param name="averaged">Moments of predictions over all rows; they say how wrong each model is.</param>
    /// <param name="report">Is told what became of each model.</param>
    public static RedundancyResult Find(
        StackingFitSettings settings, BaseMoments moments, MomentSums averaged, StackingReportBuilder report)
    {
        int learners = settings.LearnerNames.Length;
        double[] risks = new PredictionStatistics(averaged).Risks();
        var statistics = Statistics(settings, moments);
        var result = settings.Options.Deduplicate
            ? Redundancy.Find(statistics, risks, Unit(settings, statistics, risks), new RedundancySettings
            {
                Correlation = settings.Options.RedundancyCorrelation,
                MeanSquaredDifference = settings.Options.RedundancyError,
            })
            : new RedundancyResult([.. Enumerable.Range(0, learners)], []);
        report.Redundancy(result, statistics.Condition([.. Enumerable.Range(0, learners)]), statistics.Condition(result.Kept));
        return result;
    }

    /// <summary>Alike is judged on what linear models see, over all classes together.</summary>
    public static PredictionStatistics Statistics(StackingFitSettings settings, BaseMoments moments)
    {
        int size = moments.Linked[0][0].Size;
        var pooled = MomentSums.Of(
            moments.Linked.SelectMany(@class => settings.Plan.Final.Training.Select(s => @class[s])), size);
        return new PredictionStatistics(pooled.Select([.. Enumerable.Range(0, settings.LearnerNames.Length), size - 1]));
    }

    /// <summary>What squared differences are shares of: the variance of the label, or of the best model's log-odds.</summary>
    private static double Unit(StackingFitSettings settings, PredictionStatistics statistics, double[] risks)
        => settings.Task == PredictionTask.Regression
            ? statistics.TargetVariance : statistics.Variance(Array.IndexOf(risks, risks.Min()));
}
