using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Compression;
using Microsoft.ML.LowRank.Tensors;
using Microsoft.ML.LowRank.Testing;
using Options = Microsoft.ML.LowRank.LowRankCompressEstimator.Options;

namespace Microsoft.ML.LowRank.Tests.LowRankCompress;

/// <summary>The uses of LowRankCompress that go through the battery.</summary>
internal static class CompressFixtures
{
    private const EstimatorTraits Always = EstimatorTraits.ReportsProgress | EstimatorTraits.CanBeCancelled
        | EstimatorTraits.MissingGivesMissing | EstimatorTraits.ThreadsGiveSameBits;

    private static readonly OptionsFixture CompressOptions = OptionsFixture.For(
        () => new Options { Columns = [new("Codes", "Dense")] },
        (context, options) => context.Transforms.LowRankCompress(options));

    public static EstimatorFixture DenseExact
        => Base("dense, exact", Always | EstimatorTraits.FitIgnoresRowOrder, ("Codes", "Dense"), options =>
    {
        options.Method = LowRankMethod.Exact;
        options.Rank = 3;
    }) with
        {
            Options = CompressOptions with { Probes = Probes, Bad = Bad },
            WideColumns = 400,
            Claims =
        [
            new("a shift of the input changes nothing",
                table => table.Change(["Dense"], (_, slot, value) => value + slot - 3)),
            new("a scaled input gives scaled codes", table => table.Change(["Dense"], (_, _, value) => value * 8),
                codes => codes.Change(["Codes"], (_, _, value) => value * 8)),
            new("the order of features changes nothing", table => table.Change(["Dense"], (row, slot, _)
                => ((TableColumn<VBuffer<float>>)table["Dense"])
                    .Values[row].GetItemOrDefault(CompressData.DenseWidth - 1 - slot))),
        ],
        };

    public static EstimatorFixture DenseWeighted => Base("dense, weighted and whitened",
        Always | EstimatorTraits.WeightsAreCounts | EstimatorTraits.FitIgnoresRowOrder, ("Codes", "Dense"), options =>
    {
        options.Method = LowRankMethod.Exact;
        options.Rank = 3;
        options.Whiten = true;
        options.ExampleWeightColumnName = "Weight";
    }) with
    {
        WeightColumn = "Weight",
        WideColumns = 400,
        BadSchemas =
        [
            BadSchema.Missing("Weight") with { RefusedByTransformer = false },
            BadSchema.Text("Weight") with { RefusedByTransformer = false },
        ],
        Claims = [new("the scale of the input changes nothing",
            table => table.Change(["Dense"], (_, _, value) => value * 8))],
        EdgeOutcomes = EdgeOutcomes("Dense", (Edges.ZeroWeights, EdgeOutcome.Refuses("weight"))),
    };

    public static EstimatorFixture SparseRandomized
        => Base("sparse, randomised", Always | EstimatorTraits.UsesSeed, ("SparseCodes", "Sparse"), options =>
    {
        options.Method = LowRankMethod.Randomized;
        options.Rank = 4;
    }) with
        {
            PredictionEngine = PredictionEngineProbe.For<CompressData.Row, CompressData.SparseCodes>(),
            WideColumns = 50_000,
        };

    public static EstimatorFixture FisherWeighted => Base("dense, Fisher-weighted",
        Always | EstimatorTraits.UsesLabel | EstimatorTraits.FitIgnoresRowOrder, ("Codes", "Dense"), options =>
    {
        options.Method = LowRankMethod.FisherWeighted;
        options.LabelColumnName = "Label";
        options.Rank = 3;
    }) with
    {
        LabelColumn = "Label",
        // The weights solve linear equations, which magnifies the rounding of the moments.
        FitTolerance = 1e-3,
        WideColumns = 400,
        BadSchemas =
        [
            BadSchema.Missing("Dense"),
            BadSchema.Missing("Label") with { RefusedByTransformer = false },
            BadSchema.Text("Label") with { RefusedByTransformer = false },
        ],
        EdgeOutcomes = EdgeOutcomes("Dense", (Edges.SingleClass, EdgeOutcome.Refuses("Label", "same value"))),
    };

    public static EstimatorFixture TwoColumns => Base("two columns", Always, ("Codes", "Dense"), options =>
    {
        options.Columns = [new("Codes", "Dense"), new("SparseCodes", "Sparse")];
        options.EnergyShare = 0.8;
    }) with
    {
        InputColumns = ["Dense", "Sparse"],
        OutputColumns = ["Codes", "SparseCodes"],
        PredictionEngine = PredictionEngineProbe.For<CompressData.Row, CompressData.BothCodes>(),
        NamedOutputs = ["Codes", "SparseCodes"],
        BadSchemas = [BadSchema.Missing("Sparse"), BadSchema.Text("Sparse"), VariableSize("Sparse"),
            OtherWidth("Sparse"), Doubles("Sparse")],
        ScoreBySpans = (model, table) => new Table(SpanCodes(model, table, "Codes", "Dense"),
            SpanCodes(model, table, "SparseCodes", "Sparse")),
        WideColumns = 400,
    };

    private static EstimatorFixture Base(
        string name, EstimatorTraits traits, (string Output, string Input) pair, Action<Options> set) => new()
        {
            Name = $"LowRankCompress, {name}",
            CreateEstimator = context => Create(context, new RunOptions(), pair, set),
            CreateForRun = (context, run) => Create(context, run, pair, set),
            CreateData = _ => new TableView(CompressData.Create()),
            InputColumns = [pair.Input],
            OutputColumns = [pair.Output],
            NamedOutputs = [pair.Output],
            Traits = traits,
            BadSchemas = [BadSchema.Missing(pair.Input), BadSchema.Text(pair.Input), VariableSize(pair.Input),
            OtherWidth(pair.Input), Doubles(pair.Input)],
            PredictionEngine = PredictionEngineProbe.For<CompressData.Row, CompressData.DenseCodes>(),
            ScoreBySpans = (model, table) => new Table(SpanCodes(model, table, pair.Output, pair.Input)),
            EdgeOutcomes = EdgeOutcomes(pair.Input),
            Engines = [.. KernelVariants.Available.Select(kernel => (KernelVariants.EnvironmentVariable, kernel.Name))],
            ModelSignature = "LRCOMPRS",
        };

    private static LowRankCompressEstimator Create(
        MLContext context, RunOptions run, (string Output, string Input) pair, Action<Options> set)
    {
        var options = new Options
        {
            Columns = [new(pair.Output, pair.Input)],
            Seed = run.Seed ?? 1,
            NumberOfThreads = run.NumberOfThreads ?? 0,
            CancellationToken = run.CancellationToken,
            Progress = run.Progress is { } progress ? new Share(progress) : null,
        };
        set(options);
        return context.Transforms.LowRankCompress(options);
    }

    private static Dictionary<string,
        EdgeOutcome> EdgeOutcomes(string column, params (string Edge, EdgeOutcome Outcome)[] more)
    {
        var outcomes = new Dictionary<string, EdgeOutcome>
        {
            [Edges.Empty] = EdgeOutcome.Refuses("row"),
            [Edges.OneNaN] = EdgeOutcome.Refuses(column, "row 60", "NaN"),
            [Edges.PositiveInfinity] = EdgeOutcome.Refuses(column, "row 60", "infin"),
            [Edges.NegativeInfinity] = EdgeOutcome.Refuses(column, "row 60", "infin"),
            [Edges.AllMissing] = EdgeOutcome.Refuses(column, "row 0", "NaN"),
            [Edges.ConstantFeature] = EdgeOutcome.Fits,
        };
        foreach (var (edge, outcome) in more)
            outcomes[edge] = outcome;
        return outcomes;
    }

    private static TableColumn<VBuffer<float>> SpanCodes(ITransformer model, Table table, string output, string input)
    {
        var projection = ((LowRankCompressTransformer)model).GetProjection(output);
        var rows = ((TableColumn<VBuffer<float>>)table[input]).Values;
        return Table.Vectors(output, [.. rows.Select(row =>
        {
            var codes = new float[projection.Rank];
            if (row.IsDense)
                projection.Encode(row.GetValues(), codes);
            else
                projection.Encode(row.GetValues(), row.GetIndices(), codes);
            return codes;
        })]);
    }

    private static BadSchema VariableSize(string column)
        => new($"vectors of any size in {column}", table => table.Replacing(
        new TableColumn<VBuffer<float>>(column, new VectorDataViewType(NumberDataViewType.Single),
            ((TableColumn<VBuffer<float>>)table[column]).Values)),
        column, "fixed size");

    private static BadSchema Doubles(string column) => new($"Doubles in {column}", table => table.Replacing(
        new TableColumn<VBuffer<double>>(column, new VectorDataViewType(NumberDataViewType.Double, 2),
            [.. Enumerable.Range(0, table.Count).Select(_ => new VBuffer<double>(2, [1, 2]))])),
        column, "Single", "Double");

    private static BadSchema OtherWidth(string column) => new($"a narrower {column}", table => table.Replacing(
        Table.Vectors(column,
            [.. ((TableColumn<VBuffer<float>>)table[column])
                .Values.Select(row => row.DenseValues().Take(5).ToArray())])),
        column, "5")
    {
        SeenInShape = false,
        AcceptedByFit = true,
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

    private sealed class Share(IProgress<double> progress) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => progress.Report(value.FractionDone);
    }
}
