using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Microsoft.ML.Standin.Tests;

/// <summary>
/// The recorded answers, one file per area. While recording (LOWRANK_RECORD=1, packages only) an area's file is first
/// written anew; the tests then compare a second run of the probes with it, which shows that they are repeatable.
/// </summary>
internal static class Recording
{
    private static readonly ConcurrentDictionary<string, Lazy<JsonObject>> Areas = new(StringComparer.Ordinal);

    public static JsonNode? Answer(Probe probe)
    {
        JsonObject answers = Area(probe.Area, () => Record(probe.Area));
        return answers.TryGetPropertyValue(probe.Name, out JsonNode? answer)
            ? answer
            : throw new KeyNotFoundException(
                $"{probe} has no recorded answer. Run `./build.sh record --mlnet packages` where ML.NET is available.");
    }

    /// <summary>The contents of a recorded file, which <paramref name="record"/> makes while recording.</summary>
    public static JsonObject Area(string name, Func<JsonObject> record) =>
        Areas.GetOrAdd(name, _ => new Lazy<JsonObject>(() => Load(name, record))).Value;

    public static IEnumerable<string> RecordedAreas =>
        Directory.EnumerateFiles(MLNetSource.RecordedFolder, "*.json").Select(p => Path.GetFileNameWithoutExtension(p));

    private static JsonObject Load(string name, Func<JsonObject> record)
    {
        string path = Path.Combine(MLNetSource.RecordedFolder, name + ".json");
        if (MLNetSource.IsRecording)
        {
            MLNetSource.CheckMayRecord();
            Directory.CreateDirectory(MLNetSource.RecordedFolder);
            File.WriteAllText(path, JsonLayout.Format(record()) + "\n");
        }
        return JsonNode.Parse(File.ReadAllText(path))!.AsObject();
    }

    private static JsonObject Record(string area)
    {
        var answers = new JsonObject();
        foreach (Probe probe in Probe.All.Where(p => p.Area == area))
            answers[probe.Name] = probe.Answer();
        return answers;
    }
}
