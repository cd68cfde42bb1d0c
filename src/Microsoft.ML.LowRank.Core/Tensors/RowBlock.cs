namespace Microsoft.ML.LowRank.Tensors;

/// <summary>
/// A block of consecutive rows on their way into a computation: dense and row-major, or sparse (CSR) when
/// <see cref="Indices"/> is set. Blocks are reused: a consumer copies what it keeps.
/// </summary>
internal sealed class RowBlock
{
    /// <summary>Position in the source of the block's first row.</summary>
    public long FirstRow;

    /// <summary>Number of rows.</summary>
    public int Rows;

    /// <summary>Number of columns of every row.</summary>
    public int Columns;

    /// <summary>Dense: Rows × Columns values. Sparse: the stored values, row after row.</summary>
    public float[] Values = [];

    /// <summary>Sparse only: column of each stored value, ascending within a row. Null for a dense block.</summary>
    public int[]? Indices;

    /// <summary>Sparse only: Rows + 1 offsets into <see cref="Values"/>.</summary>
    public int[]? RowStarts;

    /// <summary>Weight of each row, or null when all are 1.</summary>
    public float[]? Weights;

    /// <summary>Rows × TargetCount target values, or null.</summary>
    public float[]? Targets;

    /// <summary>Number of target values per row.</summary>
    public int TargetCount;

    /// <summary>
    /// Segment of each row, from 0: what <see cref="Stacking.FoldSplit"/> makes training and validation parts of. −1 for a
    /// row that belongs to no part. Null when rows are not divided.
    /// </summary>
    public int[]? Segments;
}

/// <summary>Rows that can be read any number of times, in the same order and in the same blocks.</summary>
internal interface IRowSource
{
    /// <summary>Number of columns of every row.</summary>
    int Columns { get; }

    /// <summary>Reads all rows once. Every block but the last has the same number of rows.</summary>
    IEnumerable<RowBlock> Read();
}
