namespace Microsoft.ML.LowRank.Quality.Ctr;

/// <summary>With which numbers all networks are trained on a set, ours and PyTorch's.</summary>
internal sealed record CtrSettings
{
    /// <summary>Penalties of which each set's is chosen on its validation part; see <see cref="CtrTuning"/>.</summary>
    public static IReadOnlyList<double> Penalties { get; } = [0, 1e-4, 1e-3, 1e-2];

    public static CtrSettings Adult { get; } = new() { Penalty = 1e-4, DensePenalty = 0 };

    public static CtrSettings Bank { get; } = new() { Penalty = 1e-4, DensePenalty = 1e-3 };

    public static CtrSettings MovieLens { get; } = new() { BatchSize = 512, Penalty = 0, DensePenalty = 1e-2 };

    public int EmbeddingDimension { get; init; } = 16;

    /// <summary>Of the field-aware machine, whose tables are as many times wider as there are fields.</summary>
    public int FieldAwareDimension { get; init; } = 4;

    public double Dropout { get; init; } = 0.2;

    public double LearningRate { get; init; } = 1e-3;

    public int BatchSize { get; init; } = 256;

    /// <summary>Penalty on the vectors of ids, where a step penalises those of its batch.</summary>
    public double Penalty { get; init; }

    /// <summary>The same where every step penalises all vectors, which is another rule and needs a number of its own.</summary>
    public double DensePenalty { get; init; }

    public int MaximumEpochs { get; init; } = 40;

    public int Patience { get; init; } = 3;

    public double PlateauFactor { get; init; } = 0.1;

    public double GradientNorm { get; init; } = 10;
}
