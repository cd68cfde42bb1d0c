using Microsoft.ML.LowRank.Tensors;
using Microsoft.ML.LowRank.Testing;
using Microsoft.ML.LowRank.Tests.Stacking;
using Options = Microsoft.ML.LowRank.CtrTrainer.Options;

namespace Microsoft.ML.LowRank.Tests.Networks;

/// <summary>The uses of click-through-rate models that go through the battery.</summary>
internal static class CtrFixtures
{
    private static readonly string[] Inputs = [.. NetworkData.Categories, .. NetworkData.Numbers];

    public static EstimatorFixture Mixed => Base("mixed columns", _ => { }) with
    {
        PredictionEngine = PredictionEngineProbe.For<NetworkData.Row, ScoredRows.TwoClasses>(),
        Options = OptionsFixture.For(() => Usual(), Create) with
        {
            Probes =
            [
                .. NetworkOptionProbes.All("OtherLabel", PredictionTask.BinaryClassification),
                SharedOptions.Probe<Options>(nameof(Options.Architecture), o => o.Architecture = new FactorizationMachine()),
            ],
            Bad =
            [
                .. NetworkOptionProbes.Bad,
                SharedOptions.Bad<Options>("no architecture", o => o.Architecture = null!, "Architecture is null"),
                SharedOptions.Bad<Options>("no hidden units", o => o.Architecture = new DeepFm { HiddenUnits = null! }, "HiddenUnits") with { Combines = false },
            ],
        },
        BadSchemas =
        [
            .. Inputs.Select(BadSchema.Missing), .. SharedSchemas.FitOnly("Label"),
            BadSchema.Text("Price"), BadSchema.Text("Features"),
            new("numbers in Site", table => table.Replacing(Table.Numbers("Site", new float[table.Count])), "'Site'", "text", "Single")
            {
                SeenInShape = false,
                AcceptedByFit = true,
            },
            new("a narrower Features", table => table.Replacing(Table.Vectors(
                "Features", [.. Enumerable.Range(0, table.Count).Select(row => new float[] { row, 1 })])), "'Features'", "5 numbers", "2")
            {
                SeenInShape = false,
                AcceptedByFit = true,
            },
        ],
        Engines = [.. KernelVariants.Available.Select(kernel => (KernelVariants.EnvironmentVariable, kernel.Name))],
    };

    /// <summary>All columns but the label; further ones are read too.</summary>
    public static EstimatorFixture Chosen => Base("columns chosen by their types", o => (o.CategoricalColumnNames, o.NumericColumnNames) = (null, null)) with
    {
        CreateData = _ => new TableView(NetworkData.Create().Only([.. Inputs, "Label"])),
        BadSchemas = [.. SharedSchemas.FitOnly("Label"), BadSchema.Missing("Site") with { SeenInShape = false, AcceptedByFit = true }],
        ExpectedFailures = new Dictionary<string, string>
        {
            ["08 extra and hidden columns pass through"] = "Without names every column is an input, as documented.",
        },
    };

    public static EstimatorFixture Hashed => Base("hashed, weighted", o =>
    {
        (o.HashBits, o.ExampleWeightColumnName, o.Architecture) = (5, "Weight", new FieldAwareFactorizationMachine());
        (o.NumericEncoding, o.Pooling) = (NumericEncoding.LogarithmSquare, CategoryPooling.Sum);
    }) with
    {
        WeightColumn = "Weight",
        BadSchemas = SharedSchemas.FitOnly("Weight"),
    };

    public static EstimatorFixture Crossed => Base("Dcn2", o =>
    {
        o.Architecture = new Dcn2 { Crosses = 1, HiddenUnits = [8], BatchNormalization = true, Dropout = 0.2 };
        // A score near 0 is a difference of larger terms, which round differently in products of other shapes.
        (o.NumericEncoding, o.LearningRate) = (NumericEncoding.Standardized, 0.03);
    });

    public static EstimatorFixture Attending => Base("AutoInt",
        o => o.Architecture = new AutoInt { AttentionLayers = 1, HeadSize = 2, HiddenUnits = [8] });

    public static EstimatorFixture ByMetric => Base("trained on F1, calibrated", o =>
    {
        (o.Loss, o.Calibrate, o.ValidationFraction, o.Architecture) = (ClassificationMetric.F1, true, 0.3, new Dcn2 { Crosses = 1, HiddenUnits = [8] });
        (o.NumericEncoding, o.LearningRate) = (NumericEncoding.Standardized, 0.03);
    }) with
    {
        PredictionEngine = PredictionEngineProbe.For<NetworkData.Row, ScoredRows.TwoClasses>(),
    };

    public static EstimatorFixture Compressed => Base("compressed, tables in bytes", o =>
    {
        (o.Architecture, o.Compression) = (new DeepFm { HiddenUnits = [16, 8] }, NetworkOptionProbes.Compression);
        o.Compression.QuantizeTables = true;
    }) with
    {
        PredictionEngine = PredictionEngineProbe.For<NetworkData.Row, ScoredRows.TwoClasses>(),
    };

    private static EstimatorFixture Base(string name, Action<Options> set)
    {
        Options Make(RunOptions run)
        {
            var options = Usual(run);
            set(options);
            return options;
        }
        return new EstimatorFixture
        {
            Name = $"Ctr, {name}",
            CreateEstimator = context => Create(context, Make(new RunOptions())),
            CreateForRun = (context, run) => Create(context, Make(run)),
            CreateData = _ => new TableView(NetworkData.Create()),
            InputColumns = Inputs,
            OutputColumns = ["PredictedLabel", "Score", "Probability"],
            LabelColumn = "Label",
            Traits = EstimatorTraits.UsesLabel | EstimatorTraits.ReportsProgress | EstimatorTraits.CanBeCancelled
                | EstimatorTraits.ThreadsGiveSameBits | EstimatorTraits.UsesSeed | EstimatorTraits.BinaryClassifier,
            ScoreBySpans = (model, table) => NetworkData.Score(
                ((CtrTransformer)model).Model, ((CtrTransformer)model).InputColumnNames, table),
            CrossValidate = (context, data, estimator) => Assert.Equal(
                3, context.BinaryClassification.CrossValidate(data, estimator, 3, "Label").Count),
            EdgeOutcomes = Edge("Label"),
            ModelSignature = "LRCTRNET",
            // Vectors of more than 4096 numbers are refused; these are too many fields for some architectures.
            WideColumns = 60,
        };
    }

    /// <summary>Missing values are values of their own, so all that has two labels can be learned from.</summary>
    public static Dictionary<string, EdgeOutcome> Edge(string label) => new()
    {
        [Edges.Empty] = EdgeOutcome.Refuses("no rows"),
        [Edges.SingleClass] = EdgeOutcome.Refuses($"'{label}'", "same value"),
        [Edges.OneRow] = EdgeOutcome.Refuses(),
        [Edges.ZeroWeights] = EdgeOutcome.Refuses("positive weight"),
        [Edges.OneNaN] = EdgeOutcome.Fits,
        [Edges.PositiveInfinity] = EdgeOutcome.Fits,
        [Edges.NegativeInfinity] = EdgeOutcome.Fits,
        [Edges.AllMissing] = EdgeOutcome.Fits,
        [Edges.OneFeature] = EdgeOutcome.Fits,
        [Edges.ConstantFeature] = EdgeOutcome.Fits,
        [Edges.AllConstant] = EdgeOutcome.Fits,
        [Edges.Huge] = EdgeOutcome.Fits,
        [Edges.Tiny] = EdgeOutcome.Fits,
        [Edges.Denormal] = EdgeOutcome.Fits,
        [Edges.MixedScales] = EdgeOutcome.Fits,
        [Edges.VeryWide] = EdgeOutcome.Fits,
    };

    private static Options Usual(RunOptions? run = null) => new Options
    {
        Architecture = new DeepFm { HiddenUnits = [8, 4] },
        CategoricalColumnNames = NetworkData.Categories,
        NumericColumnNames = NetworkData.Numbers,
    }.Run(run ?? new RunOptions());

    private static CtrTrainer Create(MLContext context, Options options) => context.BinaryClassification.Trainers.Ctr(options);
}
