namespace Microsoft.ML.LowRank.Stacking;

/// <summary>Errors on validation parts, and the penalties that they choose.</summary>
public class LeastSquaresValidationTests
{
    private static readonly FoldSplit Nested = new([0, 1, 2, 3], [4], [
        new FoldSplit([0, 1, 2], [3], []), new FoldSplit([2, 3], [0, 1], []), new FoldSplit([0, 3], [1], [])]);

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void Errors_from_moments_are_errors_from_rows(bool standardize, bool intercept)
    {
        var rows = Weighted();
        var settings = PathSettings.LeastSquares with
        {
            L1Ratios = [0, 0.5, 1],
            PenaltyCount = 9,
            RidgePenaltyCount = 7,
            Standardize = standardize,
            FitIntercept = intercept,
        };
        var fits = LeastSquaresPaths.Fit(rows.Segments(5), rows.AllColumns, rows.Columns, [Nested], settings)[0];
        foreach (var fit in fits)
        {
            var errors = new double[Nested.Inner.Length][];
            var weights = new double[Nested.Inner.Length];
            for (int f = 0; f < errors.Length; f++)
            {
                var training = Part(rows, Nested.Inner[f].Training);
                var validation = Part(rows, Nested.Inner[f].Validation);
                var model = LeastSquaresOptimalityTests.Fit(
                    training, settings with { L1Ratios = [fit.L1Ratio], Penalties = fit.Penalties })[0];
                weights[f] = validation.Weight;
                errors[f] = [.. model.Coefficients.Zip(model.Intercepts, validation.MeanSquaredError)];
            }
            var judged = Part(rows, Nested.Validation);
            for (int k = 0; k < fit.Penalties.Length; k++)
            {
                double own = judged.MeanSquaredError(fit.Coefficients[k], fit.Intercepts[k]);
                Assert.Equal(own, fit.ValidationErrors[k], 1e-9 * own);
                double mean = Enumerable.Range(0, 3).Sum(f => errors[f][k] * weights[f]) / weights.Sum();
                double spread = Math.Sqrt(
                    Enumerable.Range(0, 3).Sum(f => weights[f] * Math.Pow(errors[f][k] - mean, 2)) / weights.Sum() / 2);
                Assert.Equal(mean, fit.Errors[k], 1e-9 * mean);
                Assert.Equal(spread, fit.ErrorSpread[k], 1e-9 * mean);
            }
            Assert.Equal(fit.Errors.Min(), fit.Errors[fit.Chosen]);
            Assert.InRange(fit.InnerGap, 0, 1e-12);
        }
        int best = PathFit.BestOf(fits);
        Assert.Equal(fits.Min(fit => fit.LeastError), fits[best].LeastError);
    }

    [Fact]
    public void A_mean_a_hundred_million_times_the_spread_costs_no_digits()
    {
        var rows = Weighted();
        var moved = rows.With(
            newX: Array.ConvertAll(rows.X, v => v + 1e8), newY: Array.ConvertAll(rows.Y, v => v - 1e8));
        var settings = PathSettings.LeastSquares with { L1Ratios = [0, 1] };
        var near = LeastSquaresPaths.Fit(rows.Segments(5), rows.AllColumns, rows.Columns, [Nested], settings)[0];
        var far = LeastSquaresPaths.Fit(moved.Segments(5), rows.AllColumns, rows.Columns, [Nested], settings)[0];
        for (int r = 0; r < 2; r++)
            for (int k = 0; k < near[r].Errors.Length; k++)
                Assert.Equal(near[r].Errors[k], far[r].Errors[k], 1e-6 * near[r].Errors[k]);
    }

    [Fact]
    public void One_standard_error_chooses_the_largest_penalty_within_it()
    {
        double[][] errors = [[5, 3, 2.2, 2, 4], [5.5, 3.4, 2.4, 2.4, 4.4], [4.5, 2.6, 2, 1.6, 3.6]];
        double[] weights = [1, 1, 1];
        var minimum = PenaltySelection.Of(errors, weights, 5, PenaltyChoice.Minimum);
        Assert.Equal(3, minimum.Chosen);
        // Sample deviation .4 over three parts.
        Assert.Equal(0.4 / Math.Sqrt(3), minimum.Spread[3], 12);
        Assert.Equal(2, PenaltySelection.Of(errors, weights, 5, PenaltyChoice.OneStandardError).Chosen);
    }

    [Fact]
    public void Where_errors_tie_the_largest_penalty_is_chosen()
    {
        var selection = PenaltySelection.Of([[2, 1, 1, 1]], [3], 4, PenaltyChoice.Minimum);
        Assert.Equal(1, selection.Chosen);
        Assert.Equal([0, 0, 0, 0], selection.Spread);
    }

    [Fact]
    public void Nothing_to_judge_by_leaves_the_choice_open()
    {
        var rows = Weighted();
        var split = Nested with { Inner = [] };
        var fit = LeastSquaresPaths.Fit(
            rows.Segments(5), rows.AllColumns, rows.Columns, [split], PathSettings.LeastSquares)[0][0];
        Assert.Equal(-1, fit.Chosen);
        Assert.Empty(fit.Errors);
        Assert.Equal(fit.Penalties.Length, fit.ValidationErrors.Length);
        Assert.Equal(double.PositiveInfinity, fit.LeastError);
    }

    [Fact]
    public void Inner_splits_without_rows_on_either_side_are_left_out()
    {
        var rows = Weighted();
        var segments = rows.Segments(5).Append(new LinearAlgebra.MomentSums(rows.Columns + 1)).ToArray();
        var with = Nested with
        {
            Training = [.. Nested.Training, 5],
            Inner = [.. Nested.Inner, new FoldSplit([5], [0], []), new FoldSplit([0], [5], [])],
        };
        var settings = PathSettings.LeastSquares with { L1Ratios = [0, 1] };
        var expected = LeastSquaresPaths.Fit(segments, rows.AllColumns, rows.Columns, [Nested], settings)[0];
        var actual = LeastSquaresPaths.Fit(segments, rows.AllColumns, rows.Columns, [with], settings)[0];
        for (int r = 0; r < 2; r++)
            Assert.Equal(expected[r].Errors, actual[r].Errors);
    }

    private static PathRows Weighted()
    {
        var rows = PathRows.Gaussian(100, 6, 11, 4);
        return rows.With(newWeights: [.. Enumerable.Range(0, 100).Select(i => 0.5 + (i % 3))]);
    }

    private static PathRows Part(PathRows rows, int[] segments) =>
        rows.Select(Enumerable.Range(0, rows.Rows).Where(i => segments.Contains(i % 5)));
}
