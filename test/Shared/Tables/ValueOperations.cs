using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Testing;

/// <summary>How values of a column type are copied, compared and read as numbers.</summary>
internal abstract class ValueOperations<T>
{
    public delegate void Copier(in T source, ref T target);

    public static ValueOperations<T> Default { get; } = Create();

    public abstract Copier Copy { get; }

    public abstract bool Agree(T left, T right, double tolerance, double scale);

    public abstract double[] Numbers(T value);

    private static ValueOperations<T> Create()
    {
        if (typeof(T).IsGenericType && typeof(T).GetGenericTypeDefinition() == typeof(VBuffer<>))
        {
            var type = typeof(VectorOperations<>).MakeGenericType(typeof(T).GetGenericArguments()[0]);
            return (ValueOperations<T>)Activator.CreateInstance(type)!;
        }
        return new ScalarOperations<T>();
    }
}

internal static class ValueOperations
{
    public static bool Agree(double left, double right, double tolerance, double scale)
    {
        if (left.Equals(right))
            return true;
        if (!double.IsFinite(left) || !double.IsFinite(right))
            return false;
        return Math.Abs(left - right) <= tolerance * Math.Max(scale, Math.Max(Math.Abs(left), Math.Abs(right)));
    }

    public static string Show(object? value) => value switch
    {
        null => "null",
        VBuffer<float> vector => Show(vector.DenseValues().Select(v => v.ToString("R", CultureInfo.InvariantCulture)),
            vector.Length),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Show(IEnumerable<string> values, int length)
        => $"[{string.Join(", ", values.Take(8))}{(length > 8 ? ", ..." : "")}]";
}

internal sealed class ScalarOperations<T> : ValueOperations<T>
{
    public override Copier Copy { get; } = (in source, ref target) => target = source;

    public override bool Agree(T left, T right, double tolerance, double scale) => (left, right) switch
    {
        (float a, float b) => ValueOperations.Agree(a, b, tolerance, scale),
        (double a, double b) => ValueOperations.Agree(a, b, tolerance, scale),
        (ReadOnlyMemory<char> a, ReadOnlyMemory<char> b) => a.Span.SequenceEqual(b.Span),
        _ => EqualityComparer<T>.Default.Equals(left, right),
    };

    public override double[] Numbers(T value) => value switch
    {
        float number => [number],
        double number => [number],
        _ => [],
    };
}

internal sealed class VectorOperations<TItem> : ValueOperations<VBuffer<TItem>>
{
    private static readonly ValueOperations<TItem> Items = ValueOperations<TItem>.Default;

    public override Copier Copy { get; } = (in source, ref target) => source.CopyTo(ref target);

    public override bool Agree(VBuffer<TItem> left, VBuffer<TItem> right, double tolerance, double scale)
    {
        if (left.Length != right.Length)
            return false;
        using var other = right.DenseValues().GetEnumerator();
        foreach (var item in left.DenseValues())
        {
            other.MoveNext();
            if (!Items.Agree(item, other.Current, tolerance, scale))
                return false;
        }
        return true;
    }

    public override double[] Numbers(VBuffer<TItem> value) => [.. value.DenseValues().SelectMany(Items.Numbers)];
}
