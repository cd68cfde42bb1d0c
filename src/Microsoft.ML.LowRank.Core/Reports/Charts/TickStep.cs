namespace Microsoft.ML.LowRank.Reports;

/// <summary>The distance between ticks: 1, 2 or 5 times a power of ten, kept exactly.</summary>
internal readonly record struct TickStep(int Mantissa, int Exponent)
{
    private const double Tolerance = 1e-9;

    /// <summary>The tick that many steps from 0. Dividing by a power of ten rounds once, 0.3 is not 3 × 0.1.</summary>
    public double Times(double count) => Exponent >= 0
        ? count * Mantissa * Math.Pow(10, Exponent)
        : count * Mantissa / Math.Pow(10, -Exponent);

    /// <summary>
    /// The smallest step whose multiples cover the range with at most <paramref name="most"/> ticks, which is at least 3.
    /// </summary>
    public static TickStep Covering(double low, double high, int most, bool whole)
    {
        var step = new TickStep(1, ReportNumber.Exponent((high - low) / most));
        if (whole && step.Exponent < 0)
            step = new TickStep(1, 0);
        while (step.Last(high) - step.First(low) + 1 > most)
            step = step.Next;
        return step;
    }

    /// <summary>The last multiple that is not above a value, but for rounding.</summary>
    public double First(double low) => Math.Floor((low / Times(1)) + Tolerance);

    /// <summary>The first multiple that is not below a value, but for rounding.</summary>
    public double Last(double high) => Math.Ceiling((high / Times(1)) - Tolerance);

    private TickStep Next => Mantissa switch
    {
        1 => new(2, Exponent),
        2 => new(5, Exponent),
        _ => new(1, Exponent + 1),
    };
}
