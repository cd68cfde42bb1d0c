using System.Reflection;
using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Testing;

/// <summary>Compares schemas, with what their annotations say.</summary>
internal static class SchemaComparer
{
    private static readonly MethodInfo ShowTyped = typeof(SchemaComparer)
        .GetMethod(nameof(Show), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>A sentence on the first difference, or null where there is none.</summary>
    public static string? Difference(DataViewSchema expected, DataViewSchema actual)
    {
        if (expected.Count != actual.Count)
            return $"The schema has {actual.Count} columns where {expected.Count} were expected: {Names(actual)}; expected {Names(expected)}.";
        for (int i = 0; i < expected.Count; i++)
        {
            string? difference = Difference(expected[i], actual[i]);
            if (difference is not null)
                return difference;
        }
        return null;
    }

    /// <summary>The same, for one column.</summary>
    public static string? Difference(DataViewSchema.Column expected, DataViewSchema.Column actual)
    {
        if (expected.Name != actual.Name)
            return $"Column {expected.Index} is '{actual.Name}' where '{expected.Name}' was expected.";
        if (!expected.Type.Equals(actual.Type))
            return $"Column '{expected.Name}' holds {actual.Type} where {expected.Type} was expected.";
        if (expected.IsHidden != actual.IsHidden)
            return $"Column '{expected.Name}' at {expected.Index} is {(actual.IsHidden ? "hidden" : "visible")}, which it should not be.";
        string left = Describe(expected.Annotations), right = Describe(actual.Annotations);
        return left == right ? null
            : $"The annotations of column '{expected.Name}' are {right} where {left} was expected.";
    }

    /// <summary>Names, types and values of annotations, in the order of their names.</summary>
    public static string Describe(DataViewSchema.Annotations annotations)
        => "{" + string.Join("; ", annotations.Schema.OrderBy(column => column.Name, StringComparer.Ordinal).Select(column =>
            $"{column.Name}: {column.Type} = {Reflected.Call(ShowTyped.MakeGenericMethod(column.Type.RawType), null, annotations, column.Name)}")) + "}";

    private static string Show<T>(DataViewSchema.Annotations annotations, string kind)
    {
        T value = default!;
        annotations.GetValue(kind, ref value);
        return value switch
        {
            VBuffer<ReadOnlyMemory<char>> texts => string.Join(",", texts.DenseValues()),
            VBuffer<float> numbers => string.Join(",", numbers.DenseValues()),
            VBuffer<int> numbers => string.Join(",", numbers.DenseValues()),
            VBuffer<uint> numbers => string.Join(",", numbers.DenseValues()),
            _ => ValueOperations.Show(value),
        };
    }

    private static string Names(DataViewSchema schema)
        => string.Join(", ", schema.Select(column => $"'{column.Name}'"));
}
