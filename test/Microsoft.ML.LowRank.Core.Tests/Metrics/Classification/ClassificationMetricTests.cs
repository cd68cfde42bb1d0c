using FsCheck;
using FsCheck.Fluent;

namespace Microsoft.ML.LowRank.Metrics;

public sealed class ClassificationMetricTests
{
    // The same metrics as their textbooks have them, for dual numbers to derive.
    private static readonly Dictionary<string, Func<Dual, Dual, Dual, Dual, Dual>> Textbook = new()
    {
        ["Accuracy"] = (tp, fn, fp, tn) => (tp + tn) / (tp + fn + fp + tn),
        ["Precision"] = (tp, fn, fp, tn) => tp / (tp + fp),
        ["Recall"] = (tp, fn, fp, tn) => tp / (tp + fn),
        ["Specificity"] = (tp, fn, fp, tn) => tn / (tn + fp),
        ["F1"] = (tp, fn, fp, tn) => 2 * (tp / (tp + fp)) * (tp / (tp + fn)) / ((tp / (tp + fp)) + (tp / (tp + fn))),
        ["Geometric mean"] = (tp, fn, fp, tn) => Dual.Sqrt(tp / (tp + fn) * (tn / (tn + fp))),
        ["Balanced accuracy"] = (tp, fn, fp, tn) => ((tp / (tp + fn)) + (tn / (tn + fp))) / 2,
        ["Informedness"] = (tp, fn, fp, tn) => (tp / (tp + fn)) - (fp / (tn + fp)),
        ["Jaccard"] = (tp, fn, fp, tn) => tp / (tp + fn + fp),
        ["G-measure"] = (tp, fn, fp, tn) => Dual.Pow(tp / (tp + fp) * (tp / (tp + fn)), 0.5),
        ["MCC"] = (tp, fn, fp, tn) => ((tp * tn) - (fp * fn)) / Dual.Sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)),
        ["Cohen's kappa"] = (tp, fn, fp, tn) =>
        {
            var n = tp + fn + fp + tn;
            var observed = (tp + tn) / n;
            var chance = (((tp + fp) * (tp + fn)) + ((fn + tn) * (fp + tn))) / (n * n);
            return (observed - chance) / (1 - chance);
        },
    };

    public static TheoryData<string> Names => [.. ClassificationMetric.All.Select(metric => metric.Name)];

    [Fact]
    public void Closed_forms_are_those_of_the_textbooks_and_of_differences() => Prop.ForAll<PositiveInt, PositiveInt, PositiveInt>((tp, fn, fp) =>
    {
        var counts = new ConfusionCounts(tp.Get + 0.25, fn.Get + 0.5, fp.Get + 0.75, (tp.Get * 7 % 50) + 1);
        return ClassificationMetric.All.All(metric =>
        {
            var slope = metric.Slope(counts);
            var dual = ClassificationMetric.Custom(metric.Name, Textbook[metric.Name]).Slope(counts);
            const double H = 1e-4;
            double byTrue = (Value(metric, counts, H, 0) - Value(metric, counts, -H, 0)) / (2 * H);
            double byFalse = (Value(metric, counts, 0, H) - Value(metric, counts, 0, -H)) / (2 * H);
            return Near(slope.Value, dual.Value) && Near(slope.ByTruePositives, dual.ByTruePositives)
                && Near(slope.ByFalsePositives, dual.ByFalsePositives) && Math.Abs(slope.ByTruePositives - byTrue) < 1e-6
                && Math.Abs(slope.ByFalsePositives - byFalse) < 1e-6;
        });
    }).QuickCheckThrowOnFailure();

    [Theory]
    [MemberData(nameof(Names))]
    public void More_true_positives_and_fewer_false_ones_are_never_worse(string name)
    {
        var metric = ClassificationMetric.All.Single(candidate => candidate.Name == name);
        for (int tp = 0; tp < 20; tp++)
        {
            for (int fp = 0; fp < 20; fp++)
            {
                double here = metric.Evaluate(new ConfusionCounts(tp, 20 - tp, fp, 20 - fp));
                Assert.True(metric.Evaluate(new ConfusionCounts(tp + 1, 19 - tp, fp, 20 - fp)) >= here - 1e-12
                    || (tp < fp && name is "G-measure" or "MCC" or "Cohen's kappa"), $"{tp} {fp}");
                Assert.True(metric.Evaluate(new ConfusionCounts(tp, 20 - tp, fp + 1, 19 - fp)) <= here + 1e-12
                    || (tp < fp && name is "MCC" or "Cohen's kappa"), $"{tp} {fp}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_perfect_prediction_is_1_and_nothing_predicted_positive_is_a_number(string name)
    {
        var metric = ClassificationMetric.All.Single(candidate => candidate.Name == name);

        Assert.Equal(1, metric.Evaluate(new ConfusionCounts(7, 0, 0, 93)), 12);
        double nothing = metric.Evaluate(new ConfusionCounts(0, 7, 0, 93));
        Assert.Equal(name switch { "Accuracy" => 0.93, "Specificity" => 1, "Balanced accuracy" => 0.5, _ => 0 }, nothing, 12);
        var slope = metric.Slope(new ConfusionCounts(0, 7, 0, 93));
        Assert.True(double.IsFinite(slope.ByTruePositives) && double.IsFinite(slope.ByFalsePositives));
    }

    [Fact]
    public void Large_tables_lose_no_digits()
    {
        var small = new ConfusionCounts(30, 20, 100, 10_000);
        var large = new ConfusionCounts(30e12, 20e12, 100e12, 10_000e12);
        foreach (var metric in ClassificationMetric.All)
            Assert.Equal(metric.Evaluate(small), metric.Evaluate(large), 12);
    }

    [Fact]
    public void What_cannot_be_learned_from_is_refused_with_a_sentence()
    {
        Assert.Contains("does not change", Assert.Throws<ArgumentException>(() => ClassificationMetric.Custom("flat", (tp, fn, fp, tn) => 3)).Message, StringComparison.Ordinal);
        Assert.Contains("not finite", Assert.Throws<ArgumentException>(() => ClassificationMetric.Custom("hole", (tp, fn, fp, tn) => tp / (fp - fp))).Message, StringComparison.Ordinal);
        Assert.Contains("falls as predictions get better", Assert.Throws<ArgumentException>(() => ClassificationMetric.Custom("upside down", (tp, fn, fp, tn) => fn + fp)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ClassificationMetric.Custom(" ", (tp, fn, fp, tn) => tp));
        foreach (double beta in new[] { 0, -1, double.NaN, double.PositiveInfinity })
            Assert.Contains("β must be", Assert.Throws<ArgumentOutOfRangeException>(() => ClassificationMetric.FBeta(beta)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => ClassificationMetric.F1.Evaluate(new ConfusionCounts(-1, 0, 0, 0)));
    }

    private static double Value(ClassificationMetric metric, ConfusionCounts c, double tp, double fp)
        => metric.Evaluate(new ConfusionCounts(c.TruePositives + tp, c.FalseNegatives - tp, c.FalsePositives + fp, c.TrueNegatives - fp));

    private static bool Near(double a, double b) => Math.Abs(a - b) <= 1e-10 * (1 + Math.Abs(b));
}
