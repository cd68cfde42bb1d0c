namespace Microsoft.ML.LowRank;

/// <summary>How a trained network is made smaller: which factors, at which ranks, and what is trained afterwards.</summary>
public sealed class NetworkCompressionOptions : TrainingOptions
{
    /// <summary>What directions are kept by.</summary>
    /// <value>Default: <see cref="FactorMethod.OutputFeatures"/>.</value>
    public FactorMethod Method { get; set; } = FactorMethod.OutputFeatures;

    /// <summary>How ranks are chosen.</summary>
    /// <value>Default: <see cref="RankRule.Smaller(double)"/> with 4, a model of a quarter of the parameters and of the bytes.</value>
    public RankRule Ranks { get; set; } = RankRule.Smaller(4);

    /// <summary>Whether the vectors of categorical fields become codes.</summary>
    /// <value>Default: true.</value>
    public bool CompressTables { get; set; } = true;

    /// <summary>Whether matrices of layers become products.</summary>
    /// <value>Default: true.</value>
    public bool CompressLayers { get; set; } = true;

    /// <summary>What stands between the two factors of a hidden layer's matrix.</summary>
    /// <value>Default: <see cref="InnerActivation.None"/>.</value>
    public InnerActivation InnerActivation { get; set; } = InnerActivation.None;

    /// <summary>
    /// Fields of one rank share the matrix of their projection where no relative error grows beyond this; 0 for a matrix of its own for
    /// every field. Between 0 and 1.
    /// </summary>
    /// <value>Default: 0.</value>
    public double SharedProjectionError { get; set; }

    /// <summary>Stores the rows of tables as bytes with a scale per row. Such a model is not trained further unless it is expanded.</summary>
    /// <value>Default: false.</value>
    public bool QuantizeTables { get; set; }

    /// <summary>Most rows that directions are learned from.</summary>
    /// <value>Default: 65,536.</value>
    public int CalibrationRows { get; set; } = 65_536;

    /// <summary>
    /// Passes over the rows in which what every changed layer gives is made like what the original's gives, before the label is looked at
    /// again (the distillation of features of PELA).
    /// </summary>
    /// <value>Default: 1.</value>
    public int FeatureEpochs { get; set; } = 1;

    /// <summary>Most passes over the rows in which the whole network is trained on labels and on the original's answers; 0 for none.</summary>
    /// <value>Default: 5.</value>
    public int FineTuningEpochs { get; set; } = 5;

    /// <summary>
    /// Share of the original's answers in the target of fine-tuning, in [0, 1]: 0 trains on labels alone, 1 on answers alone. Of a network that
    /// was trained on a metric only the answers are learned, whatever the share: labels would teach it cross-entropy.
    /// </summary>
    /// <value>Default: 0.5.</value>
    public double DistillationShare { get; set; } = 0.5;

    /// <summary>Length of a step of Adam in both trainings.</summary>
    /// <value>Default: 0.0003.</value>
    public double LearningRate { get; set; } = 3e-4;

    /// <summary>Fine-tuning ends after so many epochs in a row that were not better than the best weights, which are kept.</summary>
    /// <value>Default: 2.</value>
    public int Patience { get; set; } = 2;

    /// <summary>Rows of a step; 0 for a choice by the number of rows.</summary>
    /// <value>Default: 0.</value>
    public int BatchSize { get; set; }

    /// <summary>λ of (λ/2)‖z‖², the penalty on the codes of the categories in a batch.</summary>
    /// <value>Default: 1e-5.</value>
    public double EmbeddingL2 { get; set; } = 1e-5;

    /// <summary>
    /// Trains the original for the same epochs by the same rules, too, so that the report can tell what is due to compression and what
    /// to training longer. Ignored without fine-tuning.
    /// </summary>
    /// <value>Default: true.</value>
    public bool MeasureControl { get; set; } = true;

    /// <summary>Measures models of several sizes before fine-tuning, for the curve of the report.</summary>
    /// <value>Default: false.</value>
    public bool MeasureSizes { get; set; }

    /// <summary>Name of the label column.</summary>
    /// <value>Default: <c>Label</c>.</value>
    public string LabelColumnName { get; set; } = "Label";

    /// <summary>Name of a <see cref="float"/> column with the weight of each row, or null.</summary>
    /// <value>Default: null.</value>
    public string? ExampleWeightColumnName { get; set; }

    /// <summary>Share of the rows that judge and are not trained on, chosen by a hash of the row's position, where none are given.</summary>
    /// <value>Default: 0.1.</value>
    public double ValidationFraction { get; set; } = 0.1;

    /// <summary>Leaves out, and counts, rows whose label or weight is missing. When false such a row is an error that names it.</summary>
    /// <value>Default: false.</value>
    public bool SkipInvalidRows { get; set; }

    /// <summary>Bytes of memory for encoded rows; the rest goes to a temporary file, which is gone in the end.</summary>
    /// <value>Default: 1 GiB.</value>
    public long CacheMemory { get; set; } = 1L << 30;

    /// <summary>Folder of the temporary file.</summary>
    /// <value>Default: null, the system's folder for temporary files.</value>
    public string? CacheFolder { get; set; }

    /// <summary>Seed of the order of rows.</summary>
    /// <value>Default: null, drawn from the <c>MLContext</c>.</value>
    public int? Seed { get; set; }

    internal override void Validate(ICollection<string> problems)
    {
        base.Validate(problems);
        if (!Enum.IsDefined(Method))
            problems.Add($"{nameof(Method)} is {(int)Method}, which is not a {nameof(FactorMethod)}.");
        if (!Enum.IsDefined(InnerActivation))
            problems.Add($"{nameof(InnerActivation)} is {(int)InnerActivation}, which is not an {nameof(LowRank.InnerActivation)}.");
        if (Ranks is null)
            problems.Add($"{nameof(Ranks)} is null; take a {nameof(RankRule)}.");
        if (!CompressTables && !CompressLayers && !QuantizeTables)
            problems.Add($"{nameof(CompressTables)}, {nameof(CompressLayers)} and {nameof(QuantizeTables)} are all false; there is nothing to do.");
        Require(problems, nameof(SharedProjectionError), SharedProjectionError is >= 0 and < 1, SharedProjectionError, "at least 0 and less than 1");
        Require(problems, nameof(CalibrationRows), CalibrationRows >= 1, CalibrationRows, "at least 1");
        Require(problems, nameof(FeatureEpochs), FeatureEpochs >= 0, FeatureEpochs, "at least 0");
        Require(problems, nameof(FineTuningEpochs), FineTuningEpochs >= 0, FineTuningEpochs, "at least 0");
        Require(problems, nameof(DistillationShare), DistillationShare is >= 0 and <= 1, DistillationShare, "from 0 to 1");
        Require(problems, nameof(LearningRate), LearningRate > 0 && double.IsFinite(LearningRate), LearningRate, "finite and greater than 0");
        Require(problems, nameof(Patience), Patience >= 1, Patience, "at least 1");
        Require(problems, nameof(BatchSize), BatchSize is >= 0 and <= 1 << 20, BatchSize, $"from 0 to {1 << 20}");
        Require(problems, nameof(EmbeddingL2), EmbeddingL2 >= 0 && double.IsFinite(EmbeddingL2), EmbeddingL2, "finite and not negative");
        Require(problems, nameof(ValidationFraction), ValidationFraction is >= 0 and < 1, ValidationFraction, "at least 0 and less than 1");
        Require(problems, nameof(CacheMemory), CacheMemory >= 0, CacheMemory, "0 or more");
        if (string.IsNullOrEmpty(LabelColumnName))
            problems.Add($"{nameof(LabelColumnName)} is empty.");
        if (ExampleWeightColumnName is { Length: 0 })
            problems.Add($"{nameof(ExampleWeightColumnName)} is empty; leave it null when there is none.");
        if (CacheFolder is { Length: 0 })
            problems.Add($"{nameof(CacheFolder)} is empty; leave it null when there is none.");
    }

    internal NetworkCompressionOptions Copy() => (NetworkCompressionOptions)MemberwiseClone();

    private static void Require(ICollection<string> problems, string option, bool isSound, double value, string range)
    {
        if (!isSound)
            problems.Add(FormattableString.Invariant($"{option} is {value}; it must be {range}."));
    }
}

/// <summary>What the directions that a compressed matrix keeps are chosen by.</summary>
public enum FactorMethod
{
    /// <summary>
    /// The variance of what a layer gives on calibration rows, and of the vectors of a field as often as they are looked up: the least error
    /// in the features themselves (atomic feature mimicking, Yu and Wu, AAAI 2023).
    /// </summary>
    OutputFeatures = 0,

    /// <summary>The singular values of the matrix alone, every row of a table weighing the same.</summary>
    Svd = 1,

    /// <summary>The singular values of the matrix, whose rows are weighted by the squared gradients of the loss (Hsu and others, ICLR 2022).</summary>
    FisherWeightedSvd = 2,
}

/// <summary>What stands between the two factors of a hidden layer's matrix.</summary>
public enum InnerActivation
{
    /// <summary>Nothing: the layer is what it was, at a lower rank.</summary>
    None = 0,

    /// <summary>
    /// A ReLU, before which codes are moved up so that nearly all calibration rows pass it unchanged: nothing is lost at first, and
    /// fine-tuning gains a layer.
    /// </summary>
    Shifted = 1,

    /// <summary>
    /// A ReLU over codes whose directions are turned so that their means are positive: much is lost at first, which fine-tuning has to bring
    /// back (as published, but for the turn).
    /// </summary>
    Turned = 2,
}
