using System.Globalization;

namespace Microsoft.ML.LowRank.Reports;

/// <summary>
/// Numbers as people read them, the same in tables, on axes and in tooltips. The minus sign is the hyphen, because
/// numbers get copied into programs and consoles may know no other.
/// </summary>
internal static class ReportNumber
{
    public const int DefaultDigits = 4;

    /// <summary>What stands for a number that is not there.</summary>
    public const string Missing = "–";

    /// <summary>
    /// Whole numbers below a billion exactly, others to <paramref name="digits"/> significant digits, without trailing
    /// zeros; as 1.2e-5 where zeros would have to be counted.
    /// </summary>
    public static string Format(double value, int digits = DefaultDigits)
    {
        if (!double.IsFinite(value))
            return NotFinite(value);
        if (value == 0)
            return "0";
        if (IsWhole(value))
            return value.ToString("#,0", CultureInfo.InvariantCulture);
        int exponent = Exponent(value);
        if (exponent is < -4 or > 6)
            return Scientific(value, digits);
        return value.ToString("#,0." + new string('#', Math.Max(0, digits - 1 - exponent)), CultureInfo.InvariantCulture);
    }

    /// <summary>A value and how far it may be off: 0.43 ± 0.02.</summary>
    public static string WithSpread(double value, double spread) => $"{Format(value)} ± {Format(spread, 2)}";

    public static string Fixed(double value, int decimals) => double.IsFinite(value)
        ? WithoutMinusZero(value.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture))
        : NotFinite(value);

    public static string Scientific(double value, int digits) =>
        value.ToString("0." + new string('#', digits - 1) + "e0", CultureInfo.InvariantCulture);

    /// <summary>10³ for 3, as decades are written on a logarithmic axis.</summary>
    public static string PowerOfTen(int exponent)
    {
        var raised = exponent.ToString(CultureInfo.InvariantCulture)
            .Select(c => c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c - '0']);
        return "10" + string.Concat(raised);
    }

    public static bool IsWhole(double value) => Math.Abs(value) < 1e9 && value == Math.Floor(value);

    /// <summary>Exponent of the leading digit of a finite number other than 0.</summary>
    public static int Exponent(double value) => (int)Math.Floor(Math.Log10(Math.Abs(value)));

    private static string NotFinite(double value) =>
        double.IsNaN(value) ? Missing : value > 0 ? "∞" : "-∞";

    private static string WithoutMinusZero(string text) =>
        text[0] == '-' && text.AsSpan().IndexOfAnyInRange('1', '9') < 0 ? text[1..] : text;
}
