using System.Globalization;
using System.Numerics;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>The conversions between item types that do not lose what they should keep.</summary>
internal static class ItemConversion
{
    /// <summary>Whether items of one type can become items of another; keys only of their own kind.</summary>
    public static bool Exists(DataViewType source, DataKind target)
    {
        var to = PrimitiveTypes.OfKind(target);
        if (source.Equals(to) || to is TextDataViewType)
            return true;
        if (source is TextDataViewType)
            return IsConvertible(to);
        bool fromReal = source.RawType == typeof(float) || source.RawType == typeof(double);
        bool toWhole = to is NumberDataViewType && to.RawType != typeof(float) && to.RawType != typeof(double);
        return source is NumberDataViewType or BooleanDataViewType && IsConvertible(to) && !(fromReal && toWhole);
    }

    /// <summary>The conversion of items; there must be one.</summary>
    public static Func<TIn, TOut> Create<TIn, TOut>()
    {
        if (typeof(TIn) == typeof(TOut))
            return (Func<TIn, TOut>)(object)(Func<TIn, TIn>)(value => value);
        if (typeof(TOut) == typeof(ReadOnlyMemory<char>))
            return (Func<TIn, TOut>)(object)(Func<TIn, ReadOnlyMemory<char>>)(value => Text(value).AsMemory());
        if (typeof(TIn) == typeof(ReadOnlyMemory<char>))
            return (Func<TIn, TOut>)(object)FromText<TOut>();
        if (typeof(TIn) == typeof(bool))
            return (Func<TIn, TOut>)Typed.Call(typeof(ItemConversion), nameof(FromFlag), typeof(TOut));
        if (typeof(TOut) == typeof(bool))
            return (Func<TIn, TOut>)Typed.Call(typeof(ItemConversion), nameof(ToFlag), typeof(TIn));
        return (Func<TIn, TOut>)typeof(ItemConversion).GetMethod(nameof(Numbers)).MakeGenericMethod(typeof(TIn), typeof(TOut)).Invoke(null, null);
    }

    public static Func<TIn, TOut> Numbers<TIn, TOut>()
        where TIn : INumberBase<TIn>
        where TOut : INumberBase<TOut> =>
        value => TOut.CreateTruncating(value);

    private static bool IsConvertible(DataViewType type) => type is NumberDataViewType or BooleanDataViewType;

    private static Func<bool, TOut> FromFlag<TOut>()
        where TOut : INumberBase<TOut> =>
        value => value ? TOut.One : TOut.Zero;

    private static Func<TIn, bool> ToFlag<TIn>()
        where TIn : INumberBase<TIn> =>
        value => !TIn.IsZero(value);

    // Text that says nothing of the kind becomes what a missing value is.
    private static Func<ReadOnlyMemory<char>, TOut> FromText<TOut>()
    {
        var parse = TextParser.Of<TOut>(PrimitiveTypes.OfRaw(typeof(TOut)));
        return text =>
        {
            parse(text, out TOut value);
            return value;
        };
    }

    private static string Text<T>(T value) => value switch
    {
        double real => real.ToString("G17", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
