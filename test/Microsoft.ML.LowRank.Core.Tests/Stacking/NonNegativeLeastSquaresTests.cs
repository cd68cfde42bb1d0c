using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Stacking;

public class NonNegativeLeastSquaresTests
{
    [Fact]
    public void No_choice_of_columns_is_better()
    {
        var property = Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            int size = 1 + (int)((uint)seed % 6);
            var (gram, right) = Problem(20, size, (ulong)seed, mixed: true);
            var fit = NonNegativeLeastSquares.Solve(gram, right, size);
            AssertOptimal(gram, right, fit);
            // Every support's unconstrained solution, where it is not negative.
            double best = 0;
            for (int support = 1; support < 1 << size; support++)
            {
                int[] chosen = [.. Enumerable.Range(0, size).Where(i => (support >> i & 1) == 1)];
                double[] part = [.. chosen.SelectMany(i => chosen.Select(j => gram[(i * size) + j]))];
                double[] weights = [.. chosen.Select(i => right[i])];
                CholeskyFactor.Factor(part, chosen.Length).Solve(weights);
                if (!weights.All(weight => weight >= 0))
                    continue;
                var all = new double[size];
                for (int a = 0; a < chosen.Length; a++)
                    all[chosen[a]] = weights[a];
                best = Math.Min(best, Objective(gram, right, all));
            }
            Assert.Equal(best, Objective(gram, right, fit.Weights), 1e-10 * Math.Max(1, Math.Abs(best)));
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), property);
    }

    [Theory]
    [InlineData(40, 100)]
    [InlineData(100, 200)]
    [InlineData(60, 30)]
    public void Large_and_rank_deficient_problems_reach_the_optimum(int size, int rows)
    {
        for (ulong seed = 0; seed < 10; seed++)
        {
            var (gram, right) = Problem(rows, size, seed, mixed: true);
            AssertOptimal(gram, right, NonNegativeLeastSquares.Solve(gram, right, size));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1e-7)]
    [InlineData(1e-4)]
    public void Copies_do_not_disturb_it(double noise)
    {
        // Predictions of a target, every one three times, the copies off by next to nothing.
        var random = new SplitMix64(5);
        const int Rows = 400, Distinct = 8, Size = 3 * Distinct;
        var z = new double[Rows * Size];
        var y = new double[Rows];
        for (int i = 0; i < Rows; i++)
        {
            y[i] = 60 + (10 * random.NextGaussian());
            for (int k = 0; k < Distinct; k++)
            {
                double x = y[i] + ((2 + k) * random.NextGaussian());
                for (int copy = 0; copy < 3; copy++)
                    z[(i * Size) + (copy * Distinct) + k] = x + (noise * random.NextGaussian());
            }
        }
        var (gram, right) = Products(z, y, Size);
        var fit = NonNegativeLeastSquares.Solve(gram, right, Size);
        AssertOptimal(gram, right, fit);
        double[] few = [.. Enumerable.Range(0, Rows).SelectMany(i => z.AsSpan(i * Size, Distinct).ToArray())];
        var (smallGram, smallRight) = Products(few, y, Distinct);
        double without = Objective(
            smallGram, smallRight, NonNegativeLeastSquares.Solve(smallGram, smallRight, Distinct).Weights);
        double with = Objective(gram, right, fit.Weights);
        Assert.InRange(with - without, -1e-3 * (noise > 0 ? 1 : 1e-6), 1e-9);
    }

    [Fact]
    public void A_target_that_all_predict_the_wrong_way_leaves_nothing()
    {
        var fit = NonNegativeLeastSquares.Solve([1, .5, .5, 1], [-1, -2], 2);
        Assert.Equal([0, 0], fit.Weights);
        Assert.Equal([0, 0], fit.Normalized());
        Assert.Equal(0, fit.NegativeGradient);
    }

    [Fact]
    public void Columns_of_zeros_and_of_any_scale_are_taken()
    {
        // y = 2e8·(first) + 3e-8·(last), orthogonal columns of length 1e-8 and 1e8, zeros between them.
        var fit = NonNegativeLeastSquares.Solve([1e-16, 0, 0, 0, 0, 0, 0, 0, 1e16], [2e-8, 0, 3e8], 3);
        Assert.Equal(2e8, fit.Weights[0], 1);
        Assert.Equal(0, fit.Weights[1]);
        Assert.Equal(3e-8, fit.Weights[2], 1e-16);
    }

    [Fact]
    public void Normalised_weights_have_the_sum_1()
    {
        var fit = NonNegativeLeastSquares.Solve([1, 0, 0, 1], [2, 3], 2);
        Assert.Equal(0.4, fit.Normalized()[0], 1e-12);
        Assert.Equal(0.6, fit.Normalized()[1], 1e-12);
    }

    [Fact]
    public void What_is_not_finite_or_does_not_fit_is_refused()
    {
        Assert.Throws<ArgumentException>(() => NonNegativeLeastSquares.Solve([1, 0, double.NaN, 1], [1, 1], 2));
        Assert.Throws<ArgumentException>(() => NonNegativeLeastSquares.Solve([1, 0, 0], [1, 1], 2));
    }

    /// <summary>
    /// The conditions of Karush, Kuhn and Tucker, computed here, and the evidence that was given for them.
    /// </summary>
    private static void AssertOptimal(double[] gram, double[] right, NonNegativeFit fit)
    {
        int size = right.Length;
        double scale = Enumerable.Range(0, size).Max(i => Math.Abs(right[i]) / Math.Sqrt(gram[(i * size) + i]));
        for (int i = 0; i < size; i++)
        {
            double length = Math.Sqrt(gram[(i * size) + i]);
            double gradient = (Naive.Dot(gram.AsSpan(i * size, size), fit.Weights) - right[i]) / length / scale;
            Assert.True(fit.Weights[i] >= 0, $"Weight {i} is {fit.Weights[i]}.");
            Assert.True(gradient >= -1e-9, $"The error still falls along {i}: {gradient}.");
            Assert.InRange(-gradient, double.NegativeInfinity, fit.NegativeGradient + 1e-12);
            if (fit.Weights[i] == 0)
                continue;
            Assert.InRange(gradient, -1e-9, 1e-9);
            Assert.InRange(Math.Abs(gradient), 0, fit.Complementarity + 1e-12);
        }
        Assert.InRange(fit.NegativeGradient, 0, 1e-9);
        Assert.InRange(fit.Complementarity, 0, 1e-9);
    }

    private static double Objective(double[] gram, double[] right, double[] weights)
    {
        int size = right.Length;
        double sum = 0;
        for (int i = 0; i < size; i++)
            sum += weights[i] * ((Naive.Dot(gram.AsSpan(i * size, size), weights) / 2) - right[i]);
        return sum;
    }

    private static (double[] Gram, double[] Right) Problem(int rows, int size, ulong seed, bool mixed)
    {
        float[] z = Naive.Gaussian(rows, [.. Enumerable.Range(1, size).Select(k => 1.0 / k)], seed, mixed);
        float[] y = Naive.Gaussian(rows, [1], seed + 77);
        return Products(Array.ConvertAll(z, value => (double)value), Array.ConvertAll(y, value => (double)value), size);
    }

    private static (double[] Gram, double[] Right) Products(double[] z, double[] y, int size)
    {
        var gram = new double[size * size];
        var right = new double[size];
        for (int i = 0; i < y.Length; i++)
            for (int a = 0; a < size; a++)
            {
                right[a] += z[(i * size) + a] * y[i] / y.Length;
                for (int b = 0; b < size; b++)
                    gram[(a * size) + b] += z[(i * size) + a] * z[(i * size) + b] / y.Length;
            }
        return (gram, right);
    }
}
