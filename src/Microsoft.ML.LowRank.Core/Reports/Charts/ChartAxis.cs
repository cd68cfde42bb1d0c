namespace Microsoft.ML.LowRank.Reports;

/// <summary>What an axis shows and how it is divided. The range comes from the data unless it is given.</summary>
internal sealed record ChartAxis(string Title)
{
    /// <summary>Unit of the values, shown with the title, or null.</summary>
    public string? Unit { get; init; }

    /// <summary>Decades instead of differences. What is not above 0 cannot be drawn then.</summary>
    public bool Logarithmic { get; init; }

    /// <summary>No ticks between whole numbers, as for ranks and numbers of trees.</summary>
    public bool WholeNumbers { get; init; }

    /// <summary>Where the axis begins, whatever the data; null for the data's range.</summary>
    public double? From { get; init; }

    /// <summary>Where the axis ends, whatever the data; null for the data's range.</summary>
    public double? To { get; init; }

    internal string Label => Unit is null ? Title : $"{Title} ({Unit})";

    /// <summary>A value in words for a tooltip.</summary>
    internal string Tell(double value, double? spread = null)
    {
        string number = spread is { } known ? ReportNumber.WithSpread(value, known) : ReportNumber.Format(value);
        return Unit is null ? $"{Title} {number}" : $"{Title} {number} {Unit}";
    }

    /// <summary>
    /// Whether a value has a place on the axis. Beyond these bounds the axis' own ends and steps would overflow.
    /// </summary>
    internal bool CanShow(double value) =>
        Logarithmic ? value is >= 1e-280 and <= 1e280 : Math.Abs(value) <= 1e300;
}
