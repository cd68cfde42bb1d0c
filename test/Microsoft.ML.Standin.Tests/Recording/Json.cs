using System.Collections;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Microsoft.ML.Standin.Tests;

/// <summary>Answers as JSON: shortest round-trip numbers, NaN and infinities as text, everything culture-free.</summary>
internal static class Json
{
    public static JsonNode? Of(object? value) => value switch
    {
        null => null,
        JsonNode node => node,
        string text => JsonValue.Create(text),
        ReadOnlyMemory<char> text => JsonValue.Create(text.ToString()),
        bool flag => JsonValue.Create(flag),
        float number => Number(number, number.ToString("R", CultureInfo.InvariantCulture)),
        double number => Number(number, number.ToString("R", CultureInfo.InvariantCulture)),
        Type type => JsonValue.Create(type.FullName),
        Enum name => JsonValue.Create(name.ToString()),
        IConvertible number when value.GetType().IsPrimitive =>
            JsonNode.Parse(number.ToString(CultureInfo.InvariantCulture)),
        IDictionary dictionary => OfDictionary(dictionary),
        IEnumerable items => new JsonArray([.. items.Cast<object?>().Select(Of)]),
        _ => OfProperties(value),
    };

    private static JsonNode Number(double value, string text) =>
        double.IsFinite(value) ? JsonNode.Parse(text)! : JsonValue.Create(text);

    private static JsonObject OfDictionary(IDictionary dictionary)
    {
        var result = new JsonObject();
        foreach (DictionaryEntry entry in dictionary)
            result[Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!] = Of(entry.Value);
        return result;
    }

    /// <summary>Anonymous types and plain objects.</summary>
    private static JsonObject OfProperties(object value)
    {
        var result = new JsonObject();
        foreach (var property in value.GetType().GetProperties())
            result[property.Name] = Of(property.GetValue(value));
        foreach (var field in value.GetType().GetFields())
            result[field.Name] = Of(field.GetValue(value));
        return result;
    }
}
