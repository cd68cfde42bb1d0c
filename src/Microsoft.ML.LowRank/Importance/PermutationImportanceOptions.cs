namespace Microsoft.ML.LowRank;

/// <summary>Which columns <c>PermutationImportance</c> permutes, how often, and over which rows.</summary>
public sealed class PermutationImportanceOptions
{
    /// <summary>Names of the input columns to permute one by one.</summary>
    /// <value>
    /// Default: null, all columns that the model reads, but the label, the weights and what is in <see cref="Groups"/>. Of a model that
    /// does not say what it reads (it does not work row by row), all columns are taken.
    /// </value>
    public IReadOnlyList<string>? Columns { get; set; }

    /// <summary>Groups of columns that are permuted together, all by the same order: what each group is worth as a whole.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<IReadOnlyList<string>> Groups { get; set; } = [];

    /// <summary>Name of the label column, which is not permuted unless <see cref="Columns"/> says so. It need not exist.</summary>
    /// <value>Default: <c>Label</c>.</value>
    public string LabelColumnName { get; set; } = "Label";

    /// <summary>Name of a column with the weight of each row, which is not permuted unless <see cref="Columns"/> says so.</summary>
    /// <value>Default: null, no such column.</value>
    public string? ExampleWeightColumnName { get; set; }

    /// <summary>Whether the metric grows as the model gets better. False for an error.</summary>
    /// <value>Default: true.</value>
    public bool HigherIsBetter { get; set; } = true;

    /// <summary>Permutations per column. Their spread says how exact the importance is.</summary>
    /// <value>Default: 5.</value>
    public int Repeats { get; set; } = 5;

    /// <summary>Of more rows than these a random sample of so many is used, the same for all columns.</summary>
    /// <value>Default: 100,000.</value>
    public int MaximumRows { get; set; } = 100_000;

    /// <summary>Decides the permutations and the sample. A column's permutations do not depend on the other columns.</summary>
    /// <value>Default: null, a seed from the <see cref="MLContext"/>.</value>
    public int? Seed { get; set; }

    /// <summary>Stops the work when it is cancelled.</summary>
    /// <value>Default: never cancelled.</value>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>Is told how far the work has come.</summary>
    /// <value>Default: null, nobody is told.</value>
    public IProgress<TrainingProgress>? Progress { get; set; }

    internal void ThrowIfInvalid()
    {
        var problems = new List<string>();
        if (Repeats < 1)
            problems.Add($"{nameof(Repeats)} is {Repeats}; it must be 1 or more.");
        if (MaximumRows < 2)
            problems.Add($"{nameof(MaximumRows)} is {MaximumRows}; it must be 2 or more, because one row cannot be permuted.");
        if (Columns is { Count: 0 } && Groups is { Count: 0 })
            problems.Add($"{nameof(Columns)} is empty; name columns, or leave it null for all that the model reads.");
        if (Groups == null || Groups.Any(group => group == null || group.Count == 0))
            problems.Add($"{nameof(Groups)} has a group without columns.");
        else if ((Columns ?? []).Concat(Groups.SelectMany(group => group)).Any(string.IsNullOrEmpty))
            problems.Add("A column to permute has no name.");
        if (Columns != null && Columns.Distinct().Count() < Columns.Count)
            problems.Add($"{nameof(Columns)} names a column twice.");
        if (problems.Count > 0)
            throw new ArgumentException($"The options of PermutationImportance cannot be used: {string.Join(" ", problems)}");
    }
}
