namespace Microsoft.ML.LowRank.Features;

/// <summary>Ids of a batch in another order of fields. Its memory is reused; numbers, targets and weights are not copied.</summary>
internal sealed class ArrangedBatch(FieldArrangement fields)
{
    /// <summary>What was arranged last.</summary>
    public EncodedBatch Result { get; } = new();

    /// <summary>Arranges some rows of a batch, which become the first ones.</summary>
    public EncodedBatch Arrange(EncodedBatch batch, int firstRow, int rows)
    {
        (Result.Rows, Result.Fields) = (rows, batch.Fields);
        if (batch.Starts is null)
            Single(batch, firstRow, rows);
        else
            Bags(batch, batch.Starts, firstRow, rows);
        return Result;
    }

    private void Single(EncodedBatch batch, int firstRow, int rows)
    {
        (Result.Starts, Result.Factors) = (null, null);
        int width = batch.Fields;
        if (Result.Ids.Length < rows * width)
            Result.Ids = new int[rows * width];
        for (int row = 0; row < rows; row++)
        {
            var from = batch.Ids.AsSpan((firstRow + row) * width, width);
            var to = Result.Ids.AsSpan(row * width, width);
            for (int place = 0; place < width; place++)
                to[place] = fields.RowAt(place, from[fields.Order[place]]);
        }
    }

    private void Bags(EncodedBatch batch, int[] starts, int firstRow, int rows)
    {
        int width = batch.Fields;
        int count = starts[(firstRow + rows) * width] - starts[firstRow * width];
        if (Result.Starts is null || Result.Starts.Length < (rows * width) + 1)
            Result.Starts = new int[(rows * width) + 1];
        if (Result.Ids.Length < count)
            Result.Ids = new int[count];
        if (batch.Factors is null)
            Result.Factors = null;
        else if (Result.Factors is null || Result.Factors.Length < count)
            Result.Factors = new float[count];
        int at = 0;
        for (int row = 0; row < rows; row++)
        {
            for (int place = 0; place < width; place++)
            {
                Result.Starts[(row * width) + place] = at;
                int field = ((firstRow + row) * width) + fields.Order[place];
                for (int id = starts[field]; id < starts[field + 1]; id++, at++)
                {
                    Result.Ids[at] = fields.RowAt(place, batch.Ids[id]);
                    if (Result.Factors is not null)
                        Result.Factors[at] = batch.Factors![id];
                }
            }
        }
        Result.Starts[rows * width] = at;
    }
}
