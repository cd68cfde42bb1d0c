using System.Globalization;
using System.Text.RegularExpressions;

namespace Microsoft.ML.LowRank.Reports;

/// <summary>Contrast as the WCAG define it: 4.5 for text, 3 for lines and marks that carry meaning.</summary>
public class ReportColourTests
{
    public static TheoryData<bool> Themes => [false, true];

    [Theory]
    [MemberData(nameof(Themes))]
    public void Text_and_series_stand_out_from_what_is_behind_them(bool dark)
    {
        var colours = Colours(dark);
        foreach (string ink in new[] { "ink", "soft" })
            foreach (string back in new[] { "page", "card", "stripe" })
                Assert.True(Contrast(colours[ink], colours[back]) >= 4.5, $"{ink} on {back}");
        Assert.True(Contrast(colours["best"], colours["best-back"]) >= 4.5, "best");
        foreach (string mark in Enumerable.Range(1, 8).Select(i => $"series-{i}").Append("marker").Append("axis"))
            Assert.True(Contrast(colours[mark], colours["card"]) >= 3, mark);
        Assert.True(Contrast(colours["other"], colours["card"]) >= 1.5, "other");
    }

    [Theory]
    [MemberData(nameof(Themes))]
    public void Every_colour_that_is_used_has_a_value(bool dark)
    {
        var colours = Colours(dark);
        var used = Regex.Matches(HtmlStyle.Sheet, @"var\(--([\w-]+)\)").Select(match => match.Groups[1].Value).ToHashSet();
        Assert.Equal(colours.Keys.Append("paint").Order(), used.Order());
        Assert.Equal(colours.Keys.Order(), Colours(!dark).Keys.Order());
    }

    [Fact]
    public void The_style_sheet_and_the_layout_mean_the_same_sizes()
    {
        Assert.Contains($"fill: var(--ink); font-size: {ChartText.Size}px; }}", HtmlStyle.Sheet);
        Assert.Contains($".chart text {{ font-size: {ChartText.PhoneSize}px; }}", HtmlStyle.Sheet);
    }

    private static Dictionary<string, string> Colours(bool dark)
    {
        int begin = HtmlStyle.Sheet.IndexOf("prefers-color-scheme: dark", StringComparison.Ordinal);
        string sheet = dark ? HtmlStyle.Sheet[begin..] : HtmlStyle.Sheet[..begin];
        return Regex.Matches(sheet, @"--([\w-]+): (#[0-9a-f]{6})")
            .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
    }

    private static double Contrast(string one, string two)
    {
        double a = Luminance(one), b = Luminance(two);
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string colour)
    {
        double Channel(int start)
        {
            double value = int.Parse(colour.AsSpan(start, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }
        return (0.2126 * Channel(1)) + (0.7152 * Channel(3)) + (0.0722 * Channel(5));
    }
}
