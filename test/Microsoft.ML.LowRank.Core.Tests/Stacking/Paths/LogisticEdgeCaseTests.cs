using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Stacking;

public class LogisticEdgeCaseTests
{
    private static readonly PathSettings Settings = PathSettings.Logistic with { L1Ratios = [0, 0.5, 1] };

    private static readonly FoldSplit Nested =
        new([0, 1], [2], [new FoldSplit([0], [1], []), new FoldSplit([1], [0], [])]);

    [Theory]
    [InlineData(true, 0)]
    [InlineData(true, 1)]
    [InlineData(false, 1)]
    public void One_class_in_a_training_part_is_all_that_it_predicts(bool intercept, double only)
    {
        var rows = PathRows.Classes(90, 3, 41);
        // Segment 0 holds one class; its complement holds both.
        var with = rows.With(newY: [.. rows.Y.Select((y, i) => i % 3 == 0 ? only : y)]);
        FoldSplit[] splits = [Nested, new FoldSplit([0], [1, 2], [])];
        foreach (var fit in Fit(with, splits, Settings with { FitIntercept = intercept }).SelectMany(f => f))
            AssertFinite(fit);
        if (!intercept)
            return;
        foreach (var fit in Fit(with, splits, Settings)[1])
        {
            Assert.All(fit.Coefficients, beta => Assert.All(beta, value => Assert.Equal(0, value)));
            Assert.All(fit.Intercepts, value => Assert.Equal(only == 1 ? 1 : -1, Math.Sign(value)));
            var others = rows.Select(Enumerable.Range(0, 90).Where(i => i % 3 != 0));
            Assert.Equal(others.LogLoss(new double[3], fit.Intercepts[0]), fit.ValidationErrors[0], 1e-9);
        }
    }

    [Theory]
    [InlineData(1e-12)]
    [InlineData(0)]
    public void Classes_that_can_be_separated_end_with_finite_numbers(double last)
    {
        var rows = PathRows.Classes(60, 3, 42);
        var separable = rows.With(newY: [.. Enumerable.Range(0, 60).Select(i => rows.At(i, 0) > 2 ? 1.0 : 0)]);
        foreach (double ratio in Settings.L1Ratios)
        {
            var settings = Settings with { L1Ratios = [ratio], Penalties = [0.1, 1e-3, last] };
            var fit = Fit(separable, [Nested], settings)[0][0];
            AssertFinite(fit);
            Assert.InRange(fit.Gaps[1], 0, 1e-6);
            var training = separable.Select(Enumerable.Range(0, 60).Where(i => i % 3 != 2));
            Assert.InRange(training.LogLoss(fit.Coefficients[2], fit.Intercepts[2]), 0, 1e-3);
            Assert.All(fit.Sweeps, passes => Assert.InRange(passes, 0, 50));
        }
    }

    [Fact]
    public void Constant_and_identical_columns_do_no_harm()
    {
        var rows = PathRows.Classes(90, 5, 43);
        // Column 1 is constant, column 3 a copy of column 0, column 4 constant in segment 0 alone.
        var with = rows.With(newX: [.. rows.X.Select((v, at) => (at % 5) switch
        {
            1 => 7.5,
            3 => rows.X[at - 3],
            4 when at / 5 % 3 == 0 => 0.25,
            _ => v,
        })]);
        foreach (var fit in Fit(with, [Nested], Settings)[0])
        {
            AssertFinite(fit);
            Assert.All(fit.Gaps, gap => Assert.InRange(gap, 0, 1e-6));
            Assert.All(fit.Coefficients, beta => Assert.Equal(0, beta[1]));
            if (fit.L1Ratio < 1)
                Assert.Equal(fit.Coefficients[^1][0], fit.Coefficients[^1][3], 1e-3);
        }
    }

    [Fact]
    public void More_columns_than_rows_are_fitted_to_the_end()
    {
        var rows = PathRows.Classes(36, 60, 44, 0.3);
        foreach (var fit in Fit(rows, [Nested], Settings)[0])
        {
            AssertFinite(fit);
            Assert.All(fit.Gaps, gap => Assert.InRange(gap, 0, 1e-6));
            Assert.InRange(fit.InnerGap, 0, 1e-6);
        }
    }

    [Theory]
    [InlineData(1, 120, 35)]
    [InlineData(2, 45, 37)]
    [InlineData(3, 200, 11)]
    [InlineData(4, 150, 18)]
    public void Collinear_columns_that_separate_the_classes_are_fitted_to_the_end(ulong seed, int rows, int columns)
    {
        var random = new SplitMix64(seed);
        var x = new double[rows * columns];
        var y = new double[rows];
        for (int i = 0; i < rows; i++)
        {
            double common = random.NextGaussian();
            double odds = 0;
            for (int j = 0; j < columns; j++)
            {
                x[(i * columns) + j] = (float)(common + ((j % 2 == 0 ? 1 : 0.05) * random.NextGaussian()));
                odds += 4 * Math.Sin(j) * x[(i * columns) + j] / Math.Sqrt(columns);
            }
            y[i] = random.NextGaussian() < odds ? 1 : 0;
        }
        var settings = Settings with { SmallestPenaltyRatio = 1e-7, L1Ratios = [0, 0.1, 1] };
        foreach (var fit in Fit(new PathRows(x, y, columns), [Nested], settings)[0])
        {
            AssertFinite(fit);
            // A loss of a millionth is where rounding ends the path.
            Assert.All(fit.Gaps, gap => Assert.InRange(gap, 0, 1e-5));
            Assert.InRange(fit.InnerGap, 0, 1e-5);
        }
    }

    [Theory]
    [InlineData(1e20)]
    [InlineData(1e-20)]
    public void Units_of_columns_do_not_matter(double unit)
    {
        var rows = PathRows.Classes(90, 3, 45);
        var scaled = rows.With(newX: [.. rows.X.Select((v, at) => at % 3 == 1 ? (float)(v * unit) : v)]);
        var plain = Fit(rows, [Nested], Settings)[0];
        var other = Fit(scaled, [Nested], Settings)[0];
        for (int r = 0; r < 3; r++)
            for (int k = 0; k < plain[r].Penalties.Length; k++)
                Assert.Equal(plain[r].Coefficients[k][1], other[r].Coefficients[k][1] * unit, 1e-4);
    }

    [Fact]
    public void A_source_without_rows_gives_models_without_content()
    {
        foreach (var fit in Fit(new PathRows([], [], 3), [Nested], Settings)[0])
        {
            AssertFinite(fit);
            Assert.Empty(fit.Errors);
            Assert.All(fit.Intercepts, value => Assert.Equal(0, value));
        }
    }

    [Theory]
    [InlineData(2.0, 1.0, 0, "has the target 2")]
    [InlineData(double.NaN, 1.0, 0, "has the target NaN")]
    [InlineData(1.0, double.NaN, 0, "Row 5, column 2 holds NaN")]
    [InlineData(1.0, 1.0, 4, "is in segment 3; the splits know of 3")]
    public void Rows_that_cannot_be_used_are_named(double target, double value, int segments, string expected)
    {
        var rows = PathRows.Classes(20, 3, 46);
        var bad = rows.With(
            newX: [.. rows.X.Select((v, at) => at == 17 ? value : v)],
            newY: [.. rows.Y.Select((v, i) => i == 5 ? target : v)]);
        var source = new LogisticRowSource(bad) { Segments = segments == 0 ? 3 : segments };
        var error = Assert.Throws<InvalidOperationException>(
            () => LogisticPaths.Fit(source, [0, 1, 2], 0, [Nested], Settings));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancellation_ends_the_fit_and_no_column_is_no_fit()
    {
        var rows = PathRows.Classes(20, 3, 47);
        Assert.Throws<OperationCanceledException>(
            () => Fit(rows, [Nested], Settings with { Cancellation = new CancellationToken(canceled: true) }));
        Assert.Throws<ArgumentException>(
            () => LogisticPaths.Fit(new LogisticRowSource(rows), [], 0, [Nested], Settings));
    }

    private static PathFit[][] Fit(PathRows rows, FoldSplit[] splits, PathSettings settings) => LogisticPaths.Fit(
        new LogisticRowSource(rows) { Segments = 3 }, rows.AllColumns, 0, splits, settings).Fits;

    private static void AssertFinite(PathFit fit)
    {
        Assert.All(fit.Coefficients, beta => Assert.All(beta, value => Assert.True(double.IsFinite(value))));
        Assert.All(fit.Intercepts, value => Assert.True(double.IsFinite(value)));
        Assert.All(fit.Errors, value => Assert.True(double.IsFinite(value)));
        Assert.All(fit.ValidationErrors, value => Assert.True(double.IsFinite(value)));
        Assert.All(fit.Gaps, value => Assert.True(double.IsFinite(value)));
    }
}
