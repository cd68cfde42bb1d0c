using FsCheck;
using FsCheck.Fluent;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>What must not change a fit, and what must change it in a known way.</summary>
public class LeastSquaresInvarianceTests
{
    private static readonly PathSettings Settings = PathSettings.LeastSquares with
    {
        L1Ratios = [0, 0.5, 1],
        PenaltyCount = 12,
        RidgePenaltyCount = 9,
    };

    [Fact]
    public void A_weight_of_two_is_a_row_twice_and_a_weight_of_zero_is_absence()
    {
        var property = Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var rows = PathRows.Gaussian(40, 5, (ulong)seed);
            var weights = Enumerable.Range(0, 40).Select(i => (double)((i + (seed & 7)) % 3)).ToArray();
            var weighted = rows.With(newWeights: weights);
            var repeated = rows.Select(Enumerable.Range(0, 40).SelectMany(i => Enumerable.Repeat(i, (int)weights[i])));
            var expected = LeastSquaresOptimalityTests.Fit(repeated, Settings);
            AssertSame(expected, LeastSquaresOptimalityTests.Fit(weighted, Settings), 1e-9);
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(20), property);
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        var rows = PathRows.Gaussian(200, 9, 12);
        var plan = FoldPlan.KFold(5, 3);
        PathFit[][] Run(int threads) => LeastSquaresPaths.Fit(
            rows.Segments(5), rows.AllColumns, rows.Columns, [.. plan.Outer, plan.Final],
            Settings with { Threads = threads });
        var one = Run(1);
        foreach (int threads in new[] { 2, 3, 8 })
        {
            var other = Run(threads);
            for (int s = 0; s < one.Length; s++)
                for (int r = 0; r < one[s].Length; r++)
                {
                    Assert.Equal(one[s][r].Coefficients, other[s][r].Coefficients);
                    Assert.Equal(one[s][r].Errors, other[s][r].Errors);
                    Assert.Equal(one[s][r].Gaps, other[s][r].Gaps);
                }
        }
    }

    [Fact]
    public void Columns_in_another_order_have_their_coefficients_in_that_order()
    {
        var rows = PathRows.Gaussian(60, 7, 13);
        int[] order = [3, 0, 6, 2, 5, 1, 4];
        PathFit[] Run(int[] columns) => LeastSquaresPaths.Fit(
            rows.Segments(), columns, rows.Columns, [new FoldSplit([0], [], [])], Settings)[0];
        var plain = Run(rows.AllColumns);
        var permuted = Run(order);
        for (int r = 0; r < plain.Length; r++)
            for (int k = 0; k < plain[r].Penalties.Length; k++)
                for (int j = 0; j < 7; j++)
                    Assert.Equal(plain[r].Coefficients[k][order[j]], permuted[r].Coefficients[k][j], 1e-9);
    }

    [Fact]
    public void Some_of_the_columns_are_fitted_as_if_there_were_no_others()
    {
        var rows = PathRows.Gaussian(60, 6, 14);
        int[] kept = [1, 4, 5];
        var alone = new PathRows(
            [.. Enumerable.Range(0, 60).SelectMany(i => kept.Select(j => rows.At(i, j)))], rows.Y, 3);
        var fit = LeastSquaresPaths.Fit(rows.Segments(), kept, 6, [new FoldSplit([0], [], [])], Settings)[0];
        AssertSame(LeastSquaresOptimalityTests.Fit(alone, Settings), fit, 1e-12);
    }

    [Theory]
    [InlineData(1e30)]
    [InlineData(1e-30)]
    public void Units_of_columns_do_not_matter_to_a_standardised_fit(double unit)
    {
        var rows = PathRows.Gaussian(50, 4, 15);
        var scaled = rows.With(newX: [.. rows.X.Select((v, at) => at % 4 == 2 ? v * unit : v)]);
        var plain = LeastSquaresOptimalityTests.Fit(rows, Settings);
        var other = LeastSquaresOptimalityTests.Fit(scaled, Settings);
        for (int r = 0; r < plain.Length; r++)
            for (int k = 0; k < plain[r].Penalties.Length; k++)
                for (int j = 0; j < 4; j++)
                    Assert.Equal(
                        plain[r].Coefficients[k][j], other[r].Coefficients[k][j] * (j == 2 ? unit : 1), 1e-9);
    }

    [Fact]
    public void Any_common_shift_of_the_moments_gives_the_same()
    {
        var rows = PathRows.Gaussian(50, 4, 16);
        PathFit[] Run(double[] shift) => LeastSquaresPaths.Fit(
            rows.Segments(2, shift), rows.AllColumns, 4, [new FoldSplit([0, 1], [], [])], Settings)[0];
        AssertSame(Run([0, 0, 0, 0, 0]), Run([9, -7, 3, 1, 12]), 1e-9);
    }

    private static void AssertSame(PathFit[] expected, PathFit[] actual, double tolerance)
    {
        for (int r = 0; r < expected.Length; r++)
            for (int k = 0; k < expected[r].Penalties.Length; k++)
            {
                Assert.Equal(expected[r].Penalties[k], actual[r].Penalties[k], tolerance * expected[r].Penalties[k]);
                Assert.Equal(expected[r].Intercepts[k], actual[r].Intercepts[k], 100 * tolerance);
                for (int j = 0; j < expected[r].Coefficients[k].Length; j++)
                    Assert.Equal(expected[r].Coefficients[k][j], actual[r].Coefficients[k][j], tolerance);
            }
    }
}
