using System.Globalization;
using System.Xml;

namespace Microsoft.ML.LowRank.Reports;

/// <summary>
/// Markup that is HTML and well-formed XML at once. All text passes through here, where it is cleaned and escaped, so that
/// no caller can forget to.
/// </summary>
internal sealed class HtmlWriter : IDisposable
{
    private readonly XmlWriter _xml;

    public HtmlWriter(TextWriter writer) => _xml = XmlWriter.Create(writer, new XmlWriterSettings
    {
        OmitXmlDeclaration = true,
        Indent = true,
        IndentChars = "",
        NewLineChars = "\n",
        CloseOutput = false,
    });

    public void Doctype() => _xml.WriteDocType("html", null, null, null);

    /// <summary>Opens an element. Attributes without a name are left out.</summary>
    public void Begin(string element, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        _xml.WriteStartElement(element);
        foreach (var (name, value) in attributes)
            if (name is not null)
                _xml.WriteAttributeString(name, ReportText.Clean(value));
    }

    /// <summary>Closes an element by its own tag; in HTML most elements know no other way.</summary>
    public void End() => _xml.WriteFullEndElement();

    /// <summary>An element without content, closed in itself: a void element of HTML, or any of SVG.</summary>
    public void Empty(string element, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Begin(element, attributes);
        _xml.WriteEndElement();
    }

    /// <summary>An element with text in it.</summary>
    public void Text(string element, string text, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Begin(element, attributes);
        Text(text);
        End();
    }

    public void Text(string text) => _xml.WriteString(ReportText.Clean(text));

    /// <summary>The style sheet: ours, and free of what a browser would read differently from an XML parser.</summary>
    public void Style(string sheet)
    {
        _xml.WriteStartElement("style");
        _xml.WriteString(sheet);
        End();
    }

    /// <summary>A coordinate, to a hundredth of a unit.</summary>
    public static string Number(double coordinate) => coordinate.ToString("0.##", CultureInfo.InvariantCulture);

    public void Dispose() => _xml.Dispose();
}
