namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>How much every row of a range counts: as often as it was seen, by a weight, or all alike.</summary>
internal readonly struct RowWeights
{
    private readonly bool _areGiven;
    private readonly ReadOnlyMemory<int> _counts;
    private readonly ReadOnlyMemory<float> _weights;

    private RowWeights(ReadOnlyMemory<int> counts, ReadOnlyMemory<float> weights)
    {
        _counts = counts;
        _weights = weights;
        _areGiven = true;
    }

    /// <summary>All rows count alike.</summary>
    public static RowWeights Equal => default;

    /// <summary>One count per row of the range.</summary>
    public static RowWeights Counts(ReadOnlyMemory<int> counts) => new(counts, default);

    /// <summary>One weight per row of the range.</summary>
    public static RowWeights Of(ReadOnlyMemory<float> weights) => new(default, weights);

    /// <summary>Whether all rows count alike because no weights were given.</summary>
    public bool AreEqual => !_areGiven;

    /// <exception cref="ArgumentException">There is not one weight per row, or one is negative or not finite.</exception>
    public void Check(string name, int rows)
    {
        int length = Math.Max(_counts.Length, _weights.Length);
        if (!AreEqual && length != rows)
            throw new ArgumentException($"{name} has {rows} rows and {length} row weights; every row needs one.");
        for (int i = 0; i < _counts.Length; i++)
            if (_counts.Span[i] < 0)
                throw new ArgumentException($"Row {i} of {name} has the count {_counts.Span[i]}; it cannot be below 0.");
        for (int i = 0; i < _weights.Length; i++)
            if (!(_weights.Span[i] >= 0) || float.IsInfinity(_weights.Span[i]))
                throw new ArgumentException(FormattableString.Invariant(
                    $"Row {i} of {name} has the weight {_weights.Span[i]}; weights must be finite and not negative."));
    }

    /// <summary>Whether any row counts.</summary>
    public bool IsAnyPositive() =>
        AreEqual || _counts.Span.ContainsAnyExcept(0) || _weights.Span.ContainsAnyExcept(0f);

    /// <summary>The weights of consecutive rows.</summary>
    public void Read(int first, Span<double> weights)
    {
        if (AreEqual)
        {
            weights.Fill(1);
            return;
        }
        var counts = _counts.Span;
        var values = _weights.Span;
        for (int i = 0; i < weights.Length; i++)
            weights[i] = counts.IsEmpty ? values[first + i] : counts[first + i];
    }
}
