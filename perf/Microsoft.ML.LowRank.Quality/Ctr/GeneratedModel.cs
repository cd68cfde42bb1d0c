using Microsoft.ML.LowRank.Samples.Generate;

namespace Microsoft.ML.LowRank.Quality.Ctr;

/// <summary>A network for one pass over generated rows, and the numbers that it is trained with.</summary>
internal sealed record GeneratedModel(string Name, Func<CtrArchitecture> Make)
{
    private static readonly int[] Units = [128, 64];

    /// <summary>
    /// Ids that a smaller share of the training rows has share the vector of ids not seen. A little less than the share
    /// from which the log gives ids an effect, since counts vary.
    /// </summary>
    public double LeastShare { get; init; } = 0.8 * ClickLog.LeastShare;

    public int Dimension { get; init; } = 8;

    public double LearningRate { get; init; } = 2e-3;

    /// <summary>The share of the learning rate that is left at the end of the pass.</summary>
    public double FinalRateFactor { get; init; } = 0.03;

    public int BatchSize { get; init; } = 512;

    public double Penalty { get; init; }

    /// <summary>Standard deviation of the first values of vectors.</summary>
    public double Deviation { get; init; } = 0.05;

    public string Numbers =>
        $"D {Dimension}, rate {LearningRate} to {FinalRateFactor} of it, batch {BatchSize}, λ {Penalty:g}, deviation {Deviation}";

    public static GeneratedModel LogisticRegression { get; } = new("Logistic regression", () => new LogisticRegression())
    {
        LearningRate = 1e-3,
    };

    public static GeneratedModel FactorizationMachine { get; } = new("FM", () => new FactorizationMachine())
    {
        LearningRate = 1.5e-3,
    };

    public static GeneratedModel FieldAware { get; } = new("FFM", () => new FieldAwareFactorizationMachine())
    {
        Dimension = 4,
        LearningRate = 1.5e-3,
    };

    public static GeneratedModel DeepFm { get; } = new("DeepFM", () => new DeepFm { HiddenUnits = Units });

    public static GeneratedModel Dcn2 { get; } = new("DCNv2", () => new Dcn2 { HiddenUnits = Units, Crosses = 2 })
    {
        LearningRate = 1e-3,
    };

    public static IReadOnlyList<GeneratedModel> All { get; } = [LogisticRegression, FactorizationMachine, FieldAware, DeepFm, Dcn2];
}
