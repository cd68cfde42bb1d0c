namespace Microsoft.ML.LowRank.LinearAlgebra;

public class RankRulesTests
{
    [Theory]
    [InlineData(0.5, 1)]
    [InlineData(0.501, 2)]
    [InlineData(0.75, 2)]
    [InlineData(0.875, 3)]
    [InlineData(0.876, 4)]
    [InlineData(1, 4)]
    public void Energy_takes_the_fewest_values_that_hold_the_share(double share, int expected) =>
        Assert.Equal(expected, RankRules.ByEnergy([8, 4, 2, 2], 16, share));

    [Fact]
    public void Energy_takes_all_known_values_when_they_do_not_reach_the_share() =>
        Assert.Equal(2, RankRules.ByEnergy([3, 2], 100, 0.9));

    [Theory]
    [InlineData(1, 64, 4, 16)]
    [InlineData(1, 10, 3, 3)]
    [InlineData(1, 10, 100, 1)]
    [InlineData(512, 65536, 1, 128)]
    public void Parameters_stay_within_the_budget(double perRank, double parameters, double ratio, int expected) =>
        Assert.Equal(expected, RankRules.ByParameters(perRank, parameters, ratio));

    [Fact]
    public void The_optimal_threshold_of_a_square_matrix_is_four_over_root_three()
    {
        Assert.Equal(4 / Math.Sqrt(3), NoiseFloor.KnownNoiseCoefficient(1), 1e-12);
        // The paper's rounded constants for unknown noise: 2.858 when square, and its Table IV.
        Assert.Equal(2.858, NoiseFloor.UnknownNoiseCoefficient(1), 5e-4);
        Assert.Equal(2.1711, NoiseFloor.UnknownNoiseCoefficient(0.5), 2e-3);
        Assert.Equal(1.5194, NoiseFloor.UnknownNoiseCoefficient(0.05), 2e-3);
        // No columns at all against the rows: noise of the rows averages out, √2 remains.
        Assert.Equal(Math.Sqrt(2), NoiseFloor.KnownNoiseCoefficient(1e-12), 1e-6);
    }

    [Theory]
    [InlineData(300, 100)]
    [InlineData(100, 300)]
    public void The_floor_separates_planted_directions_from_noise(int rows, int columns)
    {
        // Three directions of ten times the noise edge, the rest unit noise.
        var values = Array.ConvertAll(Naive.Gaussian(rows, [.. Enumerable.Repeat(1.0, columns)], 3), v => (double)v);
        var left = Naive.Rotation(rows, 4);
        var right = Naive.Rotation(columns, 5);
        double edge = Math.Sqrt(rows) + Math.Sqrt(columns);
        for (int l = 0; l < 3; l++)
            for (int i = 0; i < rows; i++)
                for (int j = 0; j < columns; j++)
                    values[(i * columns) + j] += 10 * edge / (l + 1) * left[(l * rows) + i] * right[(l * columns) + j];
        var singular = ThinSvd.Decompose(values, rows, columns).Values;
        Assert.Equal(3, singular.Count(s => s > NoiseFloor.KnownNoise(rows, columns, 1)));
        Assert.Equal(3, singular.Count(s => s > NoiseFloor.UnknownNoise(rows, columns, singular)));
        double energy = singular.Sum(s => s * s);
        Assert.Equal(3, singular.Count(s => s > NoiseFloor.FromResidual(rows, columns, singular.AsSpan(0, 10), energy)));
    }
}
