using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Testing.Tests.Reference;

/// <summary>The reference estimator as a fixture, sound or with one fault.</summary>
internal static class ReferenceFixture
{
    public static EstimatorFixture With(Fault fault) => new()
    {
        Name = fault == Fault.None ? "Reference" : $"Reference, {fault}",
        CreateEstimator = _ => new ReferenceEstimator(new ReferenceOptions(), fault),
        CreateForRun = (_, run) => new ReferenceEstimator(
            new ReferenceOptions
            {
                Seed = run.Seed ?? 1,
                NumberOfThreads = run.NumberOfThreads ?? 0,
                CancellationToken = run.CancellationToken,
                Progress = run.Progress,
            },
            fault),
        CreateData = _ => new TableView(TestData.Labelled()),
        InputColumns = ["Features"],
        OutputColumns = ["Centered", "Score", "Probability", "PredictedLabel"],
        NamedOutputs = ["Centered"],
        WeightColumn = "Weight",
        LabelColumn = "Label",
        Traits = EstimatorTraits.BinaryClassifier | EstimatorTraits.WeightsAreCounts | EstimatorTraits.FitIgnoresRowOrder
            | EstimatorTraits.UsesSeed | EstimatorTraits.ThreadsGiveSameBits | EstimatorTraits.MissingGivesMissing
            | EstimatorTraits.ReportsProgress | EstimatorTraits.CanBeCancelled | EstimatorTraits.UsesLabel,
        BadSchemas =
        [
            BadSchema.Missing("Features"),
            BadSchema.Text("Features"),
            BadSchema.Missing("Weight") with { RefusedByTransformer = false },
        ],
        Options = OptionsFixture.For(() => new ReferenceOptions(),
            (_, options) => new ReferenceEstimator(options, fault)) with
        {
            Probes =
            [
                new("Shrink", options => ((ReferenceOptions)options).Shrink = 0.5),
                new("Seed", null, "It is only kept."),
                new("NumberOfThreads", null, "One thread does it all."),
                new("CancellationToken", null, "Nothing is cancelled."),
                new("Progress", null, "Only tells of the fit."),
            ],
            Bad =
            [
                new("a negative shrink", options => ((ReferenceOptions)options).Shrink = -1, "Shrink", "-1"),
                new("threads below 0", options => ((ReferenceOptions)options).NumberOfThreads = -2, "NumberOfThreads",
                    "-2"),
            ],
        },
        PredictionEngine = PredictionEngineProbe.For<TestData.Row, Output>(),
        ScoreBySpans = (model, table) => new Table(Table.Vectors("Centered",
            [.. ((TableColumn<VBuffer<float>>)table["Features"]).Values.Select(row =>
        {
            float[] centered = ((ReferenceTransformer)model).Center(row);
            if (fault == Fault.SpansDiffer)
                centered[0]++;
            return centered;
        })])),
        CrossValidate = (context, data, estimator)
            => context.BinaryClassification.CrossValidate(data, estimator, numberOfFolds: 3),
        Claims = [new("a shift changes nothing", table => table.Change(["Features"], (_, _, value) => value + 2))],
        EdgeOutcomes = new Dictionary<string, EdgeOutcome>
        {
            [Edges.Empty] = EdgeOutcome.Refuses("no rows"),
            [Edges.ZeroWeights] = EdgeOutcome.Refuses("weight"),
            [Edges.OneNaN] = EdgeOutcome.Refuses("Features", "row 45"),
            [Edges.PositiveInfinity] = EdgeOutcome.Refuses("Features", "row 45"),
            [Edges.NegativeInfinity] = EdgeOutcome.Refuses("Features", "row 45"),
            [Edges.AllMissing] = EdgeOutcome.Refuses("Features", "row 0"),
        },
        WideColumns = 500,
        Store = new ReferenceStore(fault),
        ModelSignature = ReferenceStore.Signature,
    };

    private sealed class Output
    {
        public float[] Centered { get; set; } = [];

        public float Score { get; set; }

        public float Probability { get; set; }

        public bool PredictedLabel { get; set; }
    }
}
