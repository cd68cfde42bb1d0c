namespace Microsoft.ML.LowRank.Tensors;

/// <summary>
/// A loop body as a struct, so that forking allocates nothing. Items must write to disjoint places or reduce into
/// slots of their own: which thread runs which item is not fixed.
/// </summary>
internal interface IParallelWork
{
    /// <summary>Runs one item, 0 ≤ <paramref name="item"/> &lt; count.</summary>
    void Run(int item);
}
