using System.Text;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>A table in Markdown; the first column is text, the others are numbers.</summary>
internal sealed class MarkdownTable(params string[] headers)
{
    private readonly List<string[]> _rows = [];

    public MarkdownTable Add(params string[] cells)
    {
        if (cells.Length != headers.Length)
        {
            throw new ArgumentException($"{cells.Length} cells in a table of {headers.Length} columns.", nameof(cells));
        }

        _rows.Add(cells);
        return this;
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        Line(headers);
        Line([.. headers.Select((_, index) => index == 0 ? "---" : "---:")]);
        _rows.ForEach(Line);
        return text.ToString();

        void Line(string[] cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
    }
}
