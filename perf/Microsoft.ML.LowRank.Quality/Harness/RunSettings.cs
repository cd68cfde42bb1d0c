namespace Microsoft.ML.LowRank.Quality.Harness;

/// <summary>What was asked for.</summary>
/// <param name="Data">The folder of the sets.</param>
/// <param name="Sets">Names of sets or of tasks; none means all.</param>
/// <param name="Seeds">Seeds from 1 on, or null for as many as the comparison's page is of.</param>
/// <param name="Again">Whether methods are judged again whose outcome is known.</param>
/// <param name="Fresh">Whether nothing that was kept is used.</param>
/// <param name="Output">The page to write, or null for the comparison's own.</param>
internal sealed record RunSettings(
    string Data, IReadOnlyList<string> Sets, int? Seeds, bool Again, bool Fresh, string? Output);
