namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>
/// What the whole model takes when its matrices have given ranks, 0 for those that are left alone. The ranks act
/// together: a table's rank changes the width of the layer that reads it.
/// </summary>
internal interface ICompressionCost
{
    /// <summary>Bytes of the file of the model as it is; with tables that become bytes it is not what it takes at ranks of 0.</summary>
    long OriginalBytes { get; }

    /// <summary>Parameters of the model.</summary>
    long Parameters(ReadOnlySpan<int> ranks);

    /// <summary>Bytes of the model's file.</summary>
    long Bytes(ReadOnlySpan<int> ranks);
}
