namespace Microsoft.ML.LowRank.Features;

/// <summary>
/// Rows as a network sees them: row numbers of the embedding tables, standardised numbers, targets and weights. Batches
/// are reused: a consumer copies what it keeps. Arrays may be longer than their rows need.
/// </summary>
internal sealed class EncodedBatch
{
    /// <summary>Number of rows.</summary>
    public int Rows;

    /// <summary>Categorical fields of every row.</summary>
    public int Fields;

    /// <summary>Numeric inputs of every row.</summary>
    public int Numbers;

    /// <summary>Target values of every row.</summary>
    public int TargetCount;

    /// <summary>
    /// Rows of the embedding tables, counted over all fields: Rows × Fields of them, row after row, or, with
    /// <see cref="Starts"/>, any number per field.
    /// </summary>
    public int[] Ids = [];

    /// <summary>
    /// Null when every field of every row has exactly one id. Otherwise Rows × Fields + 1 offsets into <see cref="Ids"/>:
    /// a field's ids are those from its offset to the next one, at least one.
    /// </summary>
    public int[]? Starts;

    /// <summary>
    /// With <see cref="Starts"/>, the factor of every id in the sum over its field (1 for a sum, 1/n for a mean of n, the
    /// value for a sparse vector); null when all are 1.
    /// </summary>
    public float[]? Factors;

    /// <summary>Rows × Numbers values.</summary>
    public float[] Values = [];

    /// <summary>Rows × TargetCount targets.</summary>
    public float[] Targets = [];

    /// <summary>Weight of every row, or null when all are 1.</summary>
    public float[]? Weights;

    /// <summary>Ids in use.</summary>
    public int IdCount => Starts is null ? Rows * Fields : Starts[Rows * Fields];
}
