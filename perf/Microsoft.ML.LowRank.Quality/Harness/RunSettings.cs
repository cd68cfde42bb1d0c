namespace Microsoft.ML.LowRank.Quality.Harness;

/// <summary>What was asked for.</summary>
/// <param name="Data">The folder of the sets.</param>
/// <param name="Sets">Names of sets or of tasks; none means all.</param>
/// <param name="Seeds">Seeds from 1 on.</param>
/// <param name="Again">Whether earlier results are thrown away.</param>
/// <param name="Output">The page to write, or null for the comparison's own.</param>
internal sealed record RunSettings(string Data, IReadOnlyList<string> Sets, int Seeds, bool Again, string? Output)
{
    public const int DefaultSeeds = 3;
}
