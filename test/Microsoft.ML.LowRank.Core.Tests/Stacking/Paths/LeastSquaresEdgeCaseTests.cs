using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Stacking;

public class LeastSquaresEdgeCaseTests
{
    private static readonly PathSettings Settings = PathSettings.LeastSquares with { L1Ratios = [0, 0.5, 1] };

    [Theory]
    [InlineData(0)]
    [InlineData(12345.678)]
    public void A_constant_column_has_the_coefficient_0(double constant)
    {
        var rows = PathRows.Gaussian(40, 4, 21);
        var with = rows.With(newX: [.. rows.X.Select((v, at) => at % 4 == 1 ? constant : v)]);
        foreach (var fit in LeastSquaresOptimalityTests.Fit(with, Settings))
        {
            AssertFinite(fit);
            Assert.All(fit.Coefficients, beta => Assert.Equal(0, beta[1]));
            Assert.Contains(fit.Coefficients[^1], beta => beta != 0);
        }
    }

    [Fact]
    public void A_column_that_is_constant_in_a_training_part_alone_is_left_out_there()
    {
        var rows = PathRows.Gaussian(60, 3, 22);
        // Row i is in segment i mod 3: the column varies in segment 2 only, far from the shift.
        var with = rows.With(newX: [.. rows.X.Select((v, at) => at % 3 == 0 ? (at / 3 % 3 == 2 ? v : 0.1) : v)]);
        double[] shift = [1000, 0, 0, 0];
        var split = new FoldSplit([0, 1], [2], [new FoldSplit([0], [1], []), new FoldSplit([1], [0], [])]);
        foreach (var fit in LeastSquaresPaths.Fit(with.Segments(3, shift), with.AllColumns, 3, [split], Settings)[0])
        {
            AssertFinite(fit);
            Assert.All(fit.Coefficients, beta => Assert.Equal(0, beta[0]));
        }
    }

    [Fact]
    public void A_constant_target_is_its_own_prediction()
    {
        var rows = PathRows.Gaussian(40, 4, 23);
        var constant = rows.With(newY: [.. Enumerable.Repeat(7.25, 40)]);
        var split = new FoldSplit([0, 1], [], [new FoldSplit([0], [1], []), new FoldSplit([1], [0], [])]);
        foreach (var fit in LeastSquaresPaths.Fit(constant.Segments(2), constant.AllColumns, 4, [split], Settings)[0])
        {
            AssertFinite(fit);
            Assert.All(fit.Intercepts, intercept => Assert.Equal(7.25, intercept));
            Assert.All(fit.Errors, error => Assert.Equal(0, error));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void Identical_columns_are_as_good_as_one(double ratio)
    {
        var rows = PathRows.Gaussian(40, 4, 24);
        // Columns 1 and 3 are copies of column 0, the latter with the other sign.
        var same = rows.With(newX: [.. rows.X.Select((v, at) => (at % 4) switch
        {
            1 => rows.X[at - 1],
            3 => -rows.X[at - 3],
            _ => v,
        })]);
        var fit = LeastSquaresOptimalityTests.Fit(same, Settings with { L1Ratios = [ratio] })[0];
        AssertFinite(fit);
        Assert.All(fit.Gaps, gap => Assert.InRange(gap, 0, 1e-12));
        if (ratio < 1)
            Assert.All(fit.Coefficients, beta =>
            {
                Assert.Equal(beta[0], beta[1], 1e-7);
                Assert.Equal(beta[0], -beta[3], 1e-7);
            });
    }

    [Fact]
    public void A_column_that_is_the_mean_of_others_does_no_harm()
    {
        var rows = PathRows.Gaussian(60, 6, 25);
        var with = rows.With(newX: [.. rows.X.Select((v, at) =>
            at % 6 == 5 ? Enumerable.Range(at - 5, 5).Average(other => rows.X[other]) : v)]);
        foreach (var fit in LeastSquaresOptimalityTests.Fit(with, Settings))
        {
            AssertFinite(fit);
            Assert.All(fit.Gaps, gap => Assert.InRange(gap, 0, 1e-12));
        }
    }

    [Fact]
    public void More_columns_than_rows_are_fitted_to_the_end()
    {
        var rows = PathRows.Gaussian(15, 50, 26);
        foreach (var fit in LeastSquaresOptimalityTests.Fit(rows, Settings with { L1Ratios = [0, 0.1, 0.99, 1] }))
        {
            AssertFinite(fit);
            Assert.All(fit.Gaps, gap => Assert.InRange(gap, 0, 1e-12));
            Assert.InRange(rows.MeanSquaredError(fit.Coefficients[^1], fit.Intercepts[^1]), 0, 1e-3);
        }
    }

    [Fact]
    public void A_training_part_without_rows_has_models_that_are_zero()
    {
        var split = new FoldSplit([0], [], [new FoldSplit([0], [1], [])]);
        MomentSums[] empty = [new(4), new(4)];
        foreach (var fit in LeastSquaresPaths.Fit(empty, [0, 1, 2], 3, [split], Settings)[0])
        {
            AssertFinite(fit);
            Assert.All(fit.Intercepts, intercept => Assert.Equal(0, intercept));
            Assert.Empty(fit.Errors);
        }
    }

    [Fact]
    public void Moments_that_are_not_finite_are_named()
    {
        var rows = PathRows.Gaussian(20, 3, 27);
        var bad = rows.With(newX: [.. rows.X.Select((v, at) => at == 7 ? double.NaN : v)]);
        var error = Assert.Throws<InvalidOperationException>(() => LeastSquaresOptimalityTests.Fit(bad, Settings));
        Assert.Contains("column 1 are not finite", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancellation_ends_the_fit()
    {
        var rows = PathRows.Gaussian(20, 3, 28);
        Assert.Throws<OperationCanceledException>(() => LeastSquaresOptimalityTests.Fit(
            rows, Settings with { Cancellation = new CancellationToken(canceled: true) }));
    }

    [Fact]
    public void All_settings_that_cannot_be_used_are_named_at_once()
    {
        var rows = PathRows.Gaussian(20, 3, 29);
        var error = Assert.Throws<ArgumentException>(() => LeastSquaresOptimalityTests.Fit(rows, Settings with
        {
            L1Ratios = [0.5, 1.5, double.NaN],
            Penalties = [1, -2, double.PositiveInfinity],
            PenaltyCount = 0,
            Tolerance = 0,
        }));
        string[] parts =
        [
            "holds 1.5", "holds NaN", "holds -2", "holds Infinity", "PenaltyCount is 0", "Tolerance is 0",
        ];
        foreach (string part in parts)
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => LeastSquaresPaths.Fit(rows.Segments(), [], 3, [], Settings));
    }

    private static void AssertFinite(PathFit fit)
    {
        Assert.All(fit.Coefficients, beta => Assert.All(beta, value => Assert.True(double.IsFinite(value))));
        Assert.All(fit.Intercepts, value => Assert.True(double.IsFinite(value)));
        Assert.All(fit.Errors, value => Assert.True(double.IsFinite(value)));
        Assert.All(fit.Gaps, value => Assert.True(double.IsFinite(value)));
    }
}
