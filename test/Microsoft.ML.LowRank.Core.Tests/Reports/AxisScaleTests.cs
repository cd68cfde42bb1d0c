using FsCheck;
using FsCheck.Fluent;

namespace Microsoft.ML.LowRank.Reports;

public class AxisScaleTests
{
    [Fact]
    public void The_ends_of_the_range_meet_the_ends_of_the_axis_exactly()
    {
        var values = Gen.Choose(1, 1_000_000).Select(n => n / 977.0);
        Prop.ForAll(values.Four().Zip(Gen.Elements(true, false)).ToArbitrary(), input =>
        {
            var ((a, b, start, end), logarithmic) = input;
            var scale = AxisScale.Of(new("x") { Logarithmic = logarithmic }, [a, b], 7);
            Assert.Equal(start, scale.Map(scale.Low, start, end));
            Assert.Equal(end, scale.Map(scale.High, start, end));
            Assert.True(scale.Contains(a) && scale.Contains(b));
            Assert.NotEmpty(scale.Ticks);
        }).Check(Config.QuickThrowOnFailure.WithReplay(3, 5).WithMaxTest(1000));
    }

    [Fact]
    public void Between_the_ends_a_linear_axis_keeps_differences_and_a_logarithmic_one_ratios()
    {
        var linear = AxisScale.Of(new("x") { From = 0, To = 10 }, [], 7);
        Assert.Equal(130, linear.Map(3, 100, 200), 1e-9);
        Assert.Equal(170, linear.Map(3, 200, 100), 1e-9);
        var logarithmic = AxisScale.Of(new("x") { From = 1, To = 10_000, Logarithmic = true }, [], 7);
        Assert.Equal(150, logarithmic.Map(100, 100, 200), 1e-9);
    }

    [Theory]
    [InlineData(false, 0, 1)]
    [InlineData(true, 1, 10)]
    public void Without_data_there_is_a_range_all_the_same(bool logarithmic, double low, double high)
    {
        var scale = AxisScale.Of(new("x") { Logarithmic = logarithmic }, [double.NaN, double.NegativeInfinity], 7);
        Assert.InRange(scale.Low, low * 0.9, low);
        Assert.InRange(scale.High, high, high * 1.1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(-1e15)]
    [InlineData(1e-300)]
    [InlineData(1e300)]
    public void A_single_value_lies_inside(double value)
    {
        foreach (bool whole in new[] { false, true })
        {
            var scale = AxisScale.Of(new("x") { WholeNumbers = whole }, [value, value], 7);
            Assert.True(scale.Low < scale.High);
            Assert.InRange(scale.Map(value, 0, 1), 0, 1);
            Assert.InRange(scale.Ticks.Length, 2, 7);
        }
    }

    [Fact]
    public void Given_ends_are_kept_and_cut_the_ticks()
    {
        var scale = AxisScale.Of(new("x") { From = 0.05, To = 0.95 }, [-7, 12], 7);
        Assert.Equal((0.05, 0.95), (scale.Low, scale.High));
        Assert.Equal(["0.2", "0.4", "0.6", "0.8"], scale.Ticks.Select(tick => tick.Label));
        Assert.False(scale.Contains(1));
    }
}
