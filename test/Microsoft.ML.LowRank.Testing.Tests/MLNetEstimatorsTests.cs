using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Testing.Tests;

/// <summary>ML.NET's own estimators under the battery. Where they keep other rules, the reason stands here.</summary>
public sealed class MLNetEstimatorsTests
{
    private const string TextStream = "Beside the model stands a text for people, in the current culture, which is never read.";

    public static IEnumerable<object[]> Checks => EstimatorChecks.Rows(Normalizer, Concatenation, LogisticRegression);

    [SkippableTheory]
    [MemberData(nameof(Checks))]
    public void Holds(EstimatorCheck check) => check.Run();

    /// <summary>Signatures and file formats are those of ML.NET only where it is the real one.</summary>
    private static bool RealMLNet => typeof(MLContext).Assembly.GetName().Name == "Microsoft.ML.Data";

    /// <summary>Failures on any source of ML.NET, and those that are the real one's alone.</summary>
    private static Dictionary<string, string> Declared(
        Dictionary<string, string> anywhere, Dictionary<string, string> onRealMLNet)
        => RealMLNet ? new(anywhere.Concat(onRealMLNet)) : anywhere;

    private static EstimatorFixture Normalizer => new()
    {
        Name = "NormalizeMeanVariance",
        CreateEstimator = context => context.Transforms.NormalizeMeanVariance("Normalized", "Features"),
        CreateData = _ => new TableView(TestData.Labelled()),
        InputColumns = ["Features"],
        OutputColumns = ["Normalized"],
        Traits = EstimatorTraits.FitIgnoresRowOrder,
        BadSchemas = [BadSchema.Missing("Features"), BadSchema.Text("Features")],
        PredictionEngine = PredictionEngineProbe.For<TestData.Row, NormalizedRow>(),
        Claims = [new("the scale does not matter", table => table.Change(["Features"], (_, _, value) => value * 4))],
        ModelSignature = RealMLNet ? "NORMALZR" : null,
        ExpectedFailures = Declared(
            new Dictionary<string, string>
            {
                ["25 fit on denormal values"] = "The inverse of the deviation overflows.",
            },
            new Dictionary<string, string>
            {
                ["06 refuses texts in Features"] = "The message of Fit names no column.",
                ["46 writes the same file in de-DE"] = TextStream,
                ["46 writes the same file in tr-TR"] = TextStream,
                ["46 writes the same file in ar-SA"] = TextStream,
                ["55 truncated files are refused"] = TextStream,
            }),
    };

    private static EstimatorFixture Concatenation => new()
    {
        Name = "Concatenate",
        CreateEstimator = context => context.Transforms.Concatenate("All", "Features", "Id"),
        CreateData = _ => new TableView(TestData.Labelled()),
        InputColumns = ["Features", "Id"],
        OutputColumns = ["All"],
        BadSchemas = [BadSchema.Missing("Id"), BadSchema.Text("Id")],
        PredictionEngine = PredictionEngineProbe.For<TestData.Row, Concatenated>(),
        ExpectedFailures = new Dictionary<string, string>
        {
            ["06 refuses no column Id"] = "Fit looks at no schema; only the schema propagation and the transformer do.",
            ["06 refuses texts in Id"] = "Fit looks at no schema; only the schema propagation and the transformer do.",
        },
    };

    private static EstimatorFixture LogisticRegression => new()
    {
        Name = "LbfgsLogisticRegression",
        CreateEstimator = context
            => context.BinaryClassification.Trainers.LbfgsLogisticRegression(exampleWeightColumnName: "Weight"),
        CreateData = _ => new TableView(TestData.Labelled()),
        InputColumns = ["Features"],
        OutputColumns = ["Score", "Probability", "PredictedLabel"],
        LabelColumn = "Label",
        WeightColumn = "Weight",
        Traits = EstimatorTraits.UsesLabel | EstimatorTraits.BinaryClassifier | EstimatorTraits.FitIgnoresRowOrder,
        BadSchemas =
        [
            BadSchema.Missing("Features"),
            BadSchema.Text("Features"),
            BadSchema.Missing("Label") with { RefusedByTransformer = false },
            BadSchema.Text("Label") with { RefusedByTransformer = false },
        ],
        PredictionEngine = PredictionEngineProbe.For<TestData.Row, Predicted>(),
        CrossValidate = (context, data, estimator) =>
        {
            foreach (var fold in context.BinaryClassification.CrossValidate(data, estimator, numberOfFolds: 3))
                Assert.InRange(fold.Metrics.AreaUnderRocCurve, 0.6, 1);
        },
        FitTolerance = 1e-2,
        ExpectedFailures = Declared([], new() { ["46 writes the same file in ar-SA"] = TextStream }),
    };

    private sealed class NormalizedRow
    {
        public float[] Normalized { get; set; } = [];
    }

    private sealed class Concatenated
    {
        public float[] All { get; set; } = [];
    }

    private sealed class Predicted
    {
        public float Score { get; set; }

        public float Probability { get; set; }

        public bool PredictedLabel { get; set; }
    }
}
