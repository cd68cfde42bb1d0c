namespace Microsoft.ML.LowRank.Reports;

public class ReportNumberTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.0, "0")]
    [InlineData(0.5, "0.5")]
    [InlineData(0.43219, "0.4322")]
    [InlineData(-0.43219, "-0.4322")]
    [InlineData(12.3456, "12.35")]
    [InlineData(99999.5, "100,000")]
    [InlineData(1234567, "1,234,567")]
    [InlineData(1234567.5, "1,234,568")]
    [InlineData(12345678.5, "1.235e7")]
    [InlineData(1e12, "1e12")]
    [InlineData(0.000123456, "0.0001235")]
    [InlineData(0.0000123456, "1.235e-5")]
    [InlineData(-1e-300, "-1e-300")]
    [InlineData(double.Epsilon, "4.941e-324")]
    [InlineData(double.MaxValue, "1.798e308")]
    [InlineData(double.NaN, "–")]
    [InlineData(double.PositiveInfinity, "∞")]
    [InlineData(double.NegativeInfinity, "-∞")]
    public void A_number_is_written_for_people(double value, string expected) =>
        Assert.Equal(expected, ReportNumber.Format(value));

    [Theory]
    [InlineData(new[] { 0.5, 0.25, 0.125 }, new[] { "0.500", "0.250", "0.125" })]
    [InlineData(new[] { 0.5, 0.25 }, new[] { "0.50", "0.25" })]
    [InlineData(new[] { 12.0, 1234.0 }, new[] { "12", "1,234" })]
    [InlineData(new[] { 0.43219, 0, double.NaN }, new[] { "0.4322", "0", "–" })]
    [InlineData(new[] { 0.5, 0.4, 0.3, 0.2, 0.00001234 }, new[] { "0.5", "0.4", "0.3", "0.2", "1.2e-5" })]
    [InlineData(new[] { 27.98, 3.5, 0.985, 0.1 }, new[] { "27.98", "3.50", "0.98", "0.10" })]
    [InlineData(new[] { 1e-6, 0.01, 100.5 }, new[] { "1e-6", "0.01", "100.5" })]
    [InlineData(new[] { 1e9 + 0.5, 0.5 }, new[] { "1e9", "0.5" })]
    [InlineData(new[] { -0.0004, 2.25, 2.5, 2.125, 3.5 }, new[] { "-0.0004", "2.250", "2.500", "2.125", "3.500" })]
    public void A_column_has_one_form(double[] values, string[] expected)
    {
        var format = NumberFormat.Shared(values, 4);
        Assert.Equal(expected, values.Select(format.Format));
    }

    [Fact]
    public void Spread_has_fewer_digits_than_the_value() =>
        Assert.Equal("0.4322 ± 0.012", ReportNumber.WithSpread(0.43219, 0.01234));

    [Theory]
    [InlineData(-12, "10⁻¹²")]
    [InlineData(0, "10⁰")]
    [InlineData(34567, "10³⁴⁵⁶⁷")]
    public void Decades_are_raised(int exponent, string expected) =>
        Assert.Equal(expected, ReportNumber.PowerOfTen(exponent));
}
