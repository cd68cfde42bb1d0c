namespace Microsoft.ML.LowRank.Reports;

/// <summary>
/// One form for numbers that stand in one column or on one axis: equally many decimals, so that their points align and
/// sizes can be compared at a glance. Numbers too small for that are written each on its own, and all are when they are many.
/// </summary>
internal readonly struct NumberFormat
{
    /// <summary>Share of a column's numbers that may fall out of the common form.</summary>
    private const double MostApart = 0.25;

    /// <summary>Decimals that may be added so that fewer numbers fall out.</summary>
    private const int MostAdded = 2;

    /// <summary>Digits of a number that is written on its own among others.</summary>
    private const int DigitsApart = 2;

    private readonly int? _decimals;
    private readonly int _digits;

    private NumberFormat(int? decimals, int digits)
    {
        _decimals = decimals;
        _digits = digits;
    }

    /// <summary>
    /// The form in which the largest number has <paramref name="digits"/> significant digits, or a few more if others need
    /// them.
    /// </summary>
    public static NumberFormat Shared(IReadOnlyList<double> values, int digits)
    {
        double[] sizes = [.. values.Where(double.IsFinite).Select(Math.Abs).Where(size => size > 0)];
        if (sizes.All(ReportNumber.IsWhole))
            return new NumberFormat(null, digits);
        int largest = ReportNumber.Exponent(sizes.Max());
        int fewest = Math.Max(0, digits - 1 - largest);
        foreach (int decimals in Enumerable.Range(fewest, MostAdded + 1))
        {
            double[] common = [.. sizes.Where(size => !RoundsToNothing(size, decimals))];
            if (largest <= 6 && decimals <= 8 && common.Length >= sizes.Length * (1 - MostApart))
                return new NumberFormat(WithoutCommonZeros(common, decimals), DigitsApart);
        }
        return new NumberFormat(null, digits);
    }

    /// <summary>Ticks that lie <paramref name="step"/> apart must be told apart.</summary>
    public static NumberFormat OfTicks(TickStep step, double largest)
    {
        int exponent = largest == 0 ? 0 : ReportNumber.Exponent(largest);
        return exponent > 6 || step.Exponent < -5
            ? new NumberFormat(null, Math.Max(1, exponent - step.Exponent + 1))
            : new NumberFormat(Math.Max(0, -step.Exponent), 0);
    }

    public string Format(double value) => _decimals is not { } decimals || IsApart(value, decimals)
        ? ReportNumber.Format(value, _digits)
        : ReportNumber.Fixed(value, decimals);

    /// <summary>What rounds to nothing would look like a 0, and a 0 like something rounded. Ticks are never either.</summary>
    private bool IsApart(double value, int decimals) => _digits > 0 && RoundsToNothing(value, decimals);

    private static bool RoundsToNothing(double value, int decimals) =>
        Math.Abs(value) < Math.Pow(10, -decimals) * (1 - 1e-9);

    private static int WithoutCommonZeros(double[] sizes, int decimals)
    {
        while (decimals > 0 && sizes.All(size => ReportNumber.Fixed(size, decimals)[^1] == '0'))
            decimals--;
        return decimals;
    }
}
