using Microsoft.ML.LowRank.Testing;
using Microsoft.ML.LowRank.Tests.Stacking;
using Options = Microsoft.ML.LowRank.NeuralNetworkTrainer.Options;

namespace Microsoft.ML.LowRank.Tests.Networks;

/// <summary>The uses of neural networks that go through the battery.</summary>
internal static class NeuralNetworkFixtures
{
    public static EstimatorFixture Regression => Base("a number", PredictionTask.Regression, "Number", _ => { }) with
    {
        PredictionEngine = PredictionEngineProbe.For<NetworkData.Row, ScoredRows.Number>(),
        Options = OptionsOf(PredictionTask.Regression, "Number", "OtherNumber"),
        BadSchemas = [BadSchema.Missing("Features"), BadSchema.Text("Features"), .. SharedSchemas.FitOnly("Number")],
        Claims =
        [
            new("a scale of the features that is a power of 2 changes nothing",
                table => table.Change(["Features"], (_, slot, value) => value * (1 << slot))),
            new("a scaled label gives scaled scores", table => table.Change(["Number"], (_, _, value) => value * 8),
                scored => scored.Change(["Score"], (_, _, value) => value * 8)),
        ],
    };

    public static EstimatorFixture RegressionOfCategories => Base("a number of categories", PredictionTask.Regression, "Number", o =>
    {
        (o.FeatureColumnName, o.CategoricalColumnNames, o.NumericColumnNames) = (null, NetworkData.Categories, NetworkData.Numbers);
        (o.ExampleWeightColumnName, o.BatchNormalization) = ("Weight", false);
    }) with
    {
        InputColumns = [.. NetworkData.Categories, .. NetworkData.Numbers],
        WeightColumn = "Weight",
    };

    public static EstimatorFixture Binary => Base("two classes", PredictionTask.BinaryClassification, "Label", o => o.Dropout = 0.3) with
    {
        PredictionEngine = PredictionEngineProbe.For<NetworkData.Row, ScoredRows.TwoClasses>(),
    };

    public static EstimatorFixture BinaryOfCategories => Base("two classes by categories", PredictionTask.BinaryClassification, "Label",
        o => (o.FeatureColumnName, o.CategoricalColumnNames) = (null, ["Site", "Tags"])) with
    {
        InputColumns = ["Site", "Tags"],
        EdgeOutcomes = new Dictionary<string, EdgeOutcome> { [Edges.Empty] = EdgeOutcome.Refuses("no rows") },
    };

    /// <summary>Trained on a metric: there is a score and a decision, but no probability.</summary>
    public static EstimatorFixture BinaryByMetric => Base("two classes by MCC", PredictionTask.BinaryClassification, "Label",
        o => (o.Loss, o.ExampleWeightColumnName) = (ClassificationMetric.MatthewsCorrelation, "Weight")) with
    {
        OutputColumns = ["PredictedLabel", "Score"],
        WeightColumn = "Weight",
        CrossValidate = (context, data, estimator) => Assert.Equal(3, context.BinaryClassification.CrossValidateNonCalibrated(data, estimator, 3).Count),
    };

    public static EstimatorFixture BinaryByMetricCalibrated => Base("two classes by F1, calibrated", PredictionTask.BinaryClassification, "Label", o =>
    {
        o.Loss = new MetricLoss(ClassificationMetric.F1) { Threshold = 0.3, AmplifyLogOdds = false, CrossEntropyShare = 0.2 };
        (o.Calibrate, o.ValidationFraction) = (true, 0.3);
    }) with
    {
        PredictionEngine = PredictionEngineProbe.For<NetworkData.Row, ScoredRows.TwoClasses>(),
    };

    public static EstimatorFixture MulticlassByMetric => Base("three classes by balanced accuracy", PredictionTask.MulticlassClassification, "Class",
        o => o.Loss = new MetricLoss(ClassificationMetric.BalancedAccuracy) { Average = ClassAverage.Weighted });

    public static EstimatorFixture Multiclass => Base("three classes", PredictionTask.MulticlassClassification, "Class",
        o => o.Activation = Activation.Tanh) with
    {
        PredictionEngine = PredictionEngineProbe.For<NetworkData.Row, ScoredRows.Classes>(),
        BadSchemas = SharedSchemas.FitOnly("Class"),
    };

    public static EstimatorFixture MulticlassOfCategories => Base("three classes by all columns", PredictionTask.MulticlassClassification, "Class",
        o => (o.CategoricalColumnNames, o.NumericColumnNames) = (NetworkData.Categories, ["Price"])) with
    {
        InputColumns = ["Features", .. NetworkData.Categories, "Price"],
        Options = OptionsOf(PredictionTask.MulticlassClassification, "Class", "OtherClass"),
    };

    public static EstimatorFixture Compressed => Base("three classes, compressed", PredictionTask.MulticlassClassification, "Class", o =>
    {
        (o.CategoricalColumnNames, o.HiddenUnits) = (NetworkData.Categories, [16, 8]);
        o.Compression = NetworkOptionProbes.Compression;
    }) with
    {
        InputColumns = ["Features", .. NetworkData.Categories],
    };

    private static EstimatorFixture Base(string name, PredictionTask task, string label, Action<Options> set)
    {
        Options Make(RunOptions run)
        {
            var options = new Options { LabelColumnName = label, HiddenUnits = [8, 4] }.Run(run);
            set(options);
            return options;
        }
        bool isBinary = task == PredictionTask.BinaryClassification, isMulticlass = task == PredictionTask.MulticlassClassification;
        return new EstimatorFixture
        {
            Name = $"NeuralNetwork, {name}",
            CreateEstimator = context => Create(context, task, Make(new RunOptions())),
            CreateForRun = (context, run) => Create(context, task, Make(run)),
            CreateData = _ => new TableView(NetworkData.Create()),
            InputColumns = ["Features"],
            OutputColumns = isBinary ? ["PredictedLabel", "Score", "Probability"] : isMulticlass ? ["PredictedLabel", "Score"] : ["Score"],
            NamedOutputs = isMulticlass ? ["Score"] : [],
            LabelColumn = label,
            Traits = EstimatorTraits.UsesLabel | EstimatorTraits.ReportsProgress | EstimatorTraits.CanBeCancelled
                | EstimatorTraits.ThreadsGiveSameBits | EstimatorTraits.UsesSeed
                | (isBinary ? EstimatorTraits.BinaryClassifier : isMulticlass ? EstimatorTraits.MulticlassClassifier : 0),
            ScoreBySpans = (model, table) => NetworkData.Score(
                ((NeuralNetworkTransformer)model).Model, ((NeuralNetworkTransformer)model).InputColumnNames, table),
            CrossValidate = (context, data, estimator) => Assert.Equal(3, CrossValidate(context, task, data, estimator, label)),
            EdgeOutcomes = CtrFixtures.Edge(label),
            ModelSignature = "LRNEURAL",
        };
    }

    private static OptionsFixture OptionsOf(PredictionTask task, string label, string otherLabel) => OptionsFixture.For(
        () => new Options
        {
            LabelColumnName = label,
            CategoricalColumnNames = NetworkData.Categories,
            HiddenUnits = [8, 4],
        }.Run(new RunOptions()),
        (context, options) => Create(context, task, options)) with
    {
        Probes =
        [
            .. NetworkOptionProbes.All(otherLabel, task),
            SharedOptions.Probe<Options>(nameof(Options.FeatureColumnName), o => o.FeatureColumnName = "Price"),
            SharedOptions.Probe<Options>(nameof(Options.HiddenUnits), o => o.HiddenUnits = [8]),
            SharedOptions.Probe<Options>(nameof(Options.Activation), o => o.Activation = Activation.Tanh),
            SharedOptions.Probe<Options>(nameof(Options.Dropout), o => o.Dropout = 0.5),
            SharedOptions.Probe<Options>(nameof(Options.BatchNormalization), o => o.BatchNormalization = false),
        ],
        Bad =
        [
            .. NetworkOptionProbes.Bad,
            SharedOptions.Bad<Options>("an empty feature name", o => o.FeatureColumnName = "", "name of an input column is empty"),
            SharedOptions.Bad<Options>("features named twice", o => o.NumericColumnNames = ["Features"], "'Features' is named twice") with { Combines = false },
            SharedOptions.Bad<Options>("no layers", o => o.HiddenUnits = [], "HiddenUnits"),
            SharedOptions.Bad<Options>("null layers", o => o.HiddenUnits = null!, "HiddenUnits") with { Combines = false },
            SharedOptions.Bad<Options>("an unknown activation", o => o.Activation = (Activation)77, "Activation is 77"),
            SharedOptions.Bad<Options>("a dropout of 1", o => o.Dropout = 1, "Dropout is 1"),
        ],
    };

    private static NeuralNetworkTrainer Create(MLContext context, PredictionTask task, Options options) => task switch
    {
        PredictionTask.Regression => context.Regression.Trainers.NeuralNetwork(options),
        PredictionTask.BinaryClassification => context.BinaryClassification.Trainers.NeuralNetwork(options),
        _ => context.MulticlassClassification.Trainers.NeuralNetwork(options),
    };

    private static int CrossValidate(
        MLContext context, PredictionTask task, IDataView data, IEstimator<ITransformer> estimator, string label) => task switch
        {
            PredictionTask.Regression => context.Regression.CrossValidate(data, estimator, 3, label).Count,
            PredictionTask.BinaryClassification => context.BinaryClassification.CrossValidate(data, estimator, 3, label).Count,
            _ => context.MulticlassClassification.CrossValidate(data, estimator, 3, label).Count,
        };
}
