using System.Text.Json;
using System.Text.Json.Nodes;

namespace Microsoft.ML.Standin.Tests;

/// <summary>Where two answers differ, path by path.</summary>
internal static class JsonDifference
{
    public static IReadOnlyList<string> Between(JsonNode? recorded, JsonNode? given, double tolerance)
    {
        var differences = new List<string>();
        Compare("", recorded, given, tolerance, differences);
        return differences;
    }

    private static void Compare(string path, JsonNode? recorded, JsonNode? given, double tolerance, List<string> found)
    {
        switch (recorded, given)
        {
            case (JsonObject a, JsonObject b):
                foreach (string key in a.Select(p => p.Key).Union(b.Select(p => p.Key)))
                    CompareMember($"{path}.{key}", a, b, key, tolerance, found);
                break;
            case (JsonArray a, JsonArray b) when a.Count == b.Count:
                for (int i = 0; i < a.Count; i++)
                    Compare($"{path}[{i}]", a[i], b[i], tolerance, found);
                break;
            case (JsonArray a, JsonArray b):
                found.Add($"{path}: {a.Count} items recorded, {b.Count} given");
                break;
            default:
                if (!AreEqual(recorded, given, tolerance))
                    found.Add($"{path}: {Show(recorded)} recorded, {Show(given)} given");
                break;
        }
    }

    private static void CompareMember(
        string path, JsonObject recorded, JsonObject given, string key, double tolerance, List<string> found)
    {
        bool wasRecorded = recorded.TryGetPropertyValue(key, out JsonNode? a);
        bool isGiven = given.TryGetPropertyValue(key, out JsonNode? b);
        if (wasRecorded && isGiven)
            Compare(path, a, b, tolerance, found);
        else
            found.Add(wasRecorded ? $"{path}: recorded, not given" : $"{path}: given, not recorded");
    }

    private static bool AreEqual(JsonNode? recorded, JsonNode? given, double tolerance)
    {
        if (recorded is null || given is null || recorded.GetValueKind() != given.GetValueKind())
            return recorded is null && given is null;
        if (recorded.GetValueKind() != JsonValueKind.Number)
            return JsonNode.DeepEquals(recorded, given);
        double a = recorded.GetValue<double>(), b = given.GetValue<double>();
        return Math.Abs(a - b) <= tolerance * Math.Max(1, Math.Abs(a));
    }

    private static string Show(JsonNode? node) => node?.ToJsonString() ?? "null";
}
