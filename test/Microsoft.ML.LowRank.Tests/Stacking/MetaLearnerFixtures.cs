using Microsoft.ML.LowRank.Tensors;
using Microsoft.ML.LowRank.Testing;
using Options = Microsoft.ML.LowRank.RegularizedMetaLearnerTrainer.Options;

namespace Microsoft.ML.LowRank.Tests.Stacking;

/// <summary>The uses of RegularizedMetaLearner that go through the battery.</summary>
internal static class MetaLearnerFixtures
{
    // With folds given by a column nothing but sums over rows is left, so weights count rows and their order is nothing.
    private const EstimatorTraits Always = EstimatorTraits.UsesLabel | EstimatorTraits.ReportsProgress
        | EstimatorTraits.CanBeCancelled | EstimatorTraits.MissingGivesMissing | EstimatorTraits.ThreadsGiveSameBits;

    private const EstimatorTraits WithFolds = EstimatorTraits.WeightsAreCounts | EstimatorTraits.FitIgnoresRowOrder;

    public static EstimatorFixture Regression => Base("regression", "Number", PredictionTask.Regression, WithFolds,
        o => (o.FoldColumnName, o.ExampleWeightColumnName) = ("Part", "Weight")) with
    {
        WeightColumn = "Weight",
        OutputColumns = ["Score"],
        PredictionEngine = PredictionEngineProbe.For<ScoredRows.Row, ScoredRows.Number>(),
        Options = OptionsOf(PredictionTask.Regression, "Number", "Day"),
        BadSchemas = [.. SharedSchemas.Vector("Predictions"), .. SharedSchemas.FitOnly("Number", "Weight", "Part")],
        Engines = [.. KernelVariants.Available.Select(kernel => (KernelVariants.EnvironmentVariable, kernel.Name))],
        Claims =
        [
            new("scaled labels and predictions give scaled scores",
                table => table.Change(["Predictions", "Number"], (_, _, value) => value * 8),
                scored => scored.Change(["Score"], (_, _, value) => value * 8)),
        ],
    };

    public static EstimatorFixture Binary => Base("two classes", "Flag", PredictionTask.BinaryClassification,
        EstimatorTraits.BinaryClassifier | EstimatorTraits.UsesSeed, _ => { }) with
    {
        OutputColumns = ["PredictedLabel", "Score", "Probability"],
        PredictionEngine = PredictionEngineProbe.For<ScoredRows.Row, ScoredRows.TwoClasses>(),
        Options = OptionsOf(PredictionTask.BinaryClassification, "Flag", "OtherFlag"),
        BadSchemas = [.. SharedSchemas.Vector("Predictions"), .. SharedSchemas.FitOnly("Flag")],
        CrossValidate = (context, data, estimator) => Assert.Equal(
            3, context.BinaryClassification.CrossValidate(data, estimator, 3, "Flag").Count),
    };

    public static EstimatorFixture Multiclass => Base("three classes", "Class", PredictionTask.MulticlassClassification,
        EstimatorTraits.MulticlassClassifier | EstimatorTraits.UsesSeed, o => o.FeatureColumnName = "Margins") with
    {
        InputColumns = ["Margins"],
        OutputColumns = ["PredictedLabel", "Score"],
        NamedOutputs = ["Score"],
        // Sizes of three classes: narrower data must be refused by the fit as well, for 1 value is no share of 3.
        BadSchemas = [BadSchema.Missing("Margins"), BadSchema.Text("Margins"), .. SharedSchemas.FitOnly("Class")],
        PredictionEngine = PredictionEngineProbe.For<ScoredRows.Row, ScoredRows.Classes>(),
        EdgeOutcomes = new Dictionary<string, EdgeOutcome>
        {
            [Edges.OneFeature] = EdgeOutcome.Refuses("Margins", "3 classes", "1 values"),
        },
        CrossValidate = (context, data, estimator) => Assert.Equal(
            3, context.MulticlassClassification.CrossValidate(data, estimator, 3, "Class").Count),
        WideColumns = 90,
    };

    private static EstimatorFixture Base(
        string name, string label, PredictionTask task, EstimatorTraits traits, Action<Options> set) => new()
        {
            Name = $"RegularizedMetaLearner, {name}",
            CreateEstimator = context => Create(context, task, Change(label, set).Run(new RunOptions())),
            CreateForRun = (context, run) => Create(context, task, Change(label, set).Run(run)),
            CreateData = _ => new TableView(StackData.Create()),
            InputColumns = ["Predictions"],
            OutputColumns = [],
            LabelColumn = label,
            Traits = Always | traits,
            ScoreBySpans = SpanScores,
            CrossValidate = (context, data, estimator) => Assert.Equal(3, context.Regression.CrossValidate(data, estimator, 3, label).Count),
            EdgeOutcomes = new Dictionary<string, EdgeOutcome>
            {
                [Edges.Empty] = EdgeOutcome.Refuses("no rows"),
                [Edges.OneNaN] = EdgeOutcome.Refuses("Row 60", "'Predictions'", "slot 0"),
                [Edges.AllMissing] = EdgeOutcome.Refuses("Row 0", "'Predictions'"),
                [Edges.ZeroWeights] = EdgeOutcome.Refuses("'Weight'", "zero"),
                [Edges.SingleClass] = EdgeOutcome.Refuses($"'{label}'", "same value"),
                [Edges.ConstantFeature] = EdgeOutcome.Fits,
                [Edges.AllConstant] = EdgeOutcome.Fits,
                [Edges.OneFeature] = EdgeOutcome.Fits,
            },
            ModelSignature = "LRMETALR",
            WideColumns = 60,
        };

    private static Options Change(string label, Action<Options> set)
    {
        var options = Usual(label);
        set(options);
        return options;
    }

    private static Options Usual(string label) => new()
    {
        LabelColumnName = label,
        FeatureColumnName = "Predictions",
        Penalties = PenaltyKinds.Ridge | PenaltyKinds.Lasso,
        NumberOfPenalties = 8,
        Seed = 1,
    };

    private static OptionsFixture OptionsOf(PredictionTask task, string label, string otherLabel) => OptionsFixture.For(
        () => Usual(label), (context, options) => Create(context, task, options)) with
    {
        Probes =
        [
            .. SharedOptions.Folds(otherLabel, stratify: task != PredictionTask.Regression), .. SharedOptions.Penalties,
            .. SharedOptions.Meta(task == PredictionTask.Regression),
            SharedOptions.Probe<Options>(nameof(Options.FeatureColumnName), o => o.FeatureColumnName = "Features"),
            task == PredictionTask.Regression
                ? new(nameof(Options.ArePredictionsProbabilities), null, "Ignored in regression.")
                : SharedOptions.Probe<Options>(nameof(Options.ArePredictionsProbabilities), o => o.ArePredictionsProbabilities = true),
        ],
        Bad =
        [
            .. SharedOptions.BadFolds, .. SharedOptions.BadMeta,
            SharedOptions.Bad<Options>("no features", o => o.FeatureColumnName = "", "FeatureColumnName is empty"),
        ],
    };

    private static IEstimator<ITransformer> Create(MLContext context, PredictionTask task, Options options) => task switch
    {
        PredictionTask.Regression => context.Regression.Trainers.RegularizedMetaLearner(options),
        PredictionTask.BinaryClassification => context.BinaryClassification.Trainers.RegularizedMetaLearner(options),
        _ => context.MulticlassClassification.Trainers.RegularizedMetaLearner(options),
    };

    private static Table SpanScores(ITransformer model, Table table)
    {
        var fitted = ((RegularizedMetaLearnerTransformer)model).Model;
        string column = fitted.ClassCount > 1 ? "Margins" : "Predictions";
        float[] rows = [.. Enumerable.Range(0, table.Count).SelectMany(row => table[column].GetNumbers(row).Select(v => (float)v))];
        var scores = new float[table.Count * fitted.ClassCount];
        fitted.Score(rows, table.Count, scores);
        return new Table(fitted.ClassCount > 1
            ? Table.Vectors("Score", [.. scores.Chunk(fitted.ClassCount)]) : Table.Numbers("Score", scores));
    }
}
