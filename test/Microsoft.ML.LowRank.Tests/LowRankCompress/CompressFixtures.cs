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

    // Exact methods hold a matrix of width × width, and decompose it.
    private const int ExactWidth = 400;

    public static EstimatorFixture DenseExact
    {
        get
        {
            static void Set(Options options) => (options.Method, options.Rank) = (LowRankMethod.Exact, 3);
            return Base("dense, exact", Always | EstimatorTraits.FitIgnoresRowOrder, "Codes", "Dense", Set) with
            {
                Options = CompressOptions.Fixture,
                WideColumns = ExactWidth,
                Claims =
                [
                    new("a shift of the input changes nothing",
                        table => table.Change(["Dense"], (_, slot, value) => value + slot - 3)),
                    new("a scaled input gives scaled codes",
                        table => table.Change(["Dense"], (_, _, value) => value * 8),
                        codes => codes.Change(["Codes"], (_, _, value) => value * 8)),
                    new("the order of features changes nothing", Reversed),
                ],
            };
        }
    }

    public static EstimatorFixture DenseWeighted
    {
        get
        {
            static void Set(Options options)
            {
                (options.Method, options.Rank, options.Whiten) = (LowRankMethod.Exact, 3, true);
                options.ExampleWeightColumnName = "Weight";
            }
            var traits = Always | EstimatorTraits.WeightsAreCounts | EstimatorTraits.FitIgnoresRowOrder;
            return Base("dense, weighted and whitened", traits, "Codes", "Dense", Set) with
            {
                WeightColumn = "Weight",
                WideColumns = ExactWidth,
                BadSchemas =
                [
                    BadSchema.Missing("Weight") with { RefusedByTransformer = false },
                    BadSchema.Text("Weight") with { RefusedByTransformer = false },
                ],
                Claims =
                [
                    new("the scale of the input changes nothing",
                        table => table.Change(["Dense"], (_, _, value) => value * 8)),
                ],
                EdgeOutcomes = EdgeOutcomes("Dense", (Edges.ZeroWeights, EdgeOutcome.Refuses("weight"))),
            };
        }
    }

    public static EstimatorFixture SparseRandomized
    {
        get
        {
            static void Set(Options options) => (options.Method, options.Rank) = (LowRankMethod.Randomized, 4);
            return Base("sparse, randomised", Always | EstimatorTraits.UsesSeed, "SparseCodes", "Sparse", Set) with
            {
                PredictionEngine = PredictionEngineProbe.For<CompressData.Row, CompressData.SparseCodes>(),
                WideColumns = 50_000,
            };
        }
    }

    public static EstimatorFixture FisherWeighted
    {
        get
        {
            static void Set(Options options)
            {
                (options.Method, options.Rank) = (LowRankMethod.FisherWeighted, 3);
                options.LabelColumnName = "Label";
            }
            var traits = Always | EstimatorTraits.UsesLabel | EstimatorTraits.FitIgnoresRowOrder;
            return Base("dense, Fisher-weighted", traits, "Codes", "Dense", Set) with
            {
                LabelColumn = "Label",
                // The weights solve linear equations, which magnifies the rounding of the moments.
                FitTolerance = 1e-3,
                WideColumns = ExactWidth,
                BadSchemas =
                [
                    BadSchema.Missing("Dense"),
                    BadSchema.Missing("Label") with { RefusedByTransformer = false },
                    BadSchema.Text("Label") with { RefusedByTransformer = false },
                ],
                EdgeOutcomes = EdgeOutcomes("Dense", (Edges.SingleClass, EdgeOutcome.Refuses("Label", "same value"))),
            };
        }
    }

    public static EstimatorFixture TwoColumns
    {
        get
        {
            static void Set(Options options)
            {
                options.Columns = [new("Codes", "Dense"), new("SparseCodes", "Sparse")];
                options.EnergyShare = 0.8;
            }
            return Base("two columns", Always, "Codes", "Dense", Set) with
            {
                InputColumns = ["Dense", "Sparse"],
                OutputColumns = ["Codes", "SparseCodes"],
                NamedOutputs = ["Codes", "SparseCodes"],
                PredictionEngine = PredictionEngineProbe.For<CompressData.Row, CompressData.BothCodes>(),
                BadSchemas = CompressSchemas.Bad("Sparse"),
                ScoreBySpans = (model, table) => new Table(
                    SpanCodes(model, table, "Codes", "Dense"), SpanCodes(model, table, "SparseCodes", "Sparse")),
                WideColumns = ExactWidth,
            };
        }
    }

    public static EstimatorFixture InPlace
        => Base("in place", Always | EstimatorTraits.FitIgnoresRowOrder, "Dense", "Dense", options => options.Rank = 3) with
        {
            PredictionEngine = PredictionEngineProbe.For<CompressData.Row, CompressData.DenseInPlace>(),
            WideColumns = ExactWidth,
        };

    private static IReadOnlyList<(string Variable, string Value)> Kernels
        => [.. KernelVariants.Available.Select(kernel => (KernelVariants.EnvironmentVariable, kernel.Name))];

    private static EstimatorFixture Base(
        string name, EstimatorTraits traits, string output, string input, Action<Options> set) => new()
        {
            Name = $"LowRankCompress, {name}",
            CreateEstimator = context => Create(context, new RunOptions(), output, input, set),
            CreateForRun = (context, run) => Create(context, run, output, input, set),
            CreateData = _ => new TableView(CompressData.Create()),
            InputColumns = [input],
            OutputColumns = [output],
            NamedOutputs = [output],
            Traits = traits,
            BadSchemas = CompressSchemas.Bad(input),
            PredictionEngine = PredictionEngineProbe.For<CompressData.Row, CompressData.DenseCodes>(),
            ScoreBySpans = (model, table) => new Table(SpanCodes(model, table, output, input)),
            CrossValidate = (context, data, estimator) =>
            {
                var trainer = context.BinaryClassification.Trainers.LbfgsLogisticRegression(featureColumnName: output);
                var folds = context.BinaryClassification.CrossValidate(data, estimator.Append(trainer), numberOfFolds: 3);
                Assert.Equal(3, folds.Count);
            },
            EdgeOutcomes = EdgeOutcomes(input),
            Engines = Kernels,
            ModelSignature = "LRCOMPRS",
        };

    private static LowRankCompressEstimator Create(
        MLContext context, RunOptions run, string output, string input, Action<Options> set)
    {
        var options = new Options
        {
            Columns = [new(output, input)],
            Seed = run.Seed ?? 1,
            NumberOfThreads = run.NumberOfThreads ?? 0,
            CancellationToken = run.CancellationToken,
            Progress = run.Progress is { } progress ? new Share(progress) : null,
        };
        set(options);
        return context.Transforms.LowRankCompress(options);
    }

    private static Dictionary<string, EdgeOutcome> EdgeOutcomes(
        string column, params (string Edge, EdgeOutcome Outcome)[] more)
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

    private static Table Reversed(Table table)
    {
        var rows = ((TableColumn<VBuffer<float>>)table["Dense"]).Values;
        return table.Change(["Dense"], (row, slot, _) => rows[row].GetItemOrDefault(CompressData.DenseWidth - 1 - slot));
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

    private sealed class Share(IProgress<double> progress) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => progress.Report(value.FractionDone);
    }
}
