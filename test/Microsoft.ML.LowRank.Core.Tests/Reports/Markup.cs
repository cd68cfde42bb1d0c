using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Microsoft.ML.LowRank.Reports;

/// <summary>Reads what reports write, as XML.</summary>
internal static class Markup
{
    private static readonly HashSet<string> Coordinates =
        ["x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height", "viewBox", "d"];

    public static XElement Parse(string html)
    {
        using var reader = XmlReader.Create(
            new StringReader(html), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader).Root!;
    }

    public static XElement Parse(IReportBlock block) =>
        Parse(new Report("Title") { Sections = [new("Section", null, block)] }.ToHtml());

    public static XElement Chart(IReportBlock block) => Parse(block).Descendants("svg").Single(svg => Is(svg, "chart"));

    /// <summary>Whether an element has a class.</summary>
    public static bool Is(XElement element, string kind) =>
        ((string?)element.Attribute("class") ?? "").Split(' ').Contains(kind);

    /// <summary>Whether two coordinates are the same but for rounding, each to a hundredth.</summary>
    public static bool Same(double one, double two) => Math.Abs(one - two) < 0.03;

    public static XElement[] All(this XElement root, string name, string kind) =>
        [.. root.Descendants(name).Where(element => Is(element, kind))];

    public static double Number(this XElement element, string attribute) =>
        double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);

    /// <summary>All coordinates below an element. What is no number fails the test.</summary>
    public static double[] Numbers(XElement root) =>
        [.. root.DescendantsAndSelf().Attributes().Where(attribute => Coordinates.Contains(attribute.Name.LocalName))
            .SelectMany(attribute => Numbers(attribute.Value))];

    public static double[] Numbers(string coordinates) =>
        [.. Regex.Split(coordinates, "[MLZ ]").Where(part => part.Length > 0)
            .Select(part => double.Parse(part, NumberStyles.Float, CultureInfo.InvariantCulture))];
}
