namespace Microsoft.ML.LowRank.Reports;

/// <summary>
/// Sizes of text in a chart. A chart scales with the page, so that on a phone text of one size would be too small to
/// read; the style sheet enlarges it there, and charts are laid out so that the larger text fits too.
/// </summary>
internal static class ChartText
{
    /// <summary>Width of every chart in its own units, which are pixels where the page is wide.</summary>
    public const double Width = 680;

    /// <summary>Size where the page is as wide as the chart or wider.</summary>
    public const int Size = 12;

    /// <summary>Size on a phone.</summary>
    public const int PhoneSize = 20;

    /// <summary>From one line of text to the next.</summary>
    public const double Line = 23;

    /// <summary>Width that a text takes at its largest.</summary>
    public static double Room(string text) => TextMeasure.Ems(text) * PhoneSize;

    public static string Fit(string text, double room, int size = PhoneSize) =>
        ReportText.Shorten(ReportText.Clean(text), room, part => TextMeasure.Ems(part) * size);
}
