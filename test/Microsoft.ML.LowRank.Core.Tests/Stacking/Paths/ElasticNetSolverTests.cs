using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Stacking;

public class ElasticNetSolverTests
{
    [Theory]
    [InlineData(20, 1)]
    [InlineData(20, 0.05)]
    [InlineData(60, 0.01)]
    public void From_nothing_it_ends_where_the_path_ends(int size, double last)
    {
        // Many coefficients enter at once from nothing, few at a time along a path.
        var (gram, cross) = Problem(size, 200, 1);
        var path = new ElasticNetSolver(gram, cross, size, 1);
        for (double l1 = 0.9; l1 > 1e-4 * last; l1 *= 0.7)
            path.Solve(l1, 0, 1e-13);
        path.Solve(1e-4 * last, 0, 1e-13);
        var cold = new ElasticNetSolver(gram, cross, size, 1);
        var evidence = cold.Solve(1e-4 * last, 0, 1e-13);
        Assert.InRange(evidence.Gap, 0, 1e-13);
        Assert.InRange(evidence.Sweeps, 1, 5);
        for (int j = 0; j < size; j++)
            Assert.Equal(path.Coefficients[j], cold.Coefficients[j], 1e-6);
    }

    [Fact]
    public void A_start_that_is_wrong_throughout_is_left()
    {
        var (gram, cross) = Problem(12, 100, 2);
        var right = new ElasticNetSolver(gram, cross, 12, 1);
        right.Solve(0.01, 0.1, 1e-14);
        double[] start = [.. Enumerable.Range(0, 12).Select(j => right.Coefficients[j] > 0 ? -3.0 : 3.0)];
        var wrong = new ElasticNetSolver(gram, cross, 12, 1, start);
        Assert.InRange(wrong.Solve(0.01, 0.1, 1e-14).Gap, 0, 1e-14);
        for (int j = 0; j < 12; j++)
            Assert.Equal(right.Coefficients[j], wrong.Coefficients[j], 1e-8);
    }

    [Fact]
    public void Dependent_columns_in_the_start_give_way_to_each_other()
    {
        // Column 2 is the sum of the others, scaled to 1; all three start active, with signs that the minimum has not.
        double half = Math.Sqrt(0.5);
        double[] gram = [1, 0, half, 0, 1, half, half, half, 1];
        double[] cross = [0.5, 0.4, half * 0.9];
        var solver = new ElasticNetSolver(gram, cross, 3, 1, [1, -1, 1]);
        Assert.InRange(solver.Solve(0.1, 0, 1e-14).Gap, 0, 1e-14);
        var other = new ElasticNetSolver(gram, cross, 3, 1);
        Assert.InRange(other.Solve(0.1, 0, 1e-14).Gap, 0, 1e-14);
        // Predictions are unique where coefficients are not.
        double First(ElasticNetSolver of) => of.Coefficients[0] + (half * of.Coefficients[2]);
        Assert.Equal(First(other), First(solver), 1e-12);
    }

    [Fact]
    public void Without_a_sum_of_squares_it_is_measured_by_violations()
    {
        var (gram, cross) = Problem(8, 50, 3);
        var solver = new ElasticNetSolver(gram, cross, 8, double.NaN);
        Assert.InRange(solver.Solve(0.05, 0.2, 1e-13).Gap, 0, 1e-13);
    }

    [Fact]
    public void A_matrix_that_rounding_made_indefinite_does_not_hold_it_up()
    {
        var (gram, cross) = Problem(30, 10, 4);
        var random = new SplitMix64(5);
        for (int a = 0; a < 30; a++)
            for (int b = 0; b < a; b++)
                gram[(a * 30) + b] = gram[(b * 30) + a] += 1e-9 * random.NextGaussian();
        var solver = new ElasticNetSolver(gram, cross, 30, 1);
        foreach (double l1 in new[] { 0.5, 0.1, 1e-2, 1e-3, 1e-4 })
        {
            var evidence = solver.Solve(l1, 0, 1e-15);
            Assert.InRange(evidence.Gap, 0, 1e-5);
            Assert.InRange(evidence.ExactSteps, 1, 350);
        }
    }

    [Fact]
    public void The_factor_follows_its_members()
    {
        const int Size = 9;
        var (gram, _) = Problem(Size, 40, 6);
        var factor = new ActiveFactor(gram, Size);
        factor.Clear(0.25);
        var scratch = new double[Size];
        foreach (int member in new[] { 4, 0, 7, 2, 8, 1 })
            Assert.True(factor.TryAdd(member, scratch));
        factor.RemoveAt(1);
        factor.RemoveAt(3);
        Assert.True(factor.TryAdd(5, scratch));
        Assert.True(factor.TryAdd(0, scratch));
        factor.RemoveAt(0);
        Assert.Equal([7, 2, 1, 5, 0], factor.Members.ToArray());
        double[] expected = [1, -2, 3, 0.5, 4];
        double[] right = [.. factor.Members.ToArray().Select((a, i) => (0.25 * expected[i]) +
            factor.Members.ToArray().Select((b, k) => gram[(a * Size) + b] * expected[k]).Sum())];
        factor.Solve(right);
        for (int i = 0; i < 5; i++)
            Assert.Equal(expected[i], right[i], 1e-12);
    }

    [Fact]
    public void A_dependent_member_is_refused_and_made_up_by_the_others()
    {
        double half = Math.Sqrt(0.5);
        double[] gram = [1, 0, half, 0, 1, half, half, half, 1];
        var factor = new ActiveFactor(gram, 3);
        factor.Clear(0);
        var dependence = new double[3];
        Assert.True(factor.TryAdd(0, dependence));
        Assert.True(factor.TryAdd(1, dependence));
        Assert.False(factor.TryAdd(2, dependence));
        Assert.Equal(half, dependence[0], 1e-15);
        Assert.Equal(half, dependence[1], 1e-15);
        Assert.Equal(2, factor.Count);
    }

    /// <summary>Correlations of Gaussian columns that share a common part, and with a target of variance 1.</summary>
    private static (double[] Gram, double[] Cross) Problem(int size, int rows, ulong seed)
    {
        var data = PathRows.Gaussian(rows, size, seed);
        var random = new SplitMix64(seed + 100);
        var x = (double[])data.X.Clone();
        for (int i = 0; i < rows; i++)
        {
            double common = 2 * random.NextGaussian();
            for (int j = 0; j < size; j++)
                x[(i * size) + j] += common;
        }
        var problem = LeastSquaresProblem.Create(
            data.With(newX: x).Segments()[0], data.AllColumns, size, PathSettings.LeastSquares);
        return (problem.Gram, problem.Cross);
    }
}
