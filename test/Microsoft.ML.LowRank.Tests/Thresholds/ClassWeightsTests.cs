using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Testing;
using Microsoft.ML.LowRank.Tests.Stacking;

namespace Microsoft.ML.LowRank.Tests.Thresholds;

/// <summary>Weights by the frequencies of classes.</summary>
public class ClassWeightsTests
{
    private readonly MLContext _context = new(1);

    public static IEnumerable<object[]> Checks => EstimatorChecks.Rows(Fixture("Flag"), Fixture("Class"));

    [SkippableTheory]
    [MemberData(nameof(Checks))]
    public void Holds(EstimatorCheck check) => check.Run();

    [Fact]
    public void A_rare_class_weighs_as_much_as_a_common_one_and_all_rows_as_much_as_before()
    {
        var keys = new Table(Table.Keys("Label", 4, 1, 1, 1, 1, 1, 2, 3, 3));
        var model = _context.Transforms.ClassWeights().Fit(new TableView(keys));
        float[] weights = Weights(model, keys);

        // n / (K m), of n = 8 rows in the K = 3 classes that have rows.
        Assert.Equal([8f / 15, 8f / 3, 8f / 6, float.NaN], model.Weights);
        Assert.Equal(8, weights.Sum(), 1e-5);
        Assert.Equal([8f / 15, 8f / 15, 8f / 15, 8f / 15, 8f / 15, 8f / 3, 8f / 6, 8f / 6], weights);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(2)]
    public void The_power_says_how_far_classes_are_evened_out(double power)
    {
        var flags = new Table(Table.Booleans("Label", true, false, false, false));
        var model = _context.Transforms.ClassWeights("W", power: power).Fit(new TableView(flags));

        Assert.Equal(Math.Pow(3, power), model.Weights[1] / model.Weights[0], 5);
        Assert.Equal(4, (3 * model.Weights[0]) + model.Weights[1], 5);
        Assert.Equal(("W", "Label"), (model.OutputColumnName, model.LabelColumnName));
    }

    [Fact]
    public void A_trainer_of_MLNet_finds_more_of_the_rare_class_with_them()
    {
        var table = StackData.Create(200);
        var rare = table.Replacing(Table.Booleans("Flag", [.. table.Singles("Number").Select(y => y > table.Singles("Number").Order().ElementAt(180))])).Without("Weight");
        double Recall(string? weight)
        {
            var trainer = _context.BinaryClassification.Trainers.LbfgsLogisticRegression("Flag", "Extra", weight);
            var model = _context.Transforms.ClassWeights(labelColumnName: "Flag").Append(trainer).Fit(new TableView(rare));
            return _context.BinaryClassification.EvaluateMetric(model.Transform(new TableView(rare)), ClassificationMetric.Recall, "Flag").Value;
        }

        Assert.True(Recall("Weight") > Recall(null) + 0.2);
    }

    [Fact]
    public void What_was_not_there_when_fitted_has_no_weight_and_without_labels_all_weigh_one()
    {
        var model = _context.Transforms.ClassWeights().Fit(new TableView(new Table(Table.Keys("Label", 3, 1, 2, 2))));

        Assert.Equal([float.NaN, 1.5f, 0.75f, float.NaN, float.NaN], Weights(model, new Table(Table.Keys("Label", 4, 0, 1, 2, 3, 4))));
        Assert.Equal([1, 1], Weights(model, new Table(Table.Numbers("Other", 3, 4))));
    }

    [Fact]
    public void What_cannot_be_weighed_is_refused_with_a_sentence()
    {
        Assert.Contains("Row 1, label column 'Label' is missing", Assert.Throws<InvalidOperationException>(
            () => _context.Transforms.ClassWeights().Fit(new TableView(new Table(Table.Keys("Label", 3, 1, 0))))).Message, StringComparison.Ordinal);
        Assert.Contains("at most 10000 classes", Assert.Throws<ArgumentOutOfRangeException>(
            () => _context.Transforms.ClassWeights().Fit(new TableView(new Table(Table.Keys("Label", 20_000, 1, 2))))).Message, StringComparison.Ordinal);
        Assert.Contains("another name", Assert.Throws<ArgumentException>(() => _context.Transforms.ClassWeights("Label")).Message, StringComparison.Ordinal);
        Assert.Contains("0 or more", Assert.Throws<ArgumentOutOfRangeException>(
            () => _context.Transforms.ClassWeights(power: double.NaN)).Message, StringComparison.Ordinal);
    }

    private static float[] Weights(ITransformer model, Table table) => Table.Read(model.Transform(new TableView(table))).Singles("Weight");

    private static EstimatorFixture Fixture(string label) => new()
    {
        Name = $"ClassWeights, {label}",
        CreateEstimator = context => context.Transforms.ClassWeights("ClassWeight", label),
        CreateData = _ => new TableView(StackData.Create()),
        InputColumns = [label],
        OutputColumns = ["ClassWeight"],
        Traits = EstimatorTraits.FitIgnoresRowOrder,
        // In production there is no label, and rows need no weight.
        BadSchemas = [BadSchema.Missing(label) with { RefusedByTransformer = false }, BadSchema.Text(label)],
        PredictionEngine = PredictionEngineProbe.For<ScoredRows.Row, Weighted>(),
        EdgeOutcomes = new Dictionary<string, EdgeOutcome>
        {
            [Edges.Empty] = EdgeOutcome.Refuses("no rows"),
            [Edges.OneRow] = EdgeOutcome.Fits,
        },
        ModelSignature = "LRCLSWGT",
        WideColumns = 0,
    };

    public sealed class Weighted
    {
        public float ClassWeight { get; set; }
    }
}
