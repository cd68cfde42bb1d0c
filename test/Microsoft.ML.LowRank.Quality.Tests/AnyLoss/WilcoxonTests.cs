using Microsoft.ML.LowRank.Quality.AnyLoss;

namespace Microsoft.ML.LowRank.Quality.Tests.AnyLoss;

public class WilcoxonTests
{
    // Heights of maize, cross- against self-fertilised (Darwin, 1876), as every text on the test has them: W = 24, p = 0.04126.
    private static readonly double[] Darwin = [6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75];

    [Fact]
    public void It_gives_what_is_known_for_Darwins_plants()
    {
        Assert.Equal(0.041259765625, Wilcoxon.Test(Darwin), 1e-12);
        Assert.Equal(Wilcoxon.Test(Darwin), Wilcoxon.Test([.. Darwin.Select(value => -value)]), 1e-12);
    }

    [Fact]
    public void Five_of_five_on_one_side_are_two_ways_of_thirty_two()
    {
        Assert.Equal(2.0 / 32, Wilcoxon.Test([0.1, 0.2, 0.3, 0.4, 0.5]), 1e-12);
        Assert.Equal(1, Wilcoxon.Test([0.1, -0.1]), 1e-12);
        Assert.Equal(1, Wilcoxon.Test([0, 0]), 1e-12);
    }

    [Fact]
    public void Ties_and_zeros_are_as_counting_all_signs_says()
    {
        double[] differences = [0.02, -0.02, 0.02, 0.05, 0, 0.05, -0.01, 0.07, 0.02, 0];
        double[] magnitudes = [.. differences.Where(value => value != 0).Select(Math.Abs)];
        double[] ranks = Quality.Harness.Summary.Ranks(magnitudes);
        double SumOf(Func<int, bool> isPositive) => ranks.Where((_, index) => isPositive(index)).Sum();
        double half = ranks.Sum() / 2;
        bool[] signs = [.. differences.Where(value => value != 0).Select(value => value > 0)];
        double own = Math.Abs(SumOf(index => signs[index]) - half);

        int asUneven = Enumerable.Range(0, 1 << ranks.Length).Count(bits => Math.Abs(SumOf(index => (bits >> index & 1) == 1) - half) >= own - 1e-9);

        Assert.Equal((double)asUneven / (1 << ranks.Length), Wilcoxon.Test(differences), 1e-12);
    }

    [Fact]
    public void With_many_differences_it_is_near_the_normal_approximation()
    {
        double[] differences = [.. Enumerable.Range(1, 70).Select(place => place * (place % 3 == 0 ? -1.0 : 1.0))];
        double positive = differences.Where(value => value > 0).Sum();
        double mean = 70 * 71 / 4.0, deviation = Math.Sqrt(70 * 71 * 141 / 24.0);
        double z = (positive - mean - 0.5) / deviation;

        // 2 (1 − Φ(z)), Abramowitz and Stegun 26.2.17.
        double t = 1 / (1 + (0.2316419 * z));
        double tail = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI)
            * t * (0.319381530 + (t * (-0.356563782 + (t * (1.781477937 + (t * (-1.821255978 + (t * 1.330274429))))))));
        Assert.Equal(2 * tail, Wilcoxon.Test(differences), 1e-3);
        Assert.InRange(Wilcoxon.Test(differences), 0.001, 0.1);
    }

    [Fact]
    public void Holms_correction_multiplies_by_what_is_left_and_never_falls()
    {
        Assert.Equal([0.05, 0.08, 0.09, 0.09, 0.09], Holm.Correct([0.01, 0.02, 0.03, 0.04, 0.05]).Select(p => Math.Round(p, 12)));
        Assert.Equal([1, 0.03, 1], Holm.Correct([0.6, 0.01, 0.7]).Select(p => Math.Round(p, 12)));
    }
}
