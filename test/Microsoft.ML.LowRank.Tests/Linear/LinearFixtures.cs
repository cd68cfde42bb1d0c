using Microsoft.ML.LowRank.Tensors;
using Microsoft.ML.LowRank.Testing;
using Microsoft.ML.LowRank.Tests.Stacking;
using Options = Microsoft.ML.LowRank.RegularizedLinearTrainer.Options;

namespace Microsoft.ML.LowRank.Tests.Linear;

/// <summary>The uses of penalised linear models that go through the battery.</summary>
internal static class LinearFixtures
{
    private const EstimatorTraits Always = EstimatorTraits.UsesLabel | EstimatorTraits.ReportsProgress
        | EstimatorTraits.CanBeCancelled | EstimatorTraits.MissingGivesMissing | EstimatorTraits.ThreadsGiveSameBits;

    /// <summary>Folds that a column gives do not depend on rows: weights are counts, and order is nothing.</summary>
    public static EstimatorFixture Regression => Base("RegularizedLinear, folds by column", "Number", PredictionTask.Regression,
        Always | EstimatorTraits.WeightsAreCounts | EstimatorTraits.FitIgnoresRowOrder,
        o => (o.FoldColumnName, o.ExampleWeightColumnName) = ("Part", "Weight")) with
    {
        WeightColumn = "Weight",
        BadSchemas = [.. SharedSchemas.Vector("Features"), .. SharedSchemas.FitOnly("Number", "Weight", "Part")],
        Options = OptionsOf(PredictionTask.Regression, "Number"),
        Engines = [.. KernelVariants.Available.Select(kernel => (KernelVariants.EnvironmentVariable, kernel.Name))],
        Claims =
        [
            new("the scale of the features changes nothing", table => table.Change(["Features"], (_, slot, value) => value * (1 << slot))),
            new("a shift of the features changes nothing", table => table.Change(["Features"], (_, slot, value) => value + slot - 3)),
            new("a scaled label gives scaled scores", table => table.Change(["Number"], (_, _, value) => value * 8),
                scored => scored.Change(["Score"], (_, _, value) => value * 8)),
        ],
    };

    /// <summary>Folds that are drawn.</summary>
    public static EstimatorFixture Drawn => Base("RegularizedLinear, folds drawn", "Number", PredictionTask.Regression,
        Always | EstimatorTraits.UsesSeed, _ => { });

    public static EstimatorFixture Logistic => Base("RegularizedLogisticRegression", "Flag", PredictionTask.BinaryClassification,
        Always | EstimatorTraits.BinaryClassifier | EstimatorTraits.WeightsAreCounts | EstimatorTraits.FitIgnoresRowOrder,
        o => (o.FoldColumnName, o.ExampleWeightColumnName) = ("Part", "Weight")) with
    {
        WeightColumn = "Weight",
        OutputColumns = ["PredictedLabel", "Score", "Probability"],
        PredictionEngine = PredictionEngineProbe.For<ScoredRows.Row, ScoredRows.TwoClasses>(),
        Options = OptionsOf(PredictionTask.BinaryClassification, "Flag"),
        BadSchemas = [.. SharedSchemas.Vector("Features"), .. SharedSchemas.FitOnly("Flag", "Weight", "Part")],
        CrossValidate = (context, data, estimator) => Assert.Equal(
            3, context.BinaryClassification.CrossValidate(data, estimator, 3, "Flag").Count),
        // Newton's steps end at a tolerance, not at rounding.
        FitTolerance = 1e-3,
    };

    private static EstimatorFixture Base(
        string name, string label, PredictionTask task, EstimatorTraits traits, Action<Options> set)
    {
        Options Make(RunOptions run)
        {
            var options = Usual(label).Run(run);
            set(options);
            return options;
        }
        return new EstimatorFixture
        {
            Name = name,
            CreateEstimator = context => Create(context, task, Make(new RunOptions())),
            CreateForRun = (context, run) => Create(context, task, Make(run)),
            CreateData = _ => new TableView(StackData.Create()),
            InputColumns = ["Features"],
            OutputColumns = ["Score"],
            LabelColumn = label,
            Traits = traits,
            BadSchemas = [.. SharedSchemas.Vector("Features"), .. SharedSchemas.FitOnly(label)],
            PredictionEngine = PredictionEngineProbe.For<ScoredRows.Row, ScoredRows.Number>(),
            ScoreBySpans = SpanScores,
            CrossValidate = (context, data, estimator) => Assert.Equal(3, context.Regression.CrossValidate(data, estimator, 3, label).Count),
            EdgeOutcomes = new Dictionary<string, EdgeOutcome>
            {
                [Edges.Empty] = EdgeOutcome.Refuses("no rows"),
                [Edges.OneNaN] = EdgeOutcome.Refuses("Row 60", "'Features'", "slot 0"),
                [Edges.PositiveInfinity] = EdgeOutcome.Refuses("Row 60", "'Features'", "slot 0"),
                [Edges.AllMissing] = EdgeOutcome.Refuses("Row 0", "'Features'"),
                [Edges.SingleClass] = EdgeOutcome.Refuses($"'{label}'", "same value"),
                [Edges.ZeroWeights] = EdgeOutcome.Refuses("'Weight'", "zero"),
                [Edges.ConstantFeature] = EdgeOutcome.Fits,
                [Edges.AllConstant] = EdgeOutcome.Fits,
                [Edges.OneFeature] = EdgeOutcome.Fits,
                [Edges.Huge] = EdgeOutcome.Fits,
                [Edges.Tiny] = EdgeOutcome.Fits,
            },
            ModelSignature = "LRREGLIN",
            WideColumns = 200,
        };
    }

    private static Options Usual(string label) => new() { LabelColumnName = label, NumberOfPenalties = 12, Seed = 1 };

    /// <summary>Features nearly alike, so that the chosen penalty depends on the folds.</summary>
    private static Options OfPredictions(string label)
        => new() { LabelColumnName = label, FeatureColumnName = "Predictions", NumberOfPenalties = 40, Seed = 1 };

    private static OptionsFixture OptionsOf(PredictionTask task, string label) => OptionsFixture.For(
        () => OfPredictions(label), (context, options) => Create(context, task, options)) with
    {
        Probes =
        [
            .. task == PredictionTask.Regression
                ? SharedOptions.Folds("Day", stratify: false) : SharedOptions.Folds("OtherFlag", stratify: true),
            .. SharedOptions.Penalties,
            SharedOptions.Probe<Options>(nameof(Options.FeatureColumnName), o => o.FeatureColumnName = "Extra"),
        ],
        Bad =
        [
            .. SharedOptions.BadFolds,
            SharedOptions.Bad<Options>("no features", o => o.FeatureColumnName = "", "FeatureColumnName is empty"),
            SharedOptions.Bad<Options>("no penalties", o => o.Penalties = PenaltyKinds.None, "Penalties is None") with { Combines = false },
        ],
    };

    private static IEstimator<ITransformer> Create(MLContext context, PredictionTask task, Options options)
        => task == PredictionTask.Regression
            ? context.Regression.Trainers.RegularizedLinear(options)
            : context.BinaryClassification.Trainers.RegularizedLogisticRegression(options);

    private static Table SpanScores(ITransformer model, Table table)
    {
        float[] rows = [.. Enumerable.Range(0, table.Count).SelectMany(row => table["Features"].GetNumbers(row).Select(v => (float)v))];
        var scores = new float[table.Count];
        ((RegularizedLinearTransformer)model).Model.Score(rows, table.Count, scores);
        return new Table(Table.Numbers("Score", scores));
    }
}
