using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>What a missing value of a type is: NaN, the empty text, the key 0; other types have none.</summary>
internal static class Missing
{
    public static Predicate<T> Of<T>(DataViewType type)
    {
        if (type is KeyDataViewType)
            return value => EqualityComparer<T>.Default.Equals(value, default);
        if (typeof(T) == typeof(float))
            return (Predicate<T>)(object)(Predicate<float>)float.IsNaN;
        if (typeof(T) == typeof(double))
            return (Predicate<T>)(object)(Predicate<double>)double.IsNaN;
        if (typeof(T) == typeof(ReadOnlyMemory<char>))
            return (Predicate<T>)(object)(Predicate<ReadOnlyMemory<char>>)(text => text.IsEmpty);
        return _ => false;
    }

    public static T Value<T>() =>
        typeof(T) == typeof(float) ? (T)(object)float.NaN : typeof(T) == typeof(double) ? (T)(object)double.NaN : default;
}

/// <summary>Equality and order of items; texts by their characters.</summary>
internal static class ItemOrder
{
    public static IEqualityComparer<T> Equality<T>() =>
        typeof(T) == typeof(ReadOnlyMemory<char>) ? (IEqualityComparer<T>)(object)new Texts() : EqualityComparer<T>.Default;

    public static IComparer<T> Comparer<T>() =>
        typeof(T) == typeof(ReadOnlyMemory<char>) ? (IComparer<T>)(object)new Texts() : System.Collections.Generic.Comparer<T>.Default;

    private sealed class Texts : IEqualityComparer<ReadOnlyMemory<char>>, IComparer<ReadOnlyMemory<char>>
    {
        public bool Equals(ReadOnlyMemory<char> x, ReadOnlyMemory<char> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode(ReadOnlyMemory<char> text) => string.GetHashCode(text.Span);

        public int Compare(ReadOnlyMemory<char> x, ReadOnlyMemory<char> y) => x.Span.SequenceCompareTo(y.Span);
    }
}
