using Microsoft.ML.LowRank.LinearAlgebra;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>Rows of base predictions as rows of meta-features, with the same segments, weights and targets.</summary>
internal sealed class MetaFeatureSource(IRowSource source, MetaFeatures features, int threads = 1) : IRowSource
{
    private const int RowsPerItem = 256;

    private float[] _dense = [];

    public int Columns => features.Columns;

    /// <summary>The range of every statistic over the rows of segments that were read so far.</summary>
    public FeatureRange[] Ranges { get; } = [.. features.AddedNames.Select(
        _ => new FeatureRange(float.PositiveInfinity, float.NegativeInfinity))];

    public IEnumerable<RowBlock> Read()
    {
        var result = new RowBlock();
        foreach (var block in source.Read())
        {
            Compute(block, result);
            Widen(result);
            yield return result;
        }
    }

    private void Compute(RowBlock block, RowBlock result)
    {
        result.FirstRow = block.FirstRow;
        result.Rows = block.Rows;
        result.Columns = features.Columns;
        result.Weights = block.Weights;
        result.Targets = block.Targets;
        result.TargetCount = block.TargetCount;
        result.Segments = block.Segments;
        if (result.Values.Length < block.Rows * features.Columns)
            result.Values = GC.AllocateUninitializedArray<float>(block.Rows * features.Columns);
        var from = block.Indices is null ? block.Values : Expand(block);
        var to = result.Values;
        WorkerPool.Run((block.Rows + RowsPerItem - 1) / RowsPerItem, threads, item =>
        {
            int first = item * RowsPerItem;
            int count = Math.Min(RowsPerItem, block.Rows - first);
            features.Compute(
                count, block.Columns, from.AsSpan(first * block.Columns, count * block.Columns),
                to.AsSpan(first * features.Columns, count * features.Columns));
        });
    }

    private void Widen(RowBlock block)
    {
        for (int row = 0; row < block.Rows; row++)
        {
            if (block.Segments?[row] < 0)
                continue;
            var statistics = block.Values.AsSpan((row * features.Columns) + features.Kept.Count, Ranges.Length);
            for (int i = 0; i < statistics.Length; i++)
                Ranges[i] = new FeatureRange(Math.Min(Ranges[i].Low, statistics[i]), Math.Max(Ranges[i].High, statistics[i]));
        }
    }

    private float[] Expand(RowBlock block)
    {
        if (_dense.Length < block.Rows * block.Columns)
            _dense = new float[block.Rows * block.Columns];
        for (int i = 0; i < block.Rows; i++)
            DenseRow.Read(block, i, _dense.AsSpan(i * block.Columns, block.Columns));
        return _dense;
    }
}
