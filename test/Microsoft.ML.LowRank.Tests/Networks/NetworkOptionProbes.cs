using Microsoft.ML.LowRank.Testing;
using Microsoft.ML.LowRank.Tests.Stacking;
using Options = Microsoft.ML.LowRank.NetworkTrainingOptions;

namespace Microsoft.ML.LowRank.Tests.Networks;

/// <summary>Probes and bad values of the options that all networks share.</summary>
internal static class NetworkOptionProbes
{
    /// <param name="otherLabel">Another label of the task.</param>
    /// <param name="task">What is predicted.</param>
    public static IReadOnlyList<OptionProbe> All(string otherLabel, PredictionTask task) =>
    [
        Probe(nameof(Options.LabelColumnName), o => o.LabelColumnName = otherLabel),
        Probe(nameof(Options.ExampleWeightColumnName), o => o.ExampleWeightColumnName = "Weight"),
        Probe(nameof(Options.CategoricalColumnNames), o => o.CategoricalColumnNames = ["Site", "Device"]),
        Probe(nameof(Options.NumericColumnNames), o => o.NumericColumnNames = ["Price"]),
        Probe(nameof(Options.NumericEncoding), o => o.NumericEncoding = NumericEncoding.LogarithmSquare),
        Probe(nameof(Options.NumberOfBins), o => (o.NumericEncoding, o.NumberOfBins) = (NumericEncoding.QuantileBins, 4)),
        Probe(nameof(Options.MinimumCount), o => o.MinimumCount = 25),
        Probe(nameof(Options.HashBits), o => o.HashBits = 1),
        Probe(nameof(Options.Pooling), o => o.Pooling = CategoryPooling.Sum),
        new(nameof(Options.KeepVocabularyTexts), null, "Only names vectors; scores are the same."),
        Probe(nameof(Options.EmbeddingDimension), o => o.EmbeddingDimension = 3),
        Probe(nameof(Options.EmbeddingL2), o => o.EmbeddingL2 = 0.1),
        Probe(nameof(Options.Optimizer), o => o.Optimizer = OptimizerKind.MomentumSgd),
        Probe(nameof(Options.LearningRate), o => o.LearningRate = 0.002),
        new(nameof(Options.Momentum), null, "Ignored but for MomentumSgd; NetworkOptionTests see the effect."),
        new(nameof(Options.WeightDecay), null, "Ignored but for AdamW; NetworkOptionTests see the effect."),
        Probe(nameof(Options.GradientNorm), o => o.GradientNorm = 1e-9),
        Probe(nameof(Options.BatchSize), o => o.BatchSize = 16),
        Probe(nameof(Options.FinalRateFactor), o => o.FinalRateFactor = 0.1),
        Probe(nameof(Options.MaximumEpochs), o => o.MaximumEpochs = 1),
        Probe(nameof(Options.ValidationFraction), o => o.ValidationFraction = 0.5),
        task == PredictionTask.BinaryClassification ? Probe(nameof(Options.Monitor), o => o.Monitor = ValidationMetric.AreaUnderCurve)
            : new(nameof(Options.Monitor), null, "There is only the loss to judge by."),
        new(nameof(Options.Patience), null, "No epoch of these data is worse; NetworkOptionTests see the effect."),
        new(nameof(Options.PlateauFactor), null, "No epoch of these data is worse; NetworkOptionTests see the effect."),
        task == PredictionTask.Regression ? new(nameof(Options.ClassWeights), null, "Not used in regression.")
            : Probe(nameof(Options.ClassWeights), o => o.ClassWeights = task == PredictionTask.BinaryClassification ? [1, 3] : [1, 3, 2]),
        task == PredictionTask.Regression ? new(nameof(Options.Loss), null, "A regression has no confusion matrix; NetworkMetricTests see that it is refused.")
            : Probe(nameof(Options.Loss), o => o.Loss = ClassificationMetric.F1),
        new(nameof(Options.Calibrate), null, "Not used without Loss; NetworkMetricTests see the effect."),
        new(nameof(Options.SkipInvalidRows), null, "Clean data have no invalid rows."),
        new(nameof(Options.CacheMemory), null, "The model does not depend on it."),
        new(nameof(Options.CacheFolder), null, "The model does not depend on it."),
        Probe(nameof(Options.Compression), o => o.Compression = Compression),
        new(nameof(Options.CheckpointPath), null, "The model does not depend on it."),
        Probe(nameof(Options.Seed), o => o.Seed = 2),
        new(nameof(Options.NumberOfThreads), null, "The model does not depend on it."),
        new(nameof(Options.CancellationToken), null, "Nothing is cancelled."),
        new(nameof(Options.OnCancellation), null, "Nothing is cancelled."),
        new(nameof(Options.Progress), null, "Only tells of the fit."),
    ];

    public static IReadOnlyList<BadOptions> Bad =>
    [
        Of("an empty label name", o => o.LabelColumnName = "", "LabelColumnName is empty"),
        Of("an empty weight name", o => o.ExampleWeightColumnName = "", "ExampleWeightColumnName is empty"),
        Of("a column named twice", o => o.CategoricalColumnNames = ["Site", "Site"], "'Site' is named twice"),
        Of("a column without a name", o => o.CategoricalColumnNames = [""], "name of an input column is empty") with { Combines = false },
        Of("the label as an input", o => o.CategoricalColumnNames = [o.LabelColumnName], "is the label") with { Combines = false },
        Of("no bins", o => o.NumberOfBins = 0, "NumberOfBins is 0"),
        Of("a count of 0", o => o.MinimumCount = 0, "MinimumCount is 0"),
        Of("29 bits", o => o.HashBits = 29, "HashBits is 29", "28"),
        Of("no dimension", o => o.EmbeddingDimension = 0, "EmbeddingDimension is 0"),
        Of("a negative penalty", o => o.EmbeddingL2 = -1, "EmbeddingL2 is -1"),
        Of("no learning rate", o => o.LearningRate = 0, "LearningRate is 0"),
        Of("a learning rate that is not a number", o => o.LearningRate = double.NaN, "LearningRate is NaN") with { Combines = false },
        Of("a momentum of 1", o => o.Momentum = 1, "Momentum is 1"),
        Of("an infinite decay", o => o.WeightDecay = double.PositiveInfinity, "WeightDecay"),
        Of("a negative norm", o => o.GradientNorm = -1, "GradientNorm is -1"),
        Of("a negative batch", o => o.BatchSize = -1, "BatchSize is -1"),
        Of("no epochs", o => o.MaximumEpochs = 0, "MaximumEpochs is 0"),
        Of("no patience", o => o.Patience = 0, "Patience is 0"),
        Of("validation by all rows", o => o.ValidationFraction = 1, "ValidationFraction is 1"),
        Of("a plateau factor of 2", o => o.PlateauFactor = 2, "PlateauFactor is 2"),
        Of("a final rate factor of 0", o => o.FinalRateFactor = 0, "FinalRateFactor is 0"),
        Of("one class weight", o => o.ClassWeights = [1], "ClassWeights"),
        Of("class weights of 0", o => o.ClassWeights = [0, 0], "ClassWeights") with { Combines = false },
        Of("an amplification of 0", o => o.Loss = new MetricLoss(ClassificationMetric.Recall) { Amplification = 0 }, "Loss.Amplification is 0"),
        Of("a threshold of 1", o => o.Loss = new MetricLoss(ClassificationMetric.Recall) { Threshold = 1 }, "Loss.Threshold is 1") with { Combines = false },
        Of("a memory of 1", o => o.Loss = new MetricLoss(ClassificationMetric.Recall) { Memory = 1 }, "Loss.Memory is 1") with { Combines = false },
        Of("a warm-up of 1", o => o.Loss = new MetricLoss(ClassificationMetric.Recall) { WarmUp = 1 }, "Loss.WarmUp is 1") with { Combines = false },
        Of("a share of 2", o => o.Loss = new MetricLoss(ClassificationMetric.Recall) { CrossEntropyShare = 2 }, "Loss.CrossEntropyShare is 2") with { Combines = false },
        Of("an unknown average", o => o.Loss = new MetricLoss(ClassificationMetric.Recall) { Average = (ClassAverage)4 }, "Loss.Average is 4") with { Combines = false },
        Of("negative memory", o => o.CacheMemory = -1, "CacheMemory is -1"),
        Of("an empty folder", o => o.CacheFolder = "", "CacheFolder is empty"),
        Of("a compression without patience", o => o.Compression = new NetworkCompressionOptions { Patience = 0 }, "Compression.Patience is 0"),
        Of("an empty checkpoint", o => o.CheckpointPath = "", "CheckpointPath is empty"),
        Of("an unknown encoding", o => o.NumericEncoding = (NumericEncoding)7, "NumericEncoding is 7"),
        Of("an unknown pooling", o => o.Pooling = (CategoryPooling)8, "Pooling is 8"),
        Of("an unknown optimizer", o => o.Optimizer = (OptimizerKind)9, "Optimizer is 9"),
        Of("an unknown metric", o => o.Monitor = (ValidationMetric)5, "Monitor is 5"),
        Of("threads below 0", o => o.NumberOfThreads = -1, "NumberOfThreads is -1"),
        Of("an unknown cancellation", o => o.OnCancellation = (CancellationBehavior)9, "OnCancellation is 9"),
    ];

    /// <summary>A compression that is soon done.</summary>
    public static NetworkCompressionOptions Compression => new()
    {
        Ranks = RankRule.Fixed(2, 3),
        Method = FactorMethod.Svd,
        FineTuningEpochs = 1,
        MeasureControl = false,
    };

    /// <summary>Few epochs of a small network, run as it is told.</summary>
    public static T Run<T>(this T options, RunOptions run)
        where T : Options
    {
        (options.MaximumEpochs, options.BatchSize, options.EmbeddingDimension, options.MinimumCount) = (3, 32, 4, 1);
        (options.LearningRate, options.Monitor) = (0.01, ValidationMetric.Loss);
        options.Seed = run.Seed ?? 1;
        options.NumberOfThreads = run.NumberOfThreads ?? 0;
        options.CancellationToken = run.CancellationToken;
        options.Progress = Immediate.Of(run.Progress);
        return options;
    }

    private static OptionProbe Probe(string property, Action<Options> set) => SharedOptions.Probe(property, set);

    private static BadOptions Of(string name, Action<Options> set, params string[] said) => SharedOptions.Bad(name, set, said);
}
