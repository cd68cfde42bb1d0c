using Microsoft.ML.LowRank.NetworkCompression;
using Microsoft.ML.LowRank.Reports;

namespace Microsoft.ML.LowRank;

/// <summary>A model whose networks were compressed, and what became of each.</summary>
public sealed class NetworkCompressionResult
{
    private readonly Lazy<Report> _page;

    internal NetworkCompressionResult() => _page = new Lazy<Report>(() => CompressedModelPage.Make(this));

    /// <summary>
    /// The model with smaller networks; saved and loaded like any other. Its steps that are no networks are the very objects of the
    /// model that was given, and are disposed of with either.
    /// </summary>
    public ITransformer Model { get; internal init; } = null!;

    /// <summary>Every network that was compressed, in the order of the model.</summary>
    public IReadOnlyList<CompressedNetwork> Networks { get; internal init; } = [];

    /// <summary>
    /// Whether it was cancelled: the last of <see cref="Networks"/> has the best weights until then, and networks behind it are as they
    /// were.
    /// </summary>
    public bool IsPartial { get; internal init; }

    /// <summary>The reports as text, with aligned tables.</summary>
    public override string ToString() => _page.Value.ToText();

    /// <summary>Writes the reports as one HTML file with plots, which refers to nothing outside of it.</summary>
    /// <param name="writer">Must encode as UTF-8. It is not closed.</param>
    public void WriteHtml(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _page.Value.WriteHtml(writer);
    }

    /// <summary>Writes the reports as one HTML file with plots, which refers to nothing outside of it.</summary>
    /// <param name="path">The file to write or to replace.</param>
    public void SaveHtml(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var writer = new StreamWriter(path);
        WriteHtml(writer);
    }
}
