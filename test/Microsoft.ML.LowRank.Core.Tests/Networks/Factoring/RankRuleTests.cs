namespace Microsoft.ML.LowRank.Networks.Factoring;

public class RankRuleTests
{
    [Fact]
    public void Rules_say_what_they_are()
    {
        Assert.Equal("rank 4 of tables and 64 of layers", RankRule.Fixed(4, 64).ToString());
        Assert.Equal("99.5% of the energy of every matrix", RankRule.Energy(0.995).ToString());
        Assert.Equal("every matrix 4 times smaller", RankRule.Ratio(4).ToString());
        Assert.Equal("the whole model 3.5 times smaller", RankRule.Smaller(3.5).ToString());
        Assert.Equal("at most 1,000,000 parameters", RankRule.ParameterBudget(1_000_000).ToString());
        Assert.Equal("a file of at most 2,000 bytes", RankRule.ByteBudget(2000).ToString());
        Assert.Equal(
            "one threshold for all spectra that saves 50% of the parameters", RankRule.SpectralThreshold(0.5).ToString());
        Assert.Equal("a divergence of at most 0.01 by every matrix", RankRule.Sensitivity(0.01).ToString());
    }

    [Fact]
    public void Numbers_out_of_range_are_refused_with_a_sentence()
    {
        Refused("tables", () => RankRule.Fixed(-1, 2));
        Refused("layers", () => RankRule.Fixed(1, -2));
        Refused("layers", () => RankRule.Fixed(0, 0));
        foreach (double bad in new[] { 0, -1, double.NaN, 1.01, double.PositiveInfinity })
            Refused("share", () => RankRule.Energy(bad));
        foreach (double bad in new[] { 1, 0, -3, double.NaN, double.PositiveInfinity })
        {
            Refused("factor", () => RankRule.Ratio(bad));
            Refused("factor", () => RankRule.Smaller(bad));
        }
        Refused("parameters", () => RankRule.ParameterBudget(0));
        Refused("bytes", () => RankRule.ByteBudget(-1));
        foreach (double bad in new[] { 0, 1, double.NaN })
            Refused("reduction", () => RankRule.SpectralThreshold(bad));
        foreach (double bad in new[] { 0, -1, double.NaN, double.PositiveInfinity })
            Refused("divergence", () => RankRule.Sensitivity(bad));
    }

    private static void Refused(string parameter, Func<RankRule> make)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => make());
        Assert.Equal(parameter, error.ParamName);
        Assert.Contains("must be", error.Message);
    }
}
