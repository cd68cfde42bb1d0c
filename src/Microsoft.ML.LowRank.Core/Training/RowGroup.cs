using Microsoft.ML.LowRank.Features;

namespace Microsoft.ML.LowRank.Training;

/// <summary>The rows of some blocks, and the order in which they are handed out.</summary>
internal sealed class RowGroup(EncodedBatch rows)
{
    /// <summary>The rows, as their blocks follow each other.</summary>
    public EncodedBatch Rows { get; } = rows;

    /// <summary>A permutation of the rows; longer arrays are filled in part.</summary>
    public int[] Order { get; set; } = [];

    /// <summary>For bytes that are read from the file.</summary>
    public byte[] Bytes = [];
}
