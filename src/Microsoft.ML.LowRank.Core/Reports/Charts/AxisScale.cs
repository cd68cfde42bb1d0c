namespace Microsoft.ML.LowRank.Reports;

/// <summary>The range of an axis, its ticks, and where a value lies between the axis' ends.</summary>
internal sealed class AxisScale
{
    private readonly bool _logarithmic;

    private AxisScale(double low, double high, bool logarithmic, Tick[] ticks)
    {
        Low = low;
        High = high;
        _logarithmic = logarithmic;
        Ticks = [.. ticks.Where(tick => Contains(tick.Value))];
    }

    public double Low { get; }

    public double High { get; }

    /// <summary>Those within the range, ascending.</summary>
    public Tick[] Ticks { get; }

    /// <param name="axis">What is shown, and ends that are given.</param>
    /// <param name="values">What the axis must have room for; values that it cannot show are passed over.</param>
    /// <param name="most">Most ticks that there is room for, at least 3.</param>
    public static AxisScale Of(ChartAxis axis, IEnumerable<double> values, int most)
    {
        var (low, high) = Range(axis, [.. values.Where(axis.CanShow)]);
        if (!axis.Logarithmic)
        {
            var ticks = Reports.Ticks.Linear(low, high, most, axis.WholeNumbers);
            return new AxisScale(
                axis.From is null ? Math.Min(low, ticks[0].Value) : low,
                axis.To is null ? Math.Max(high, ticks[^1].Value) : high, false, ticks);
        }
        // Round ends would waste up to a decade at either side; a little room keeps points off the frame.
        double room = Math.Pow(10, 0.02 * (Math.Log10(high) - Math.Log10(low)));
        low = axis.From is null ? low / room : low;
        high = axis.To is null ? high * room : high;
        return new AxisScale(low, high, true, Reports.Ticks.Logarithmic(low, high, most));
    }

    /// <summary>The most ticks whose labels pass the test.</summary>
    public static AxisScale Fitting(ChartAxis axis, IReadOnlyCollection<double> values, int most, Predicate<Tick[]> fits)
    {
        var scale = Of(axis, values, most);
        while (most > 3 && !fits(scale.Ticks))
            scale = Of(axis, values, --most);
        return scale;
    }

    /// <summary>Whether a value lies between the ends. False for what the axis cannot show.</summary>
    public bool Contains(double value) => value >= Low && value <= High;

    /// <summary>The place of a value between two coordinates, which the ends of the range meet exactly.</summary>
    public double Map(double value, double start, double end)
    {
        double share = (Position(value) - Position(Low)) / (Position(High) - Position(Low));
        return (start * (1 - share)) + (end * share);
    }

    private double Position(double value) => _logarithmic ? Math.Log10(value) : value;

    private static (double Low, double High) Range(ChartAxis axis, double[] values)
    {
        double low = Given(axis, axis.From) ?? values.DefaultIfEmpty(axis.Logarithmic ? 1 : 0).Min();
        double high = Given(axis, axis.To) ?? values.DefaultIfEmpty(axis.Logarithmic ? 10 : 1).Max();
        if (high < low)
            (low, high) = (Math.Min(low, high), low);
        // Below this the ends are one value but for rounding, and no tick would fall between them.
        double least = axis.Logarithmic ? low * 1e-9 : Math.Max(1e-290, Math.Max(Math.Abs(low), Math.Abs(high)) * 1e-9);
        if (high - low > least)
            return (low, high);
        if (axis.Logarithmic)
            return (low / 3, high * 3);
        double room = Math.Max(Math.Abs(low), Math.Abs(high)) is > 1e-280 and var size ? size / 2 : 1;
        return axis.WholeNumbers && room < 1e9 ? (low - 1, high + 1) : (low - room, high + room);
    }

    private static double? Given(ChartAxis axis, double? end) => end is { } value && axis.CanShow(value) ? value : null;
}
