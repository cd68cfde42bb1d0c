using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// Rows of base predictions as a linear model of one class sees them, with the target that goes with the class: the
/// number, or whether the row is of the class.
/// </summary>
internal sealed class LayoutSource(IRowSource source, BaseLayout layout, int @class) : IRowSource
{
    public int Columns => layout.Learners + layout.PassthroughCount;

    public IEnumerable<RowBlock> Read()
    {
        var linked = new RowBlock { Columns = Columns };
        foreach (var block in source.Read())
        {
            Begin(linked, block, block.Rows * Columns);
            layout.Link(block.Values, block.Rows, @class, linked.Values);
            CopyTargets(layout, block, @class, linked);
            yield return linked;
        }
    }

    /// <summary>Makes a block ready for other values of the same rows.</summary>
    public static void Begin(RowBlock result, RowBlock block, int values)
    {
        (result.FirstRow, result.Rows, result.Weights, result.Segments) =
            (block.FirstRow, block.Rows, block.Weights, block.Segments);
        if (result.Values.Length < values)
            result.Values = GC.AllocateUninitializedArray<float>(values);
    }

    public static void CopyTargets(BaseLayout layout, RowBlock block, int @class, RowBlock result)
    {
        (result.Targets, result.TargetCount) = (block.Targets, block.TargetCount);
        if (layout.Width == 1)
            return;
        result.TargetCount = 1;
        if (result.Targets == block.Targets || result.Targets!.Length < block.Rows)
            result.Targets = new float[block.Rows];
        for (int row = 0; row < block.Rows; row++)
            result.Targets[row] = block.Targets![row * block.TargetCount] == @class ? 1 : 0;
    }
}
