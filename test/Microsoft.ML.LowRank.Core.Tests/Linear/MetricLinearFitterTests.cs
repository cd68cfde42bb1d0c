using Microsoft.ML.LowRank.Optimizers;

namespace Microsoft.ML.LowRank.Linear;

public sealed class MetricLinearFitterTests
{
    /// <summary>With all of cross-entropy the optimum is convex: no step leads down from it.</summary>
    [Theory]
    [InlineData(FullBatchOptimizer.Lbfgs)]
    [InlineData(FullBatchOptimizer.Adam)]
    public void Of_cross_entropy_alone_the_gradient_is_nothing_at_the_end(FullBatchOptimizer optimizer)
    {
        var rows = MetricObjectiveTests.Rows(60, 240, weighted: true);
        var (parameters, _, _) = Fit(rows, new Options
        {
            Loss = new MetricLoss(ClassificationMetric.F1) { CrossEntropyShare = 1, WarmUp = 0 },
            Optimizer = optimizer,
            Tolerance = 1e-12,
            MaximumIterations = 3000,
        });
        var gradient = new double[parameters.Length];
        new MetricObjective(rows, rows.All, ClassificationMetric.F1, 1e-3, 1) { CrossEntropyShare = 1 }.Evaluate(parameters, gradient);
        Assert.All(gradient, g => Assert.Equal(0, g, optimizer == FullBatchOptimizer.Lbfgs ? 1e-4 : 1e-3));
    }

    [Fact]
    public void The_metric_ends_about_where_cross_entropy_at_its_best_threshold_is_or_higher()
    {
        var rows = MetricObjectiveTests.Rows(40, 960, weighted: false);
        foreach (var metric in ClassificationMetric.All)
        {
            var (_, threshold, report) = Fit(rows, new Options { Loss = new MetricLoss(metric) { CrossEntropyShare = 0 } });
            Assert.True(report.Value >= report.ValueBefore - 0.03, $"{metric}: {report.ValueBefore} before, {report.Value} after");
            Assert.Equal(0, threshold);
            Assert.All(report.Stages, stage => Assert.True(stage.LossAfter <= stage.LossBefore, $"{metric}, {stage}"));
        }
    }

    /// <summary>A threshold that no probability of cross-entropy gets above.</summary>
    [Fact]
    public void A_model_of_one_class_is_put_right_and_says_so()
    {
        var rows = MetricObjectiveTests.Rows(100, 300, weighted: false);
        var (_, threshold, report) = Fit(rows, new Options
        {
            Loss = new MetricLoss(ClassificationMetric.F1) { Threshold = 0.99999, CrossEntropyShare = 1, WarmUp = 0 },
            L2Regularization = 0.05,
        });
        Assert.Contains("its threshold was moved", report.Recovery, StringComparison.Ordinal);
        Assert.True(threshold < Math.Log(0.99999 / 0.00001));
        Assert.True(report.Counts is { PredictedPositives: > 0, PredictedNegatives: > 0 });
    }

    [Fact]
    public void Features_that_are_constant_leave_one_class_and_that_is_said()
    {
        var rows = new ClassRows(1);
        for (int i = 0; i < 100; i++)
            rows.Add([3], i < 10, 1);
        rows.Complete(1);
        var report = Fit(rows, new Options { Loss = ClassificationMetric.MatthewsCorrelation }).Report;
        Assert.Contains("no other threshold", report.Recovery, StringComparison.Ordinal);
    }

    [Fact]
    public void A_metric_that_is_no_number_is_refused_with_a_sentence()
    {
        var metric = ClassificationMetric.Custom("lost", (tp, fn, fp, tn) => tp.Value + fp.Value > 200 ? Dual.Log(-1 * tp) : tp / (tp + fn + fp + tn));
        var e = Assert.Throws<InvalidOperationException>(() => Fit(MetricObjectiveTests.Rows(300, 300, weighted: false), new Options { Loss = metric }));
        Assert.Contains("'lost' or its derivative is not a number", e.Message, StringComparison.Ordinal);
    }

    /// <summary>So many that steps are first made on some of them: the end is that of all, and threads change nothing of it.</summary>
    [Fact]
    public void Of_many_rows_the_end_is_a_minimum_over_all()
    {
        var rows = new ClassRows(2);
        var random = new Random(2);
        for (int i = 0; i < 400_000; i++)
        {
            bool isPositive = i % 50 == 0;
            rows.Add([random.NextSingle() + (isPositive ? 0.5f : 0), random.NextSingle() - (isPositive ? 0.3f : 0)], isPositive, 1);
        }
        rows.Complete(2);
        var (parameters, _, report) = Fit(rows, new Options { NumberOfThreads = 2, Tolerance = 1e-9 });
        Assert.Equal(["class-weighted cross-entropy", "F1, amplified by 10, of some rows", "F1, amplified by 10"], report.Stages.Select(stage => stage.Name));
        var gradient = new double[3];
        new MetricObjective(rows, rows.All, ClassificationMetric.F1, 1e-3, 1).Evaluate(parameters, gradient);
        Assert.All(gradient, g => Assert.Equal(0, g, 2e-5));
        Assert.Equal(400_000, report.Counts.Total);
        Assert.True(report.Value >= report.ValueBefore - 0.01, $"{report.ValueBefore} before, {report.Value} after");
        Assert.True(report.Passes < 90, $"{report.Passes} passes");
        Assert.Equal(parameters, Fit(rows, new Options { NumberOfThreads = 1, Tolerance = 1e-9 }).Parameters);
    }

    /// <summary>Rosenbrock's valley: curved, and flat along its bottom.</summary>
    [Fact]
    public void Lbfgs_follows_a_curved_valley()
    {
        double[] at = [-1.2, 1];
        var lbfgs = new Lbfgs((x, g) =>
        {
            double a = 1 - x[0], b = x[1] - (x[0] * x[0]);
            (g[0], g[1]) = ((-2 * a) - (400 * x[0] * b), 200 * b);
            return (a * a) + (100 * b * b);
        });
        Assert.Equal(0, lbfgs.Minimize(at, 200, 1e-14, _ => true), 1e-12);
        Assert.Equal(1, at[0], 1e-5);
        Assert.True(lbfgs.Evaluations < 100, $"{lbfgs.Evaluations} evaluations");
    }

    [Fact]
    public void Lbfgs_goes_on_with_a_function_that_bends_alike()
    {
        static Func<double[], double[], double> Ellipsoid(double center) => (x, g) =>
        {
            double value = 0;
            for (int j = 0; j < x.Length; j++)
            {
                double curvature = Math.Pow(10, j), d = x[j] - center;
                (value, g[j]) = (value + (0.5 * curvature * d * d), curvature * d);
            }
            return value;
        };
        double[] at = new double[5];
        var first = new Lbfgs(Ellipsoid(1));
        first.Minimize(at, 200, 1e-12, _ => true);
        double[] again = [.. at];
        var on = first.GoOn(Ellipsoid(1.1));
        on.Minimize(at, 200, 1e-12, _ => true);
        var anew = new Lbfgs(Ellipsoid(1.1));
        anew.Minimize(again, 200, 1e-12, _ => true);
        Assert.All(at, x => Assert.Equal(1.1, x, 1e-5));
        Assert.True(on.Evaluations < anew.Evaluations, $"{on.Evaluations} and {anew.Evaluations} evaluations");
    }

    [Fact]
    public void Lbfgs_goes_round_where_the_function_is_not_a_number()
    {
        // x − log x has its minimum at 1 and is nowhere left of 0, where steps may lead.
        double[] at = [0.01];
        new Lbfgs((x, g) =>
        {
            g[0] = 20 * (1 - (1 / x[0]));
            return x[0] > 0 ? 20 * (x[0] - Math.Log(x[0])) : double.NaN;
        }).Minimize(at, 100, 1e-14, _ => true);
        Assert.Equal(1, at[0], 1e-5);
    }

    private static (double[] Parameters, double Threshold, AnyLossLinearReport Report) Fit(ClassRows rows, Options options)
        => new MetricLinearFitter(rows, options, (_, _) => { }, () => false).Fit();

    private sealed class Options : AnyLossLinearOptions;
}
