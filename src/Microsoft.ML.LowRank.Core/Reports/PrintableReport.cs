using Microsoft.ML.LowRank.Reports;

namespace Microsoft.ML.LowRank;

/// <summary>What a fit or a measurement tells of itself: values to read, and the same as text and as one HTML file.</summary>
public abstract class PrintableReport
{
    private readonly Lazy<Report> _page;

    private protected PrintableReport() => _page = new Lazy<Report>(MakePage);

    internal Report Page => _page.Value;

    /// <summary>The report as text, with aligned tables.</summary>
    public override string ToString() => Page.ToText();

    /// <summary>Writes the report as one HTML file with plots, which refers to nothing outside of it.</summary>
    /// <param name="writer">Must encode as UTF-8. It is not closed.</param>
    public void WriteHtml(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Page.WriteHtml(writer);
    }

    /// <summary>Writes the report as one HTML file with plots, which refers to nothing outside of it.</summary>
    /// <param name="path">The file to write or to replace.</param>
    public void SaveHtml(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var writer = new StreamWriter(path);
        WriteHtml(writer);
    }

    private protected abstract Report MakePage();
}
