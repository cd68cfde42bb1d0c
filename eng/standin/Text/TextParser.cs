using System.Globalization;

namespace Microsoft.ML.Data;

/// <summary>Values from text as ML.NET reads them.</summary>
internal static class TextParser
{
    /// <summary>Parses a field; the value of one that cannot be parsed is that of a missing one.</summary>
    public delegate bool TryParse<T>(ReadOnlyMemory<char> text, out T value);

    public static TryParse<T> Of<T>(DataViewType type)
    {
        if (type is KeyDataViewType key)
        {
            return (ReadOnlyMemory<char> text, out T value) =>
            {
                bool isKey = ulong.TryParse(text.Span, NumberStyles.None, CultureInfo.InvariantCulture, out ulong index) && index < key.Count;
                value = (T)Convert.ChangeType(isKey ? index + 1 : 0, typeof(T));
                return isKey;
            };
        }

        return (TryParse<T>)ScalarOf(typeof(T));
    }

    public static T Empty<T>(bool emptyRealsAreNaN) => (emptyRealsAreNaN, default(T)) switch
    {
        (true, float) => (T)(object)float.NaN,
        (true, double) => (T)(object)double.NaN,
        _ => default,
    };

    public static bool TryParseReal(ReadOnlySpan<char> text, out double value)
    {
        value = 0;
        text = text.Trim();
        if (text.IsEmpty || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
            return true;
        value = text switch { "∞" => double.PositiveInfinity, "-∞" => double.NegativeInfinity, _ => double.NaN };
        return double.IsInfinity(value) || text.Equals("?", StringComparison.Ordinal) || text.Equals("NA", StringComparison.OrdinalIgnoreCase)
            || text.Equals("N/A", StringComparison.OrdinalIgnoreCase);
    }

    public static bool TryParseBoolean(ReadOnlySpan<char> text, out bool value)
    {
        Span<char> lower = stackalloc char[5];
        value = false;
        if (text.Length > lower.Length)
            return false;
        text.ToLowerInvariant(lower);
        switch (lower[..text.Length])
        {
            case "t" or "y" or "1" or "+" or "+1" or "yes" or "true":
                value = true;
                return true;
            case "" or "f" or "n" or "0" or "-" or "-1" or "no" or "false":
                return true;
            default:
                return false;
        }
    }

    private static Delegate ScalarOf(Type type)
    {
        const NumberStyles Signed = NumberStyles.AllowLeadingSign;
        const NumberStyles Unsigned = NumberStyles.None;
        var culture = CultureInfo.InvariantCulture;
        if (type == typeof(ReadOnlyMemory<char>))
        {
            return (TryParse<ReadOnlyMemory<char>>)((ReadOnlyMemory<char> text, out ReadOnlyMemory<char> value) =>
            {
                value = text;
                return true;
            });
        }

        if (type == typeof(TimeSpan))
            return (TryParse<TimeSpan>)((ReadOnlyMemory<char> text, out TimeSpan value) => TimeSpan.TryParse(text.Span, culture, out value));
        if (type == typeof(DateTimeOffset))
        {
            return (TryParse<DateTimeOffset>)((ReadOnlyMemory<char> text, out DateTimeOffset value) =>
                DateTimeOffset.TryParse(text.Span, culture, DateTimeStyles.AssumeUniversal, out value));
        }

        return Type.GetTypeCode(type) switch
        {
            TypeCode.Single => (TryParse<float>)((ReadOnlyMemory<char> text, out float value) =>
            {
                bool isReal = TryParseReal(text.Span, out double real);
                value = (float)real;
                return isReal;
            }),
            TypeCode.Double => (TryParse<double>)((ReadOnlyMemory<char> text, out double value) => TryParseReal(text.Span, out value)),
            TypeCode.Boolean => (TryParse<bool>)((ReadOnlyMemory<char> text, out bool value) => TryParseBoolean(text.Span, out value)),
            TypeCode.SByte => (TryParse<sbyte>)((ReadOnlyMemory<char> text, out sbyte value) => sbyte.TryParse(text.Span, Signed, culture, out value)),
            TypeCode.Int16 => (TryParse<short>)((ReadOnlyMemory<char> text, out short value) => short.TryParse(text.Span, Signed, culture, out value)),
            TypeCode.Int32 => (TryParse<int>)((ReadOnlyMemory<char> text, out int value) => int.TryParse(text.Span, Signed, culture, out value)),
            TypeCode.Int64 => (TryParse<long>)((ReadOnlyMemory<char> text, out long value) => long.TryParse(text.Span, Signed, culture, out value)),
            TypeCode.Byte => (TryParse<byte>)((ReadOnlyMemory<char> text, out byte value) => byte.TryParse(text.Span, Unsigned, culture, out value)),
            TypeCode.UInt16 => (TryParse<ushort>)((ReadOnlyMemory<char> text, out ushort value) => ushort.TryParse(text.Span, Unsigned, culture, out value)),
            TypeCode.UInt32 => (TryParse<uint>)((ReadOnlyMemory<char> text, out uint value) => uint.TryParse(text.Span, Unsigned, culture, out value)),
            TypeCode.UInt64 => (TryParse<ulong>)((ReadOnlyMemory<char> text, out ulong value) => ulong.TryParse(text.Span, Unsigned, culture, out value)),
            TypeCode.DateTime => (TryParse<DateTime>)((ReadOnlyMemory<char> text, out DateTime value) =>
                DateTime.TryParse(text.Span, culture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out value)),
            _ => throw new NotSupportedException($"Values of {type} cannot be read from text."),
        };
    }
}
