using System.Globalization;
using System.Numerics;

namespace Microsoft.ML.Data;

/// <summary>What a text means as a value. Blank text is the default value.</summary>
internal static class TextValues
{
    private static readonly string[] True = ["TRUE", "YES", "T", "Y", "1", "+1", "+"];
    private static readonly string[] False = ["FALSE", "NO", "F", "N", "0", "-1", "-"];

    /// <summary>Text that is no number is NaN.</summary>
    public static T ToReal<T>(ReadOnlySpan<char> text)
        where T : struct, IFloatingPointIeee754<T>
    {
        text = text.Trim();
        return text.IsEmpty ? default : T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out T value) ? value : T.NaN;
    }

    /// <summary>Whether the text is a whole number that <typeparamref name="T"/> can hold.</summary>
    public static bool TryToInteger<T>(ReadOnlySpan<char> text, out T value)
        where T : struct, IBinaryInteger<T>
    {
        value = default;
        text = text.Trim();
        return text.IsEmpty || T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Whether the text says yes or no.</summary>
    public static bool TryToBoolean(ReadOnlySpan<char> text, out bool value)
    {
        string word = text.Trim().ToString().ToUpperInvariant();
        value = True.Contains(word);
        return value || word.Length == 0 || False.Contains(word);
    }
}
