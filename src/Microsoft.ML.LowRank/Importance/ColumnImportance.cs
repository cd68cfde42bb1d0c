namespace Microsoft.ML.LowRank;

/// <summary>What a column, or a group of columns, is worth to a model.</summary>
public sealed class ColumnImportance
{
    internal ColumnImportance(IReadOnlyList<string> columns, IReadOnlyList<double> values)
    {
        Columns = columns;
        Values = values;
        Mean = values.Average();
        StandardDeviation = values.Count > 1
            ? Math.Sqrt(values.Sum(value => (value - Mean) * (value - Mean)) / (values.Count - 1))
            : double.NaN;
        StandardError = StandardDeviation / Math.Sqrt(values.Count);
    }

    /// <summary>Name of the column; of a group the names of its columns, joined by " + ".</summary>
    public string Name => string.Join(" + ", Columns);

    /// <summary>The columns that were permuted together; mostly one.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>How much worse the metric became, permutation by permutation. Negative where it became better.</summary>
    public IReadOnlyList<double> Values { get; }

    /// <summary>Mean of <see cref="Values"/>: the importance.</summary>
    public double Mean { get; }

    /// <summary>Standard deviation of <see cref="Values"/>; NaN of a single one.</summary>
    public double StandardDeviation { get; }

    /// <summary>How exact the mean is: the deviation over the root of the number of permutations.</summary>
    public double StandardError { get; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Name}: {Mean:G4} ± {StandardError:G2}");
}
