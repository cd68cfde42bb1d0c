namespace Microsoft.ML.LowRank.Testing;

/// <summary>Data whose schema the estimator must refuse, and what the refusal must say.</summary>
/// <param name="Name">Names the check.</param>
/// <param name="Change">Makes the bad data of the fixture's.</param>
/// <param name="Said">What the message must contain: the column, what was expected, what was found.</param>
public sealed record BadSchema(string Name, Func<Table, Table> Change, params IReadOnlyList<string> Said)
{
    /// <summary>
    /// Whether the fitted transformer must refuse it too: true for what it reads, false for a label or
    /// weight.
    /// </summary>
    public bool RefusedByTransformer { get; init; } = true;

    /// <summary>Whether a fit on it is sound, and only a transformer fitted on other data must refuse it.</summary>
    public bool AcceptedByFit { get; init; }

    /// <summary>Whether the shape of the schema tells; sizes of vectors and keys are not in it.</summary>
    public bool SeenInShape { get; init; } = true;

    /// <summary>The column is not there.</summary>
    public static BadSchema Missing(string column)
        => new($"no column {column}", table => table.Without(column), column);

    /// <summary>The column holds texts.</summary>
    public static BadSchema Text(string column) => new($"texts in {column}",
        table => table.Replacing(Table.Texts(column, [.. Enumerable.Repeat("a", table.Count)])), column, "String");
}
