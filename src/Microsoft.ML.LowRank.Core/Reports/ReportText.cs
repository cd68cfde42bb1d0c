using System.Globalization;
using System.Text;

namespace Microsoft.ML.LowRank.Reports;

/// <summary>
/// Texts of users, as names of models, made safe to show. Escaping is the writer's; this is about characters that no
/// escaping makes harmless: they would break a line, drive a terminal, turn the reading order, or are no characters.
/// </summary>
internal static class ReportText
{
    public static string Clean(string text)
    {
        if (text.All(c => c is >= ' ' and <= '~'))
            return text;
        var clean = new StringBuilder(text.Length);
        // Halves of surrogate pairs come out of the enumeration as the replacement character.
        foreach (var rune in text.EnumerateRunes())
            clean.Append((IsSafe(rune) ? rune : IsSpace(rune) ? new Rune(' ') : Rune.ReplacementChar).ToString());
        return clean.ToString();
    }

    /// <summary>
    /// The text, or its beginning and end around an ellipsis, as wide as fits. Names of models tend to begin alike and to
    /// differ at the end. The width of a text is the sum of those of its characters.
    /// </summary>
    public static string Shorten(string text, double most, Func<string, double> width)
    {
        const string Ellipsis = "…";
        string[] elements = Elements(text);
        if (elements.Sum(width) <= most)
            return text;
        double left = most - width(Ellipsis);
        int head = 0, tail = 0;
        while (head + tail < elements.Length)
        {
            bool atHead = head <= tail;
            left -= width(atHead ? elements[head] : elements[^(tail + 1)]);
            if (left < 0)
                break;
            (head, tail) = atHead ? (head + 1, tail) : (head, tail + 1);
        }
        return string.Concat(elements.AsSpan(0, head)) + Ellipsis + string.Concat(elements.AsSpan(elements.Length - tail));
    }

    private static string[] Elements(string text)
    {
        var elements = new List<string>();
        for (var rest = StringInfo.GetTextElementEnumerator(text); rest.MoveNext();)
            elements.Add(rest.GetTextElement());
        return [.. elements];
    }

    private static bool IsSpace(Rune rune) => rune.Value is '\t' or '\n' or '\r' or 0x85 or 0x2028 or 0x2029;

    private static bool IsSafe(Rune rune) =>
        !Rune.IsControl(rune) && rune.Value is not (0x2028 or 0x2029 or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069))
        && (rune.Value & 0xFFFE) != 0xFFFE;
}
