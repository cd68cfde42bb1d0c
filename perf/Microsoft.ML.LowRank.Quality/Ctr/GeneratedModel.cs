namespace Microsoft.ML.LowRank.Quality.Ctr;

/// <summary>A network for one pass over generated rows, and the numbers that it is trained with.</summary>
internal sealed record GeneratedModel(string Name, Func<CtrArchitecture> Make)
{
    private static readonly int[] Units = [64, 64];

    /// <summary>Ids that training rows have less often share the vector of ids not seen.</summary>
    public int LeastCount { get; init; } = 10;

    public int Dimension { get; init; } = 8;

    public double LearningRate { get; init; } = 2e-3;

    public int BatchSize { get; init; } = 1_024;

    public double Penalty { get; init; } = 1e-5;

    /// <summary>Standard deviation of the first values of vectors.</summary>
    public double Deviation { get; init; } = 0.01;

    public string Numbers =>
        $"D {Dimension}, rate {LearningRate}, batch {BatchSize}, λ {Penalty:g}, ids of {LeastCount} rows, deviation {Deviation}";

    public static GeneratedModel LogisticRegression { get; } = new("Logistic regression", () => new LogisticRegression());

    public static GeneratedModel FactorizationMachine { get; } = new("FM", () => new FactorizationMachine())
    {
        Dimension = 4,
        LearningRate = 1e-3,
    };

    public static GeneratedModel FieldAware { get; } = new("FFM", () => new FieldAwareFactorizationMachine())
    {
        Dimension = 4,
        Deviation = 0.03,
    };

    public static GeneratedModel DeepFm { get; } = new("DeepFM", () => new DeepFm { HiddenUnits = Units });

    public static GeneratedModel Dcn2 { get; } = new("DCNv2", () => new Dcn2 { HiddenUnits = Units, Crosses = 2 });

    public static IReadOnlyList<GeneratedModel> All { get; } = [LogisticRegression, FactorizationMachine, FieldAware, DeepFm, Dcn2];
}
