namespace Microsoft.ML.LowRank.Features;

/// <summary>A column of the input, and how it is to be encoded. What does not concern its kind is ignored.</summary>
internal sealed record FeatureField(string Name, FieldKind Kind)
{
    /// <summary>More buckets than these would be a table that nobody can train.</summary>
    public const int MostHashBits = 28;

    /// <summary>More bins than these would be finer than the sample that they are cut from.</summary>
    public const int MostBins = 10_000;

    /// <summary>Of a category: a row may have any number of values.</summary>
    public bool IsMultiValued { get; init; }

    /// <summary>Of a category with several values: how they become one.</summary>
    public CategoryPooling Pooling { get; init; }

    /// <summary>Of a category: 0 for a vocabulary, or values are hashed to so many bits and nothing is remembered.</summary>
    public int HashBits { get; init; }

    /// <summary>Of a vocabulary: values that training rows have less often are treated as never seen.</summary>
    public int MinimumCount { get; init; } = 1;

    /// <summary>Of a number.</summary>
    public NumericEncoding Encoding { get; init; }

    /// <summary>Of binned numbers: most bins.</summary>
    public int BinCount { get; init; } = 32;

    /// <summary>Of a sparse vector: its length.</summary>
    public int SlotCount { get; init; }

    /// <summary>Whether the field is a number that stays one; all others are rows of an embedding table.</summary>
    public bool IsStandardized => Kind == FieldKind.Number && Encoding == NumericEncoding.Standardized;

    /// <summary>Whether values are looked up in a vocabulary.</summary>
    public bool HasVocabulary => Kind == FieldKind.Category
        ? HashBits == 0
        : Kind == FieldKind.Number && Encoding == NumericEncoding.LogarithmSquare;

    /// <summary>Whether a row may have more than one id.</summary>
    public bool IsBag => Kind == FieldKind.SparseVector || (Kind == FieldKind.Category && IsMultiValued);

    /// <summary>Whether ids have factors other than 1.</summary>
    public bool HasFactors => Kind == FieldKind.SparseVector || (IsBag && Pooling == CategoryPooling.Mean);

    /// <summary>Throws one exception that lists everything that cannot be used.</summary>
    public static void ThrowIfInvalid(IReadOnlyList<FeatureField> fields)
    {
        var problems = new List<string>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in fields)
        {
            field.Validate(problems);
            if (field.Name is { } name && !names.Add(name))
                problems.Add($"Two fields have the name '{name}'; every name must be there once.");
        }
        if (fields.Count == 0)
            problems.Add("There is no field; at least one is needed.");
        if (problems.Count > 0)
            throw new ArgumentException($"The fields cannot be used: {string.Join(" ", problems)}", nameof(fields));
    }

    private void Validate(List<string> problems)
    {
        if (string.IsNullOrEmpty(Name))
            problems.Add("A field has no name.");
        if (!Enum.IsDefined(Kind) || !Enum.IsDefined(Pooling) || !Enum.IsDefined(Encoding))
            problems.Add($"Field '{Name}' has a kind, pooling or encoding that does not exist.");
        if (HashBits is < 0 or > MostHashBits)
            problems.Add($"Field '{Name}' is to be hashed to {HashBits} bits; " +
                $"0 (a vocabulary) to {MostHashBits} are possible.");
        if (MinimumCount < 1)
            problems.Add($"Field '{Name}' has the minimum count {MinimumCount}; it must be 1 or more.");
        if (BinCount is < 1 or > MostBins)
            problems.Add($"Field '{Name}' has {BinCount} bins; 1 to {MostBins} are possible.");
        if (Kind == FieldKind.SparseVector && SlotCount < 1)
            problems.Add($"Field '{Name}' has {SlotCount} slots; it must have 1 or more.");
    }
}
