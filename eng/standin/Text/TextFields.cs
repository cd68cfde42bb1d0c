using System.Text;

namespace Microsoft.ML.Data;

/// <summary>Splits lines into fields.</summary>
internal sealed class TextFields(TextLoader.Options options)
{
    private readonly StringBuilder _quoted = new();
    private readonly bool _skipSpaces = !options.Separators.Contains(' ');
    public List<ReadOnlyMemory<char>> Values { get; } = [];

    /// <summary>Splits a line; false when its last field is a quoted one that does not end.</summary>
    public bool Split(string line)
    {
        Values.Clear();
        var text = options.TrimWhitespace ? line.AsMemory().TrimEnd() : line.AsMemory();
        for (int at = 0; ; at++)
        {
            while (_skipSpaces && at < text.Length && text.Span[at] == ' ')
                at++;
            if (options.AllowQuoting && at < text.Length && text.Span[at] == '"')
            {
                bool isClosed = AddQuoted(text.Span, ref at);
                if (at >= text.Length)
                    return isClosed;
                continue;
            }

            int length = text.Span[at..].IndexOfAny(options.Separators);
            Values.Add(length < 0 ? text[at..] : text.Slice(at, length));
            if (length < 0)
                return true;
            at += length;
        }
    }

    // Goes on to the separator behind the field; what is wrongly quoted is an empty field.
    private bool AddQuoted(ReadOnlySpan<char> text, ref int at)
    {
        _quoted.Clear();
        bool isClosed = false;
        for (at++; at < text.Length && !isClosed; at++)
        {
            if (text[at] != '"')
                _quoted.Append(text[at]);
            else if (at + 1 < text.Length && text[at + 1] == '"')
                _quoted.Append(text[at++]);
            else
                isClosed = true;
        }

        int behind = text[at..].IndexOfAny(options.Separators);
        var between = behind < 0 ? text[at..] : text.Slice(at, behind);
        at += between.Length;
        Values.Add(isClosed && between.Trim(' ').IsEmpty ? _quoted.ToString().AsMemory() : default);
        return isClosed;
    }
}
