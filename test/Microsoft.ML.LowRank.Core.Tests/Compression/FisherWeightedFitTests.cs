using MathNet.Numerics.LinearAlgebra.Double;
using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Compression;

public class FisherWeightedFitTests
{
    [Fact]
    public void The_column_weights_are_the_ridge_solution()
    {
        var values = Naive.Gaussian(800, [3, 2, 1, .5], 1, mixed: true);
        var targets = Targets(values, 4, [.5, -1, .2, 0]);
        var projection = Fit(values, 4, targets, new() { RankCeiling = 2, Ridge = 1e-3 });

        var all = values.Chunk(4).Zip(targets, (row, t) => row.Append(t)).SelectMany(r => r).ToArray();
        var covariance = Naive.Moments(all, 5).Covariance;
        double mean = Enumerable.Range(0, 4).Average(j => covariance[j * 6]);
        var c = DenseMatrix.Create(4, 4, (a, b) => covariance[(a * 5) + b] + (a == b ? 1e-3 * mean : 0));
        var w = c.Solve(DenseVector.Create(4, j => covariance[(j * 5) + 4]));
        double largest = w.AbsoluteMaximum();
        for (int j = 0; j < 4; j++)
            Assert.Equal(Math.Max(Math.Abs(w[j]), 1e-3 * largest), projection.ColumnWeights[j], 1e-4 * largest);
    }

    [Fact]
    public void The_basis_spans_the_leading_eigenvectors_of_the_weighted_covariance_and_the_formulas_hold()
    {
        var values = Naive.Gaussian(600, [3, 2, 1, .5], 2, mixed: true);
        var projection = Fit(values, 4, Targets(values, 4, [1, 1, 3, 0]), new() { RankCeiling = 2 });
        var covariance = Naive.Moments(values, 4).Covariance;
        for (int a = 0; a < 4; a++)
            for (int b = 0; b < 4; b++)
                covariance[(a * 4) + b] *= (double)projection.ColumnWeights[a] * projection.ColumnWeights[b];
        var eigen = SymmetricEigen.Decompose(covariance, 4, 2);
        for (int l = 0; l < 2; l++)
            for (int j = 0; j < 4; j++)
                Assert.Equal(eigen.Vectors[(l * 4) + j], projection.Basis[(j * 2) + l], 1e-4);

        // z = Vᵀ diag(I) (x − μ) and x̂ = μ + diag(1/I) V z.
        var code = new float[2];
        var back = new float[4];
        projection.Encode(values.AsSpan(0, 4), code);
        projection.Reconstruct(code, back);
        for (int l = 0; l < 2; l++)
        {
            double z = 0;
            for (int j = 0; j < 4; j++)
                z += projection.Basis[(j * 2) + l] * (double)projection.ColumnWeights[j] * (values[j] - projection.Mean[j]);
            Assert.Equal(z, code[l], 1e-5);
        }
        for (int j = 0; j < 4; j++)
        {
            double x = projection.Mean[j];
            for (int l = 0; l < 2; l++)
                x += projection.Basis[(j * 2) + l] * (double)code[l] / projection.ColumnWeights[j];
            Assert.Equal(x, back[j], 1e-4 * (1 + Math.Abs(x)));
        }
        double length = Math.Sqrt(Naive.Moments(values, 4).Covariance.Where((_, at) => at % 5 == 0).Sum() * 600);
        Assert.Equal(
            ExactFitTests.ReconstructionError(projection, values) / length, projection.RelativeReconstructionError, 1e-3);
    }

    [Fact]
    public void Columns_that_matter_win_over_columns_that_vary()
    {
        // Ten columns of deviation 3 that mean nothing and two of deviation 0.3 that make the target.
        var values = Naive.Gaussian(4000, [.. Enumerable.Repeat(3.0, 10), .3, .3], 3);
        var slopes = new double[12];
        slopes[10] = slopes[11] = 5;
        var targets = Targets(values, 12, slopes, noise: 0.5);
        var binary = Array.ConvertAll(targets, t => t > 0 ? 1f : 0);
        var weighted = Fit(values, 12, binary, new() { RankCeiling = 2 });
        var exact = ExactFitTests.Fit(values, 12, new() { RankCeiling = 2 }).Projection;
        Assert.True(Explained(weighted, values, targets) > 0.9);
        Assert.True(Explained(exact, values, targets) < 0.05);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rank_by_what_matters_gains_area_under_the_curve_where_that_varies_little_and_loses_none_where_not(
        bool lowVariance)
    {
        // Thirty correlated columns whose deviations fall from 3 to 0.1; the label depends on six at one end.
        const int Columns = 30;
        var values = Naive.Gaussian(12_000, [.. Enumerable.Repeat(1.0, Columns)], 7, mixed: true);
        var common = Naive.Gaussian(12_000, [1], 8);
        var slopes = new double[Columns];
        for (int j = 0; j < Columns; j++)
        {
            double deviation = 3 * Math.Pow(0.1 / 3, j / (Columns - 1.0));
            for (int i = 0; i < 12_000; i++)
                values[(i * Columns) + j] = (float)(deviation * ((0.9 * values[(i * Columns) + j]) + (0.4 * common[i])));
            if (lowVariance ? j >= Columns - 6 : j < 6)
                slopes[j] = (j % 2 == 0 ? 1 : -1) / deviation;
        }
        var labels = Array.ConvertAll(Targets(values, Columns, slopes, noise: 1.5), t => t > 0 ? 1f : 0);
        var trainRows = values[..(8000 * Columns)];
        var settings = new LowRankFitSettings { RankCeiling = 6 };
        double weighted = AreaUnderCurve(Fit(trainRows, Columns, labels[..8000], settings), values, labels, 8000);
        double exact = AreaUnderCurve(
            ExactFitTests.Fit(trainRows, Columns, settings).Projection, values, labels, 8000);
        if (lowVariance)
            Assert.True(weighted >= exact + 0.05, $"{weighted} against {exact}");
        else
            Assert.True(weighted >= exact - 0.005, $"{weighted} against {exact}");
    }

    [Fact]
    public void Several_targets_add_up()
    {
        var values = Naive.Gaussian(1000, [1, 1, 1, 1], 4);
        var targets = new float[2000];
        for (int i = 0; i < 1000; i++)
        {
            targets[2 * i] = 3 * values[i * 4];
            targets[(2 * i) + 1] = 4 * values[i * 4] + values[(i * 4) + 2];
        }
        var source = new ArrayRowSource(values, 4) { Targets = targets, TargetCount = 2 };
        var projection = LowRankFitter.Fit(
            source, new() { Method = LowRankMethod.FisherWeighted, RankCeiling = 2, Ridge = 0 }).Projection;
        // The rows of the solution are (3, 4), 0, (0, 1), 0.
        Assert.Equal(5, projection.ColumnWeights[0], 1e-3);
        Assert.Equal(5e-3, projection.ColumnWeights[1], 1e-3);
        Assert.Equal(1, projection.ColumnWeights[2], 1e-3);
    }

    [Fact]
    public void A_duplicate_column_does_not_stop_the_regression()
    {
        var values = Naive.Gaussian(300, [1, 1, 1], 5);
        for (int i = 0; i < 300; i++)
            values[(i * 3) + 2] = values[(i * 3) + 1];
        var projection = Fit(values, 3, Targets(values, 3, [1, 1, 0]), new() { RankCeiling = 2, Ridge = 0 });
        Assert.All(projection.ColumnWeights.ToArray(), w => Assert.True(float.IsFinite(w) && w > 0));
        Assert.InRange(projection.EnergyKept, 0.99, 1);
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(0f)]
    [InlineData(0.1f)]
    public void A_target_of_one_value_is_refused(float value)
    {
        var error = Assert.Throws<InvalidOperationException>(() =>
            Fit(Naive.Gaussian(700, [1, 2], 6), 2, [.. Enumerable.Repeat(value, 700)], new()));
        Assert.Contains("same value in all 700 rows", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_without_targets_are_refused()
    {
        var error = Assert.Throws<InvalidOperationException>(() => LowRankFitter.Fit(
            new ArrayRowSource(new float[10], 2), new() { Method = LowRankMethod.FisherWeighted }));
        Assert.Contains("needs targets", error.Message, StringComparison.Ordinal);
    }

    private static LowRankProjection Fit(float[] values, int columns, float[] targets, LowRankFitSettings settings) =>
        LowRankFitter.Fit(
            new ArrayRowSource(values, columns) { Targets = targets },
            settings with { Method = LowRankMethod.FisherWeighted }).Projection;

    private static float[] Targets(float[] values, int columns, double[] slopes, double noise = 0)
    {
        var random = new SplitMix64(99);
        return [.. values.Chunk(columns).Select(row =>
            (float)(row.Zip(slopes, (x, s) => x * s).Sum() + (noise * random.NextGaussian())))];
    }

    /// <summary>Share of the targets' variance that a linear regression on the codes explains.</summary>
    private static double Explained(LowRankProjection projection, float[] values, float[] targets)
    {
        int rows = targets.Length;
        var codes = new float[rows * projection.Rank];
        projection.EncodeBatch(values, rows, codes);
        var x = DenseMatrix.Create(rows, projection.Rank + 1, (i, l) => l == projection.Rank ? 1 : codes[(i * projection.Rank) + l]);
        var y = DenseVector.Create(rows, i => targets[i]);
        var residual = y - (x * x.QR(MathNet.Numerics.LinearAlgebra.Factorization.QRMethod.Thin).Solve(y));
        return 1 - (residual.DotProduct(residual) / ((y - y.Average()) * (y - y.Average())));
    }

    /// <summary>Of a least-squares score on the codes, fitted on the first rows and ranked on the others.</summary>
    private static double AreaUnderCurve(LowRankProjection projection, float[] values, float[] labels, int train)
    {
        int rank = projection.Rank;
        var codes = new float[labels.Length * rank];
        projection.EncodeBatch(values, labels.Length, codes);
        var all = DenseMatrix.Create(labels.Length, rank + 1, (i, l) => l == rank ? 1 : codes[(i * rank) + l]);
        var weights = all.SubMatrix(0, train, 0, rank + 1)
            .QR(MathNet.Numerics.LinearAlgebra.Factorization.QRMethod.Thin)
            .Solve(DenseVector.Create(train, i => labels[i]));
        var scores = all * weights;
        var order = Enumerable.Range(train, labels.Length - train).OrderBy(i => scores[i]).ToArray();
        double positives = order.Count(i => labels[i] > 0);
        double ranks = order.Select((i, at) => labels[i] > 0 ? at + 1.0 : 0).Sum();
        return (ranks - (positives * (positives + 1) / 2)) / (positives * (order.Length - positives));
    }
}
