using System.Globalization;

namespace Microsoft.ML.LowRank.Samples.Tables;

/// <summary>Reads numbers as they stand in files: a point for decimals, an exponent, no grouping.</summary>
internal static class Numbers
{
    /// <summary>Infinite numbers, and those too large for a <see cref="float"/>, count as missing: NaN.</summary>
    public static bool TryParse(string text, out float value)
    {
        if (!float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
            return false;
        if (!float.IsFinite(value))
            value = float.NaN;
        return true;
    }

    public static bool IsInteger(string text) =>
        TryParse(text, out float value) && value == MathF.Round(value) && MathF.Abs(value) < 1 << 24;
}
