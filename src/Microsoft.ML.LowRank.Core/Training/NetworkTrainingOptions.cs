using Microsoft.ML.LowRank.Optimizers;

namespace Microsoft.ML.LowRank;

/// <summary>What all trainers of networks can be told: the columns, how they are encoded, and how the network is trained.</summary>
public abstract class NetworkTrainingOptions : TrainingOptions
{
    /// <summary>
    /// Name of the label column: Boolean for two classes, a key for several, <see cref="float"/> for a number.
    /// </summary>
    /// <value>Default: <c>Label</c>.</value>
    public string LabelColumnName { get; set; } = "Label";

    /// <summary>Name of a <see cref="float"/> column with the weight of each row, finite and not negative.</summary>
    /// <value>Default: null, all rows weigh the same.</value>
    public string? ExampleWeightColumnName { get; set; }

    /// <summary>
    /// Columns of categories: text, key, integer, Boolean or float, alone or in vectors. A vector is a field of any number of
    /// values, which are pooled. Every distinct value gets a vector of its own.
    /// </summary>
    /// <value>Default: null.</value>
    public string[]? CategoricalColumnNames { get; set; }

    /// <summary>Columns of numbers, alone or in vectors of fixed size, of which every value is a field.</summary>
    /// <value>Default: null.</value>
    public string[]? NumericColumnNames { get; set; }

    /// <summary>How numbers are given to the network.</summary>
    /// <value>Default: <see cref="NumericEncoding.QuantileBins"/>.</value>
    public NumericEncoding NumericEncoding { get; set; } = NumericEncoding.QuantileBins;

    /// <summary>Most bins of a number. Ignored unless <see cref="NumericEncoding"/> is <see cref="NumericEncoding.QuantileBins"/>.</summary>
    /// <value>Default: 32.</value>
    public int NumberOfBins { get; set; } = 32;

    /// <summary>Values that occur less often in the training rows share the vector of values never seen.</summary>
    /// <value>Default: 2.</value>
    public int MinimumCount { get; set; } = 2;

    /// <summary>
    /// 0 for a vocabulary of the values seen; otherwise values are hashed to 2^bits vectors per field, nothing is remembered of
    /// them, and values may share a vector. At most 28.
    /// </summary>
    /// <value>Default: 0.</value>
    public int HashBits { get; set; }

    /// <summary>How the vectors of a field of several values become one. Ignored without such fields.</summary>
    /// <value>Default: <see cref="CategoryPooling.Mean"/>.</value>
    public CategoryPooling Pooling { get; set; } = CategoryPooling.Mean;

    /// <summary>Keeps the texts of the vocabulary in the model, so that vectors can be named. Models without are much smaller.</summary>
    /// <value>Default: false.</value>
    public bool KeepVocabularyTexts { get; set; }

    /// <summary>Values of the vector of every category.</summary>
    /// <value>Default: 16.</value>
    public int EmbeddingDimension { get; set; } = 16;

    /// <summary>
    /// λ of (λ/2)‖e‖², the penalty on the vectors (and weights) of categories. Its gradient is added once per step for every
    /// category in the batch.
    /// </summary>
    /// <value>Default: 1e-5.</value>
    public double EmbeddingL2 { get; set; } = 1e-5;

    /// <summary>How parameters follow their gradients.</summary>
    /// <value>Default: <see cref="OptimizerKind.Adam"/>.</value>
    public OptimizerKind Optimizer { get; set; } = OptimizerKind.Adam;

    /// <summary>Length of a step.</summary>
    /// <value>Default: 0.001.</value>
    public double LearningRate { get; set; } = 1e-3;

    /// <summary>Share of the velocity that is kept from step to step. Ignored unless <see cref="Optimizer"/> is <see cref="OptimizerKind.MomentumSgd"/>.</summary>
    /// <value>Default: 0.9.</value>
    public double Momentum { get; set; } = 0.9;

    /// <summary>Decay of dense weights per step, times the learning rate. Ignored unless <see cref="Optimizer"/> is <see cref="OptimizerKind.AdamW"/>.</summary>
    /// <value>Default: 0.01.</value>
    public double WeightDecay { get; set; } = 0.01;

    /// <summary>The gradient of all parameters together is scaled down to this norm where it is longer; 0 for never.</summary>
    /// <value>Default: 10.</value>
    public double GradientNorm { get; set; } = 10;

    /// <summary>Rows of a step; 0 for a choice by the number of training rows: 1/64 of them, between 128 and 4096, a power of two.</summary>
    /// <value>Default: 0.</value>
    public int BatchSize { get; set; }

    /// <summary>
    /// The learning rate falls from step to step, in a straight line, to this share of it at the end of the last of
    /// <see cref="MaximumEpochs"/>; 1 to leave it as it is. A small share lets a single pass over many rows, where nothing tells of a
    /// plateau, end near the optimum instead of around it.
    /// </summary>
    /// <value>Default: 1.</value>
    public double FinalRateFactor { get; set; } = 1;

    /// <summary>Most passes over the training rows.</summary>
    /// <value>Default: 50.</value>
    public int MaximumEpochs { get; set; } = 50;

    /// <summary>
    /// Share of the rows that are not trained on but judge every epoch, chosen by a hash of the row's position. Ignored when
    /// validation rows are given to <c>Fit</c>. 0 for none: then all epochs are run.
    /// </summary>
    /// <value>Default: 0.1.</value>
    public double ValidationFraction { get; set; } = 0.1;

    /// <summary>What epochs are judged by.</summary>
    /// <value>Default: <see cref="ValidationMetric.Automatic"/>.</value>
    public ValidationMetric Monitor { get; set; } = ValidationMetric.Automatic;

    /// <summary>Training ends after so many epochs in a row that were not better than the best one, whose weights are returned.</summary>
    /// <value>Default: 2.</value>
    public int Patience { get; set; } = 2;

    /// <summary>The learning rate is multiplied by it after an epoch that was not better; 1 to leave it as it is.</summary>
    /// <value>Default: 0.1.</value>
    public double PlateauFactor { get; set; } = 0.1;

    /// <summary>
    /// Weights of the classes: [negative, positive], or one per key value. They multiply the weights of the rows. Not used in
    /// regression.
    /// </summary>
    /// <value>Default: null, all are 1.</value>
    public float[]? ClassWeights { get; set; }

    /// <summary>
    /// A metric of the confusion matrix to train on instead of cross-entropy: <c>Loss = ClassificationMetric.F1</c>, or a <see cref="MetricLoss"/>
    /// for more. Batches then have the classes alike, and epochs are judged by the metric. The model gives <c>Score</c>, whose decision is at 0,
    /// and <c>PredictedLabel</c>; it has no <c>Probability</c> unless <see cref="Calibrate"/> is set, for it learns to decide, not how probable a
    /// class is. Not for regression.
    /// </summary>
    /// <value>Default: null, cross-entropy.</value>
    public MetricLoss? Loss { get; set; }

    /// <summary>
    /// Gives a model of two classes that is trained on a metric its <c>Probability</c>, by Platt's calibration on the rows that judge
    /// epochs. Not used without <see cref="Loss"/> or for several classes.
    /// </summary>
    /// <value>Default: false.</value>
    public bool Calibrate { get; set; }

    /// <summary>Leaves out, and counts, rows whose label or weight is missing. When false such a row is an error that names it.</summary>
    /// <value>Default: false.</value>
    public bool SkipInvalidRows { get; set; }

    /// <summary>Bytes of memory for encoded rows; the rest goes to a temporary file, which is gone when the fit ends, however it ends.</summary>
    /// <value>Default: 1 GiB.</value>
    public long CacheMemory { get; set; } = 1L << 30;

    /// <summary>Folder of the temporary file.</summary>
    /// <value>Default: null, the system's folder for temporary files.</value>
    public string? CacheFolder { get; set; }

    /// <summary>
    /// File that training is written to after every epoch. A fit with the same options and data that finds it goes on from
    /// there, and gives the same model as one that was never interrupted. It is deleted when training is over; a cancelled fit leaves
    /// it. <see cref="Patience"/> may differ, and <see cref="MaximumEpochs"/> where <see cref="FinalRateFactor"/> is 1.
    /// </summary>
    /// <value>Default: null, nothing is written.</value>
    public string? CheckpointPath { get; set; }

    /// <summary>Seed of the first weights, the order of rows and what is dropped.</summary>
    /// <value>Default: null, drawn from the <c>MLContext</c>.</value>
    public int? Seed { get; set; }

    /// <summary>
    /// How the network is made smaller as soon as it is trained, on the same encoded rows. Label, weights, the rows that judge, threads,
    /// cache, seed, progress and cancellation are then those of these options; what the compression's own say of them is ignored.
    /// </summary>
    /// <value>Default: null, the network stays as it is.</value>
    public NetworkCompressionOptions? Compression { get; set; }

    /// <summary>The columns that are read as numbers.</summary>
    internal virtual IReadOnlyList<string>? NumericInputs => NumericColumnNames;

    /// <summary>Whether the network has a place for vectors of very many numbers.</summary>
    internal virtual bool ReadsSparseVectors => false;

    internal OptimizerSettings OptimizerSettings => new()
    {
        Kind = Optimizer,
        LearningRate = LearningRate,
        FirstDecay = Optimizer == OptimizerKind.MomentumSgd ? Momentum : 0.9,
        WeightDecay = WeightDecay,
        TablePenalty = EmbeddingL2,
        LargestNorm = GradientNorm,
    };

    internal override void Validate(ICollection<string> problems)
    {
        base.Validate(problems);
        ValidateColumns(problems);
        RequireAtLeast(problems, nameof(NumberOfBins), NumberOfBins, 1, 10_000);
        RequireAtLeast(problems, nameof(MinimumCount), MinimumCount, 1);
        RequireAtLeast(problems, nameof(HashBits), HashBits, 0, 28);
        RequireAtLeast(problems, nameof(EmbeddingDimension), EmbeddingDimension, 1, 4096);
        RequireAtLeast(problems, nameof(BatchSize), BatchSize, 0, 1 << 20);
        RequireAtLeast(problems, nameof(MaximumEpochs), MaximumEpochs, 1);
        RequireAtLeast(problems, nameof(Patience), Patience, 1);
        RequireNotNegative(problems, nameof(EmbeddingL2), EmbeddingL2);
        RequireNotNegative(problems, nameof(WeightDecay), WeightDecay);
        RequireNotNegative(problems, nameof(GradientNorm), GradientNorm);
        RequireBelow(problems, nameof(Momentum), Momentum, 1);
        RequireBelow(problems, nameof(ValidationFraction), ValidationFraction, 1);
        if (!(LearningRate > 0) || !double.IsFinite(LearningRate))
            problems.Add($"{nameof(LearningRate)} is {LearningRate}; it must be finite and greater than 0.");
        if (!(PlateauFactor is > 0 and <= 1))
            problems.Add($"{nameof(PlateauFactor)} is {PlateauFactor}; it must be greater than 0 and at most 1.");
        if (!(FinalRateFactor is > 0 and <= 1))
            problems.Add($"{nameof(FinalRateFactor)} is {FinalRateFactor}; it must be greater than 0 and at most 1.");
        if (CacheMemory < 0)
            problems.Add($"{nameof(CacheMemory)} is {CacheMemory}; it must be 0 or more.");
        if (ClassWeights is { } weights && (weights.Length < 2 || weights.Any(w => !(w >= 0) || float.IsInfinity(w)) || weights.All(w => w == 0)))
            problems.Add($"{nameof(ClassWeights)} must be finite numbers of 0 or more, one for every class and not all 0.");
        RequireDefined(problems, nameof(NumericEncoding), NumericEncoding);
        RequireDefined(problems, nameof(Pooling), Pooling);
        RequireDefined(problems, nameof(Optimizer), Optimizer);
        RequireDefined(problems, nameof(Monitor), Monitor);
        ValidateParts(problems);
    }

    /// <summary>Requires what a task has: a number has no confusion matrix.</summary>
    internal void ValidateTask(ICollection<string> problems, PredictionTask task)
    {
        if (Loss is not null && task == PredictionTask.Regression)
            problems.Add($"{nameof(Loss)} is the metric '{Loss}'; it counts right and wrong classes, and a regression has none.");
    }

    /// <summary>Requires as many class weights as there are classes.</summary>
    internal void RequireClassWeights(PredictionTask task, int outputs)
    {
        int classes = task == PredictionTask.BinaryClassification ? 2 : outputs;
        if (ClassWeights is { } weights && task != PredictionTask.Regression && weights.Length != classes)
            throw new InvalidOperationException(
                $"{nameof(ClassWeights)} has {weights.Length} weights, but the label column '{LabelColumnName}' has {classes} classes.");
    }

    private protected void CopyArraysTo(NetworkTrainingOptions copy)
    {
        copy.CategoricalColumnNames = CategoricalColumnNames is null ? null : [.. CategoricalColumnNames];
        copy.NumericColumnNames = NumericColumnNames is null ? null : [.. NumericColumnNames];
        copy.ClassWeights = ClassWeights is null ? null : [.. ClassWeights];
        copy.Compression = Compression?.Copy();
    }

    private void ValidateParts(ICollection<string> problems)
    {
        void Add(string part, Action<ICollection<string>> validate)
        {
            var inside = new List<string>();
            validate(inside);
            foreach (string problem in inside)
                problems.Add($"{part}.{problem}");
        }
        if (Compression is { } compression)
            Add(nameof(Compression), compression.Validate);
        if (Loss is { } loss)
            Add(nameof(Loss), loss.Validate);
    }

    private void ValidateColumns(ICollection<string> problems)
    {
        if (string.IsNullOrEmpty(LabelColumnName))
            problems.Add($"{nameof(LabelColumnName)} is empty.");
        foreach (var (option, value) in new[]
        {
            (nameof(ExampleWeightColumnName), ExampleWeightColumnName),
            (nameof(CacheFolder), CacheFolder),
            (nameof(CheckpointPath), CheckpointPath),
        })
        {
            if (value is { Length: 0 })
                problems.Add($"{option} is empty; leave it null when there is none.");
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string? name in (CategoricalColumnNames ?? []).Concat(NumericInputs ?? []))
        {
            if (string.IsNullOrEmpty(name))
                problems.Add("A name of an input column is empty.");
            else if (!seen.Add(name))
                problems.Add($"Column '{name}' is named twice; a column is read once.");
            else if (name == LabelColumnName || name == ExampleWeightColumnName)
                problems.Add($"Column '{name}' is the label or the weight; it cannot be an input.");
        }
    }

    private static void RequireAtLeast(ICollection<string> problems, string option, int value, int least, int most = int.MaxValue)
    {
        if (value < least || value > most)
            problems.Add(most == int.MaxValue ? $"{option} is {value}; it must be at least {least}."
                : $"{option} is {value}; it must be from {least} to {most}.");
    }

    private static void RequireNotNegative(ICollection<string> problems, string option, double value)
    {
        if (!(value >= 0) || double.IsInfinity(value))
            problems.Add($"{option} is {value}; it must be finite and not negative.");
    }

    private static void RequireBelow(ICollection<string> problems, string option, double value, double end)
    {
        if (!(value >= 0) || value >= end)
            problems.Add($"{option} is {value}; it must be at least 0 and less than {end}.");
    }

    private static void RequireDefined<T>(ICollection<string> problems, string option, T value)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
            problems.Add($"{option} is {Convert.ToInt32(value, null)}, which is not a {typeof(T).Name}.");
    }
}

/// <summary>What epochs of training are judged by on the validation part.</summary>
public enum ValidationMetric
{
    /// <summary>Area under the ROC curve for two classes where the part has both, otherwise the loss.</summary>
    Automatic = 0,

    /// <summary>The loss that is trained: log loss, or half the mean squared error.</summary>
    Loss = 1,

    /// <summary>Area under the ROC curve, for two classes.</summary>
    AreaUnderCurve = 2,
}
