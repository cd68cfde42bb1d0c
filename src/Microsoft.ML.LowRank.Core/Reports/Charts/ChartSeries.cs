namespace Microsoft.ML.LowRank.Reports;

/// <summary>Points of a line chart in the order in which they are joined. NaN leaves a gap.</summary>
internal sealed record ChartSeries
{
    /// <exception cref="ArgumentException">The two lists differ in length.</exception>
    public ChartSeries(string name, IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        if (x.Count != y.Count)
            throw new ArgumentException($"The series '{name}' has {x.Count} values of x for {y.Count} of y.", nameof(y));
        Name = name;
        X = x;
        Y = y;
    }

    public string Name { get; }

    public IReadOnlyList<double> X { get; }

    public IReadOnlyList<double> Y { get; }

    public SeriesStyle Style { get; init; }

    /// <summary>How far every value reaches up and down, as its standard error; null or NaN for none.</summary>
    public IReadOnlyList<double>? Spread { get; init; }

    /// <summary>Whether the spread is a bar at every point instead of a band.</summary>
    public bool SpreadAsBars { get; init; }

    /// <summary>The spread at a point, if it has one that can be drawn.</summary>
    internal double? SpreadAt(int i) =>
        Spread is not null && i < Spread.Count && Spread[i] is >= 0 and < 1e300 ? Spread[i] : null;
}
