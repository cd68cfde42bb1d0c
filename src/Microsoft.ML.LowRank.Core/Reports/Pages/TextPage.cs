using System.Text;

namespace Microsoft.ML.LowRank.Reports;

/// <summary>Plain text as it grows: wrapped paragraphs with one empty line between parts. Lines end alike everywhere.</summary>
internal sealed class TextPage
{
    private const int Width = 100;

    private readonly StringBuilder _text = new();
    private bool _gap;

    public void Heading(string text, char underline)
    {
        Gap();
        string clean = ReportText.Clean(text);
        Line(clean);
        Line(new string(underline, Math.Clamp(TextMeasure.Cells(clean), 1, Width)));
        Gap();
    }

    public void Paragraph(string text)
    {
        Wrap(text, "", "");
        Gap();
    }

    public void Item(string text) => Wrap(text, "- ", "  ");

    /// <summary>Labels and what belongs to them, in two columns.</summary>
    public void Pairs(IReadOnlyList<(string Label, string Value)> pairs)
    {
        string[] labels = [.. pairs.Select(pair => ReportText.Clean(pair.Label) + ":")];
        int width = labels.Select(TextMeasure.Cells).DefaultIfEmpty().Max();
        for (int i = 0; i < labels.Length; i++)
            Line(labels[i] + new string(' ', width - TextMeasure.Cells(labels[i]) + 1) + ReportText.Clean(pairs[i].Value));
        Gap();
    }

    /// <summary>One line of text that is clean already.</summary>
    public void Line(string text)
    {
        if (_gap && _text.Length > 0)
            _text.Append('\n');
        _gap = false;
        _text.Append(text.TrimEnd(' ')).Append('\n');
    }

    /// <summary>What comes next, if anything, is set off by an empty line.</summary>
    public void Gap() => _gap = true;

    public override string ToString() => _text.ToString();

    private void Wrap(string text, string first, string next)
    {
        var line = new StringBuilder(first);
        int used = first.Length;
        bool empty = true;
        foreach (string word in ReportText.Clean(text).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            int cells = TextMeasure.Cells(word);
            if (!empty && used + 1 + cells > Width)
            {
                Line(line.ToString());
                line.Clear().Append(next);
                used = next.Length;
                empty = true;
            }
            line.Append(empty ? "" : " ").Append(word);
            used += cells + (empty ? 0 : 1);
            empty = false;
        }
        Line(line.ToString());
    }
}
