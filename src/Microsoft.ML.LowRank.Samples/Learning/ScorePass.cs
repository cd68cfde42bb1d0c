using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Samples.Learning;

/// <summary>One pass of a model over rows that looks at every score and keeps none: what is timed is the model alone.</summary>
internal static class ScorePass
{
    /// <returns>How many rows there were.</returns>
    public static int Over(ITransformer model, IDataView data)
    {
        var scored = model.Transform(data);
        var column = scored.Schema["Score"];
        using var cursor = scored.GetRowCursor([column]);
        return column.Type is VectorDataViewType ? Read<VBuffer<float>>(cursor, column) : Read<float>(cursor, column);
    }

    private static int Read<T>(DataViewRowCursor cursor, DataViewSchema.Column column)
    {
        var score = cursor.GetGetter<T>(column);
        T value = default!;
        int rows = 0;
        for (; cursor.MoveNext(); rows++)
            score(ref value);
        return rows;
    }
}
