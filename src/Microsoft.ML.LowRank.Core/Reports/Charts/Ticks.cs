namespace Microsoft.ML.LowRank.Reports;

/// <summary>Round values along an axis.</summary>
internal static class Ticks
{
    private static readonly int[] Mantissas = [1, 2, 5];

    /// <summary>
    /// Multiples of a 1-2-5 step, at most <paramref name="most"/> (at least 3): the first is at or below the range, the last
    /// at or above.
    /// </summary>
    public static Tick[] Linear(double low, double high, int most, bool whole = false)
    {
        var step = TickStep.Covering(low, high, most, whole);
        double first = step.First(low), last = step.Last(high);
        var format = NumberFormat.OfTicks(step, Math.Max(Math.Abs(step.Times(first)), Math.Abs(step.Times(last))));
        return [.. Enumerable.Range(0, (int)(last - first) + 1)
            .Select(i => step.Times(first + i)).Select(value => new Tick(value, format.Format(value)))];
    }

    /// <summary>
    /// Values within a range of positive numbers: decades, every so many of them where there are more than
    /// <paramref name="most"/>; within few decades also their doubles and fives, within less than one whatever divides it.
    /// </summary>
    public static Tick[] Logarithmic(double low, double high, int most)
    {
        int first = (int)Math.Ceiling(Math.Log10(low) - 1e-9), last = (int)Math.Floor(Math.Log10(high) + 1e-9);
        int decades = last - first + 1;
        if (decades >= 3)
            return Decades(first, last, (decades + most - 1) / most);
        double[] fine = [.. from exponent in Enumerable.Range(first - 1, decades + 1)
                            from mantissa in Mantissas
                            let value = new TickStep(mantissa, exponent).Times(1)
                            where value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)
                            select value];
        if (fine.Length >= 3 && fine.Length <= most)
            return Array.ConvertAll(fine, value => new Tick(value, ReportNumber.Format(value)));
        return decades == 2
            ? Decades(first, last, 1)
            : [.. Linear(low, high, most).Where(tick => tick.Value >= low && tick.Value <= high)];
    }

    private static Tick[] Decades(int first, int last, int stride)
    {
        bool plain = first >= -3 && last <= 4;
        return [.. Enumerable.Range(first, last - first + 1).Where(exponent => exponent % stride == 0)
            .Select(exponent => (Exponent: exponent, Value: new TickStep(1, exponent).Times(1)))
            .Select(decade => new Tick(
                decade.Value, plain ? ReportNumber.Format(decade.Value) : ReportNumber.PowerOfTen(decade.Exponent)))];
    }
}
