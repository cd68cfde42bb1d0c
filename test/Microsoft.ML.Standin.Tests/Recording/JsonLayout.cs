using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Microsoft.ML.Standin.Tests;

/// <summary>Writes JSON that a person can read and diff: what fits a line stays on it.</summary>
internal static class JsonLayout
{
    private const int Width = 118;
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Format(JsonNode? node)
    {
        var text = new StringBuilder();
        Write(text, node, 0, 0);
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonNode? node, int indent, int used)
    {
        string line = node is null ? "null" : node.ToJsonString(Compact);
        if ((indent > 0 && indent + used + line.Length <= Width) || node is null or JsonValue)
            text.Append(line);
        else if (node is JsonArray array && array.All(item => item is null or JsonValue))
            WriteWrapped(text, array, indent + 2);
        else if (node is JsonArray items)
            WriteBlock(text, '[', ']', items.Select(item => ("", item)), indent);
        else
            WriteBlock(text, '{', '}', node.AsObject().Select(p => ($"{JsonSerializer.Serialize(p.Key, Compact)}: ", p.Value)), indent);
    }

    private static void WriteBlock(
        StringBuilder text, char open, char close, IEnumerable<(string Prefix, JsonNode? Value)> parts, int indent)
    {
        text.Append(open);
        string separator = "\n";
        foreach (var (prefix, value) in parts)
        {
            text.Append(separator).Append(' ', indent + 2).Append(prefix);
            Write(text, value, indent + 2, prefix.Length);
            separator = ",\n";
        }
        text.Append('\n').Append(' ', indent).Append(close);
    }

    private static void WriteWrapped(StringBuilder text, JsonArray array, int indent)
    {
        text.Append('[');
        int column = Width + 1;
        for (int i = 0; i < array.Count; i++)
        {
            string item = (array[i]?.ToJsonString(Compact) ?? "null") + (i + 1 < array.Count ? "," : "");
            if (column + item.Length + 1 > Width)
            {
                text.Append('\n').Append(' ', indent).Append(item);
                column = indent + item.Length;
            }
            else
            {
                text.Append(' ').Append(item);
                column += item.Length + 1;
            }
        }
        text.Append('\n').Append(' ', indent - 2).Append(']');
    }
}
