using Microsoft.ML.LowRank.Testing;
using Microsoft.ML.LowRank.Tests.Stacking;

namespace Microsoft.ML.LowRank.Tests.Thresholds;

/// <summary>The uses of a tuned threshold that go through the battery.</summary>
internal static class ThresholdFixtures
{
    // An infinite score stays infinite, so it is not claimed that it counts as missing.
    private const EstimatorTraits Always = EstimatorTraits.UsesLabel | EstimatorTraits.BinaryClassifier | EstimatorTraits.FitIgnoresRowOrder;

    public static EstimatorFixture OfScores => Base("TuneThreshold, scores", ClassificationMetric.F1, "Weight") with
    {
        CreateData = _ => new TableView(ScoredData.Create()),
        InputColumns = ["Score"],
        WeightColumn = "Weight",
        Traits = Always | EstimatorTraits.WeightsAreCounts,
        BadSchemas =
        [
            // The probability is there; only a threshold of scores needs a score.
            BadSchema.Missing("Score") with { SeenInShape = false, AcceptedByFit = true },
            BadSchema.Text("Score"),
            .. SharedSchemas.FitOnly("Label", "Weight"),
        ],
        PredictionEngine = PredictionEngineProbe.For<Row, ScoredRows.TwoClasses>(),
        Claims =
        [
            new("scaled scores are cut at the scaled threshold", table => table.Change(["Score"], (_, _, value) => value * 8),
                scored => scored.Change(["Score"], (_, _, value) => value * 8)),
        ],
    };

    public static EstimatorFixture OfProbabilities => Base("TuneThreshold, probabilities only", ClassificationMetric.MatthewsCorrelation, null) with
    {
        CreateData = _ => new TableView(ScoredData.Create().Without("Score").Without("PredictedLabel")),
        InputColumns = ["Probability"],
        Traits = Always,
        BadSchemas = [BadSchema.Missing("Probability"), BadSchema.Text("Probability"), .. SharedSchemas.FitOnly("Label")],
        PredictionEngine = PredictionEngineProbe.For<ProbableRow, ScoredRows.TwoClasses>(),
    };

    private static EstimatorFixture Base(string name, ClassificationMetric metric, string? weight) => new()
    {
        Name = name,
        CreateEstimator = context => context.BinaryClassification.Calibrators.TuneThreshold(metric, ThresholdRows.HeldOut, exampleWeightColumnName: weight),
        CreateData = _ => throw new NotSupportedException(),
        InputColumns = [],
        OutputColumns = ["PredictedLabel", "Score"],
        LabelColumn = "Label",
        CrossValidate = (context, data, estimator) => Assert.Equal(3, context.BinaryClassification.CrossValidateNonCalibrated(data, estimator, 3).Count),
        EdgeOutcomes = new Dictionary<string, EdgeOutcome>
        {
            [Edges.Empty] = EdgeOutcome.Refuses("no rows"),
            [Edges.OneRow] = EdgeOutcome.Refuses("'Label'", "same class"),
            [Edges.OneNaN] = EdgeOutcome.Refuses("Row 60", "not a number"),
            [Edges.AllMissing] = EdgeOutcome.Refuses("Row 0", "not a number"),
            [Edges.SingleClass] = EdgeOutcome.Refuses("'Label'", "same class"),
            [Edges.ZeroWeights] = EdgeOutcome.Refuses("'Weight'", "zero"),
            [Edges.PositiveInfinity] = EdgeOutcome.Fits,
            [Edges.NegativeInfinity] = EdgeOutcome.Fits,
            [Edges.AllConstant] = EdgeOutcome.Fits,
            [Edges.Huge] = EdgeOutcome.Fits,
            [Edges.Tiny] = EdgeOutcome.Fits,
            [Edges.Denormal] = EdgeOutcome.Fits,
        },
        ModelSignature = "LRTHRESH",
        WideColumns = 0,
    };

    public class ProbableRow
    {
        public bool Label { get; set; }

        public float Probability { get; set; }

        public float Weight { get; set; }
    }

    public sealed class Row : ProbableRow
    {
        public bool PredictedLabel { get; set; }

        public float Score { get; set; }
    }
}
