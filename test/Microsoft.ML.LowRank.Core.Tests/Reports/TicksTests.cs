using FsCheck;
using FsCheck.Fluent;

namespace Microsoft.ML.LowRank.Reports;

public class TicksTests
{
    private static readonly Gen<double> Sizes =
        from digits in Gen.Choose(-99_999, 99_999)
        from exponent in Gen.Choose(-60, 60)
        select digits * Math.Pow(10, exponent);

    [Fact]
    public void Linear_ticks_cover_the_range_in_steps_of_one_two_or_five()
    {
        var ranges = Sizes.Zip(Sizes).Zip(Gen.Choose(3, 12)).ToArbitrary();
        Prop.ForAll(ranges, input =>
        {
            var ((one, two), most) = input;
            double low = Math.Min(one, two), high = Math.Max(one, two);
            if (high - low <= 1e-9 * Math.Max(Math.Abs(low), Math.Abs(high)))
                return;
            double[] ticks = [.. Ticks.Linear(low, high, most).Select(tick => tick.Value)];
            double step = ticks[1] - ticks[0];
            double slack = 1e-6 * step;
            Assert.InRange(ticks.Length, 2, most);
            Assert.InRange(low, ticks[0] - slack, ticks[1]);
            Assert.InRange(high, ticks[^2], ticks[^1] + slack);
            Assert.All(ticks.Zip(ticks.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, step - slack, step + slack));
            double mantissa = step / Math.Pow(10, Math.Floor(Math.Log10(step * 1.0001)));
            Assert.Contains(new[] { 1, 2, 5 }, nice => Math.Abs(mantissa - nice) < 1e-3);
        }).Check(Config.QuickThrowOnFailure.WithReplay(3, 5).WithMaxTest(2000));
    }

    [Fact]
    public void No_smaller_step_would_do()
    {
        foreach (double high in new[] { 0.7, 1, 1.01, 3, 9.9, 42, 1e5 })
        {
            double step = Ticks.Linear(0, high, 6)[1].Value;
            double smaller = step / (Math.Abs((step / Math.Pow(10, Math.Floor(Math.Log10(step * 1.001)))) - 5) < 0.1 ? 2.5 : 2);
            Assert.True(Math.Ceiling(high / smaller) + 1 > 6, $"{high}: {step}");
        }
    }

    [Theory]
    [InlineData(0, 1, 6, new[] { "0.0", "0.2", "0.4", "0.6", "0.8", "1.0" })]
    [InlineData(-0.3, 0.3, 7, new[] { "-0.3", "-0.2", "-0.1", "0.0", "0.1", "0.2", "0.3" })]
    [InlineData(0, 9000, 4, new[] { "0", "5,000", "10,000" })]
    [InlineData(0, 4e7, 5, new[] { "0", "10,000,000", "20,000,000", "30,000,000", "40,000,000" })]
    [InlineData(0, 4e-7, 5, new[] { "0", "1e-7", "2e-7", "3e-7", "4e-7" })]
    public void Linear_labels_are_exact_and_alike(double low, double high, int most, string[] expected) =>
        Assert.Equal(expected, Ticks.Linear(low, high, most).Select(tick => tick.Label));

    [Fact]
    public void Labels_of_ticks_differ()
    {
        foreach (var (low, high) in new[] { (1e6, 1e6 + 1), (1e12, 1e12 + 1e4), (-1e-7, 1e-7), (0.99999, 1.00001) })
        {
            var ticks = Ticks.Linear(low, high, 7);
            Assert.Equal(ticks.Length, ticks.Select(tick => tick.Label).Distinct().Count());
        }
    }

    [Fact]
    public void Whole_numbers_have_no_ticks_between_them() =>
        Assert.Equal(["1", "2", "3"], Ticks.Linear(1, 3, 9, whole: true).Select(tick => tick.Label));

    [Fact]
    public void Logarithmic_ticks_lie_within_the_range_and_are_bounded()
    {
        var ranges = Gen.Choose(-2900, 2900).Zip(Gen.Choose(1, 2000)).Zip(Gen.Choose(3, 12)).ToArbitrary();
        Prop.ForAll(ranges, input =>
        {
            var ((start, length), most) = input;
            double low = Math.Pow(10, start / 10.0), high = Math.Pow(10, Math.Min(2990, start + length) / 10.0);
            double[] ticks = [.. Ticks.Logarithmic(low, high, most).Select(tick => tick.Value)];
            Assert.InRange(ticks.Length, 1, most);
            Assert.Equal(ticks.Order().Distinct(), ticks);
            Assert.All(ticks, tick => Assert.InRange(tick, low * (1 - 1e-8), high * (1 + 1e-8)));
            if (high / low < 1001)
                return;
            double[] exponents = Array.ConvertAll(ticks, tick => Math.Log10(tick));
            Assert.All(exponents, exponent => Assert.Equal(Math.Round(exponent), exponent, 1e-9));
            double stride = exponents.Length > 1 ? exponents[1] - exponents[0] : 1;
            Assert.InRange(Math.Log10(high) - exponents[^1], -1e-6, stride + 1e-6);
            Assert.InRange(exponents[0] - Math.Log10(low), -1e-6, stride + 1e-6);
        }).Check(Config.QuickThrowOnFailure.WithReplay(3, 5).WithMaxTest(2000));
    }

    [Theory]
    [InlineData(0.001, 100, 9, new[] { "0.001", "0.01", "0.1", "1", "10", "100" })]
    [InlineData(1e-6, 1, 9, new[] { "10⁻⁶", "10⁻⁵", "10⁻⁴", "10⁻³", "10⁻²", "10⁻¹", "10⁰" })]
    [InlineData(1e-6, 1, 4, new[] { "10⁻⁶", "10⁻⁴", "10⁻²", "10⁰" })]
    [InlineData(1, 40, 9, new[] { "1", "2", "5", "10", "20" })]
    [InlineData(1, 99, 4, new[] { "1", "10" })]
    [InlineData(3.1, 3.9, 6, new[] { "3.2", "3.4", "3.6", "3.8" })]
    public void Logarithmic_labels_suit_the_span(double low, double high, int most, string[] expected) =>
        Assert.Equal(expected, Ticks.Logarithmic(low, high, most).Select(tick => tick.Label));
}
