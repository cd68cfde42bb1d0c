using System.Globalization;
using System.Text;

namespace Microsoft.ML.LowRank.Reports;

/// <summary>Widths of texts: exact in the cells of a console, estimated in a proportional font of unknown kind.</summary>
internal static class TextMeasure
{
    /// <summary>Columns that a text takes in a console.</summary>
    public static int Cells(string text) => text.EnumerateRunes().Sum(Cells);

    /// <summary>Width as a multiple of the font size, rather too wide than too narrow.</summary>
    public static double Ems(string text) => text.EnumerateRunes().Sum(Ems);

    private static int Cells(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => 0,
        _ => IsWide(rune.Value) ? 2 : 1,
    };

    private static double Ems(Rune rune) => Cells(rune) switch
    {
        0 => 0,
        2 => 1.1,
        _ when "ijlftrI.,:;'|!()[] ·⁻¹".Contains(rune.ToString(), StringComparison.Ordinal) => 0.4,
        _ when "mwMW@%—".Contains(rune.ToString(), StringComparison.Ordinal) => 1,
        _ when Rune.IsUpper(rune) => 0.76,
        _ => 0.65,
    };

    /// <summary>The blocks of East Asian scripts and pictures that take two cells.</summary>
    private static bool IsWide(int rune) => rune is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF)
        or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60)
        or (>= 0xFFE0 and <= 0xFFE6) or (>= 0x1F300 and <= 0x1FAFF) or (>= 0x20000 and <= 0x3FFFD);
}
