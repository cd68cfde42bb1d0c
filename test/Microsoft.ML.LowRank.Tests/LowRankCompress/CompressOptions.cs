using Microsoft.ML.LowRank.Compression;
using Microsoft.ML.LowRank.Testing;
using Options = Microsoft.ML.LowRank.LowRankCompressEstimator.Options;

namespace Microsoft.ML.LowRank.Tests.LowRankCompress;

/// <summary>Every option of LowRankCompress, with what it changes, and values that must be refused.</summary>
internal static class CompressOptions
{
    public static OptionsFixture Fixture { get; } = OptionsFixture.For(
        () => new Options { Columns = [new("Codes", "Dense")] },
        (context, options) => context.Transforms.LowRankCompress(options)) with
    {
        Probes = Probes,
        Bad = Bad,
    };

    private static IReadOnlyList<OptionProbe> Probes =>
    [
        Probe(nameof(Options.Columns), options => options.Columns = [new("Others", "Dense")]),
        Probe(nameof(Options.Rank), options => options.Rank = 2),
        Probe(nameof(Options.EnergyShare), options => options.EnergyShare = 0.5),
        Probe(nameof(Options.CompressionRatio), options => options.CompressionRatio = 4),
        Probe(nameof(Options.NoiseFloor), options => options.NoiseFloor = true),
        Probe(nameof(Options.Method), options => options.Method = LowRankMethod.Randomized),
        Probe(nameof(Options.Center), options => options.Center = false),
        Probe(nameof(Options.Whiten), options => options.Whiten = true),
        Probe(nameof(Options.ExampleWeightColumnName), options => options.ExampleWeightColumnName = "Weight"),
        Probe(nameof(Options.LabelColumnName),
            options => (options.Method, options.LabelColumnName) = (LowRankMethod.FisherWeighted, "Label")),
        new(nameof(Options.Seed), null,
            "Only Randomized draws random numbers; check 42 of its fixture sees the effect."),
        new(nameof(Options.SkipInvalidRows), null, "Clean data have no invalid rows."),
        new(nameof(Options.NumberOfThreads), null, "The model does not depend on it."),
        new(nameof(Options.CancellationToken), null, "Nothing is cancelled."),
        new(nameof(Options.OnCancellation), null, "Nothing is cancelled."),
        new(nameof(Options.Progress), null, "Only tells of the fit."),
    ];

    private static IReadOnlyList<BadOptions> Bad =>
    [
        BadOption("a rank of 0", options => options.Rank = 0, "Rank", "0"),
        BadOption("an energy share of 1.5", options => options.EnergyShare = 1.5, "EnergyShare"),
        BadOption("an energy share of NaN", options => options.EnergyShare = double.NaN, "EnergyShare",
            "NaN") with { Combines = false },
        BadOption("a compression ratio below 1", options => options.CompressionRatio = 0.5, "CompressionRatio"),
        BadOption("two rank rules", options => (options.NoiseFloor, options.EnergyShare) = (true, 0.5), "NoiseFloor",
            "EnergyShare") with { Combines = false },
        BadOption("an unknown method", options => options.Method = (LowRankMethod)77, "Method", "77"),
        BadOption("a label without a use", options => options.LabelColumnName = "Label", "LabelColumnName"),
        BadOption("a method without its label", options => options.Method = LowRankMethod.FisherWeighted,
            "LabelColumnName") with { Combines = false },
        BadOption("an empty weight name", options => options.ExampleWeightColumnName = "", "ExampleWeightColumnName"),
        BadOption("no columns", options => options.Columns = [], "Columns") with { Combines = false },
        BadOption("one output twice", options => options.Columns = [new("Codes", "Dense"), new("Codes", "Sparse")],
            "Codes", "2 times"),
        BadOption("threads below 0", options => options.NumberOfThreads = -1, "NumberOfThreads", "-1"),
        BadOption("an unknown cancellation", options => options.OnCancellation = (CancellationBehavior)9,
            "OnCancellation", "9"),
    ];

    private static OptionProbe Probe(string property, Action<Options> set)
        => new(property, options => set((Options)options));

    private static BadOptions BadOption(string name, Action<Options> set, params string[] said)
        => new(name, options => set((Options)options), said);
}
