namespace Microsoft.ML.LowRank.Quality.Harness;

/// <summary>How a method did in one trial.</summary>
/// <param name="Set">The set.</param>
/// <param name="MostRows">Most rows that were to be drawn of it.</param>
/// <param name="Rows">Rows that were drawn, for training and test together.</param>
/// <param name="Seed">What they were drawn and divided by.</param>
/// <param name="Method">The method.</param>
/// <param name="Values">Its errors on the test rows and what else is worth knowing, by name.</param>
/// <param name="Seconds">What its fit took on top of what methods share.</param>
internal sealed record Outcome(
    string Set, int MostRows, int Rows, int Seed, string Method, IReadOnlyDictionary<string, double> Values, double Seconds)
{
    /// <summary>Where it was measured. The log fills it in.</summary>
    public string Machine { get; init; } = "";

    /// <summary>A later outcome with the same key takes the place of an earlier one.</summary>
    public (string, int, int, string) Key => (Set, MostRows, Seed, Method);
}
