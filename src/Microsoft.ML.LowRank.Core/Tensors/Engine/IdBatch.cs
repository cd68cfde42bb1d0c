namespace Microsoft.ML.LowRank.Tensors;

/// <summary>
/// Which rows of a table a batch looks up: for every row of the batch some consecutive fields, and for every field one
/// id, or, with <see cref="Starts"/>, several ids and their factors. A sparse matrix in rows (CSR) is one such field.
/// </summary>
/// <param name="Ids">Row numbers, row after row of the batch.</param>
/// <param name="Starts">Null, or an offset into <paramref name="Ids"/> for every field of every row, and one more.</param>
/// <param name="Factors">With starts, the factor of every id; null when all are 1.</param>
/// <param name="FirstRow">The first row of the batch that is looked up.</param>
/// <param name="Rows">Number of rows that are looked up.</param>
/// <param name="Stride">Fields of every row of the batch.</param>
/// <param name="FirstField">The first field that is looked up.</param>
/// <param name="Fields">Number of fields that are looked up.</param>
/// <param name="Base">The id of the table's first row.</param>
internal readonly record struct IdBatch(
    int[] Ids, int[]? Starts, float[]? Factors, int FirstRow, int Rows, int Stride, int FirstField, int Fields, int Base)
{
    /// <summary>The place of a field of a row: that of its id, or of its offset in <see cref="Starts"/>.</summary>
    public int At(int row, int field) => ((FirstRow + row) * Stride) + FirstField + field;

    /// <summary>Offset of the first id of a field of a row.</summary>
    public int Begin(int row, int field) => Starts is null ? At(row, field) : Starts[At(row, field)];

    /// <summary>Offset behind the last id of a field of a row.</summary>
    public int End(int row, int field) => Starts is null ? At(row, field) + 1 : Starts[At(row, field) + 1];

    /// <summary>Ids before the end of the rows that are looked up, those of other fields included.</summary>
    public int IdCount => Starts is null ? (FirstRow + Rows) * Stride : Starts[(FirstRow + Rows) * Stride];
}
