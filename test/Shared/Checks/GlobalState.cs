using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime;

namespace Microsoft.ML.LowRank.Testing;

/// <summary>What belongs to the whole process or thread, and to no library.</summary>
internal static class GlobalState
{
    public static IReadOnlyDictionary<string, string> Snapshot()
    {
        ThreadPool.GetMinThreads(out int minWorkers, out int minPorts);
        ThreadPool.GetMaxThreads(out int maxWorkers, out int maxPorts);
        var state = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["current culture"] = CultureInfo.CurrentCulture.Name,
            ["current UI culture"] = CultureInfo.CurrentUICulture.Name,
            ["default culture"] = CultureInfo.DefaultThreadCurrentCulture?.Name ?? "none",
            ["default UI culture"] = CultureInfo.DefaultThreadCurrentUICulture?.Name ?? "none",
            ["thread pool"] = $"{minWorkers}, {minPorts} to {maxWorkers}, {maxPorts}",
            ["latency mode"] = GCSettings.LatencyMode.ToString(),
            ["current directory"] = Environment.CurrentDirectory,
            ["thread priority"] = Thread.CurrentThread.Priority.ToString(),
            ["synchronisation context"] = SynchronizationContext.Current?.GetType().Name ?? "none",
            ["console output"] = Identity(Console.Out),
            ["console error"] = Identity(Console.Error),
            ["console input"] = Identity(Console.In),
        };
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
            state[$"environment variable {variable.Key}"] = (string?)variable.Value ?? "";
        // There is no public way to list the switches.
        var field = typeof(AppContext).GetField("s_switches", BindingFlags.Static | BindingFlags.NonPublic);
        if (field?.GetValue(null) is IDictionary switches)
        {
            foreach (DictionaryEntry pair in switches)
                state[$"switch {pair.Key}"] = $"{pair.Value}";
        }
        return state;
    }

    public static string? Difference(
        IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after)
    {
        foreach (string key in before.Keys.Union(after.Keys))
        {
            string was = before.GetValueOrDefault(key, "not there"), became = after.GetValueOrDefault(key, "not there");
            if (was != became)
                return $"{key} was {was} and is {became}.";
        }
        return null;
    }

    private static string Identity(object value)
        => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(value).ToString(CultureInfo.InvariantCulture);
}
