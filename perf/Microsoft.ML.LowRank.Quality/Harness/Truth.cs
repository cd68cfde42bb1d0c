using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Samples.Learning;

namespace Microsoft.ML.LowRank.Quality.Harness;

/// <summary>The labels of some rows: numbers, 1 and 0, or positions of classes.</summary>
/// <param name="Task">What is to be predicted.</param>
/// <param name="Width">Predictions per row: 1, or one per class.</param>
/// <param name="Values">One per row.</param>
internal sealed record Truth(LearningTask Task, int Width, float[] Values)
{
    public int Count => Values.Length;

    /// <summary>Reads the column <c>Label</c>: Single, Boolean or a key.</summary>
    /// <exception cref="InvalidOperationException">A row's class is not among those of the key.</exception>
    public static Truth Read(IDataView data)
    {
        var column = data.Schema[ColumnNames.Label];
        using var cursor = data.GetRowCursor([column]);
        return column.Type switch
        {
            KeyDataViewType key => new(LearningTask.Multiclass, (int)key.Count, Read<uint>(cursor, column, ClassOf)),
            BooleanDataViewType => new(LearningTask.Binary, 1, Read<bool>(cursor, column, isPositive => isPositive ? 1 : 0)),
            _ => new(LearningTask.Regression, 1, Read<float>(cursor, column, value => value)),
        };
    }

    private static float ClassOf(uint key) => key > 0
        ? key - 1
        : throw new InvalidOperationException("A row is of a class that no training row has.");

    private static float[] Read<T>(DataViewRowCursor cursor, DataViewSchema.Column column, Func<T, float> convert)
    {
        var getter = cursor.GetGetter<T>(column);
        var values = new List<float>();
        T value = default!;
        while (cursor.MoveNext())
        {
            getter(ref value);
            values.Add(convert(value));
        }
        return [.. values];
    }
}
