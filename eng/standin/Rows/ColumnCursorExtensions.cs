using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>One column as a sequence.</summary>
public static class ColumnCursorExtensions
{
    /// <summary>The values of a column; vectors also as arrays, texts also as strings.</summary>
    public static IEnumerable<T> GetColumn<T>(this IDataView data, string columnName) => data.GetColumn<T>(data.Schema[columnName]);

    /// <summary>The values of a column; vectors also as arrays, texts also as strings.</summary>
    public static IEnumerable<T> GetColumn<T>(this IDataView data, DataViewSchema.Column column)
    {
        Contracts.CheckValue(data, nameof(data));
        var own = data.Schema[column.Index];
        Contracts.CheckParam(own.Name == column.Name && own.Type.Equals(column.Type), nameof(column), $"Column '{column.Name}' is not of this data.");
        if (own.Type.RawType == typeof(T))
            return Read<T, T>(data, own, value => value);
        if (typeof(T) == typeof(string) && own.Type is TextDataViewType)
            return (IEnumerable<T>)Read<ReadOnlyMemory<char>, string>(data, own, text => text.ToString());
        if (typeof(T) == typeof(string[]) && own.Type is VectorDataViewType { ItemType: TextDataViewType })
        {
            return (IEnumerable<T>)Read<VBuffer<ReadOnlyMemory<char>>, string[]>(
                data, own, vector => [.. vector.DenseValues().Select(text => text.ToString())]);
        }

        if (typeof(T).IsArray && own.Type is VectorDataViewType type && type.ItemType.RawType == typeof(T).GetElementType())
            return (IEnumerable<T>)Typed.Call(typeof(ColumnCursorExtensions), nameof(ReadArrays), type.ItemType.RawType, data, own);
        throw Contracts.WrongType("sequence", column.Name, $"readable as {typeof(T)}", own.Type, nameof(column));
    }

    private static IEnumerable<T[]> ReadArrays<T>(IDataView data, DataViewSchema.Column column) =>
        Read<VBuffer<T>, T[]>(data, column, vector => [.. vector.DenseValues()]);

    private static IEnumerable<TOut> Read<TIn, TOut>(IDataView data, DataViewSchema.Column column, Func<TIn, TOut> convert)
    {
        using var cursor = data.GetRowCursor([column]);
        var getter = cursor.GetGetter<TIn>(column);
        TIn value = default;
        while (cursor.MoveNext())
        {
            getter(ref value);
            yield return convert(value);
        }
    }
}
