using FsCheck;
using FsCheck.Fluent;
using MathNet.Numerics.LinearAlgebra;
using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>Whether solutions are what they should be, judged from the rows.</summary>
public class LeastSquaresOptimalityTests
{
    [Fact]
    public void Gradients_at_every_point_of_every_path_are_those_of_a_minimum()
    {
        var property = Prop.ForAll(ArbMap.Default.ArbFor<int>(), ArbMap.Default.ArbFor<byte>(), (seed, shape) =>
        {
            int columns = 2 + (shape % 9);
            var rows = PathRows.Gaussian(6 + (shape % 40), columns, (ulong)seed);
            var weighted = rows.With(newWeights: [.. Enumerable.Range(0, rows.Rows).Select(i => 0.5 * (i % 4))]);
            foreach (var fit in Fit(weighted, PathSettings.LeastSquares with { L1Ratios = [0, 0.3, 0.9, 1] }))
                for (int k = 0; k < fit.Penalties.Length; k++)
                    AssertOptimal(weighted, fit, k);
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(30), property);
    }

    [Theory]
    [InlineData(0, 1e12)]
    [InlineData(0.5, 100)]
    [InlineData(1, 100)]
    public void An_endless_penalty_leaves_the_mean(double ratio, double penalty)
    {
        var rows = PathRows.Gaussian(30, 4, 3);
        var fit = Fit(rows, PathSettings.LeastSquares with { L1Ratios = [ratio], Penalties = [penalty] })[0];
        Assert.Equal(rows.Y.Average(), fit.Intercepts[0], 1e-9);
        Assert.All(fit.Coefficients[0], beta => Assert.Equal(0, beta, 1e-9));
        Assert.Equal(0, fit.Chosen);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void No_penalty_gives_the_least_squares_solution(double ratio)
    {
        var rows = PathRows.Gaussian(40, 5, 4);
        var fit = Fit(rows, PathSettings.LeastSquares with { L1Ratios = [ratio], Penalties = [1e-14, 0] })[0];
        var design = Matrix<double>.Build.Dense(rows.Rows, 6, (i, j) => j == 5 ? 1 : rows.At(i, j));
        var solution = design.QR().Solve(Vector<double>.Build.Dense(rows.Y));
        for (int k = 0; k < 2; k++)
        {
            for (int j = 0; j < 5; j++)
                Assert.Equal(solution[j], fit.Coefficients[k][j], 1e-10);
            Assert.Equal(solution[5], fit.Intercepts[k], 1e-9);
        }
    }

    [Fact]
    public void Of_many_solutions_without_a_penalty_it_is_the_shortest()
    {
        var rows = PathRows.Gaussian(6, 15, 5);
        var fit = Fit(rows, PathSettings.LeastSquares with
        {
            L1Ratios = [0],
            Penalties = [0],
            Standardize = false,
            FitIntercept = false,
        })[0];
        var design = Matrix<double>.Build.Dense(rows.Rows, 15, rows.At);
        var solution = design.PseudoInverse() * Vector<double>.Build.Dense(rows.Y);
        for (int j = 0; j < 15; j++)
            Assert.Equal(solution[j], fit.Coefficients[0][j], 1e-9);
    }

    [Fact]
    public void The_largest_penalty_of_a_grid_is_the_least_that_leaves_no_coefficient()
    {
        var rows = PathRows.Gaussian(50, 6, 6);
        foreach (double ratio in new[] { 0.1, 0.5, 1 })
        {
            var fit = Fit(rows, PathSettings.LeastSquares with { L1Ratios = [ratio] })[0];
            Assert.All(fit.Coefficients[0], beta => Assert.Equal(0, beta));
            Assert.Contains(fit.Coefficients[1], beta => beta != 0);
            Assert.Equal(1e-5, fit.Penalties[^1] / fit.Penalties[0], 1e-12);
            double just = fit.Penalties[0] * (1 - 1e-5);
            var below = PathSettings.LeastSquares with { L1Ratios = [ratio], Penalties = [just] };
            Assert.Contains(Fit(rows, below)[0].Coefficients[0], beta => beta != 0);
        }
    }

    [Theory]
    [InlineData(1e-3)]
    [InlineData(1e-6)]
    public void Near_duplicates_are_solved_exactly_in_few_steps(double difference)
    {
        var rows = PathRows.Gaussian(60, 10, 7);
        var random = new SplitMix64(8);
        var x = (double[])rows.X.Clone();
        for (int i = 0; i < rows.Rows; i++)
            for (int j = 1; j < 10; j += 2)
                x[(i * 10) + j] = x[(i * 10) + j - 1] + (difference * random.NextGaussian());
        var near = rows.With(newX: x);
        foreach (var fit in Fit(near, PathSettings.LeastSquares with { L1Ratios = [0, 0.95, 1] }))
            for (int k = 0; k < fit.Penalties.Length; k++)
            {
                Assert.InRange(fit.Gaps[k], 0, 1e-12);
                Assert.InRange(fit.ExactSteps[k], 0, 40);
                AssertOptimal(near, fit, k);
            }
    }

    [Fact]
    public void The_gap_is_no_less_than_what_is_left_to_gain()
    {
        var rows = PathRows.Gaussian(40, 8, 9);
        double half = rows.MeanSquaredError(new double[8], rows.Y.Average()) / 2;
        double[] penalties = [1, 0.3, 0.1, 0.03, 0.001];
        // Of loose fits, so that there is something to gain.
        var settings = PathSettings.LeastSquares with { L1Ratios = [0.2, 0.8, 1], Penalties = penalties };
        var loose = Fit(rows, settings with { Tolerance = 0.3 });
        var exact = Fit(rows, settings with { Tolerance = 1e-14 });
        double largest = 0;
        for (int r = 0; r < 3; r++)
            for (int k = 0; k < penalties.Length; k++)
            {
                double Objective(PathFit fit) =>
                    rows.Objective(fit.Coefficients[k], fit.Intercepts[k], fit.L1Ratio, penalties[k]);
                double left = (Objective(loose[r]) - Objective(exact[r])) / half;
                largest = Math.Max(largest, left);
                Assert.InRange(left, -1e-12, loose[r].Gaps[k] + 1e-13);
            }
        Assert.InRange(largest, 1e-4, 0.3);
    }

    internal static PathFit[] Fit(PathRows rows, PathSettings settings) => LeastSquaresPaths.Fit(
        rows.Segments(), rows.AllColumns, rows.Columns, [new FoldSplit([0], [], [])], settings)[0];

    /// <summary>
    /// The optimality conditions, with x̃_j = x_j / D_j: mean(w x̃_j r) − λ(1 − α)β̃_j is λα sign β̃_j, or below it
    /// where β̃_j = 0.
    /// </summary>
    private static void AssertOptimal(PathRows rows, PathFit fit, int k)
    {
        var beta = fit.Coefficients[k];
        var deviations = rows.Deviations();
        double unit = Math.Sqrt(rows.MeanSquaredError(new double[rows.Columns], Mean(rows)));
        double l1 = fit.Penalties[k] * fit.L1Ratio;
        double slack = 1e-7 * unit * (fit.L1Ratio == 0 ? 1 : Math.Max(l1 / unit, 1e-3));
        var residual = Enumerable.Range(0, rows.Rows)
            .Select(i => rows.Weights[i] * (rows.Y[i] - rows.Predict(i, beta, fit.Intercepts[k]))).ToArray();
        Assert.Equal(0, residual.Sum() / rows.Weight, 1e-9 * (1 + rows.Y.Max(Math.Abs)));
        for (int j = 0; j < rows.Columns; j++)
        {
            double mean = Enumerable.Range(0, rows.Rows).Sum(i => rows.Weights[i] * rows.At(i, j)) / rows.Weight;
            double slope = Enumerable.Range(0, rows.Rows).Sum(i => residual[i] * (rows.At(i, j) - mean)) / rows.Weight;
            double ridge = fit.Penalties[k] * (1 - fit.L1Ratio);
            double gradient = (slope / deviations[j]) - (ridge * deviations[j] * beta[j]);
            if (beta[j] == 0)
                Assert.InRange(Math.Abs(gradient), 0, l1 + slack);
            else
                Assert.Equal(l1 * Math.Sign(beta[j]), gradient, slack);
        }
    }

    private static double Mean(PathRows rows) => rows.Y.Zip(rows.Weights, (y, w) => y * w).Sum() / rows.Weight;
}
