using Microsoft.ML.LowRank.Compression;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.LinearAlgebra;

/// <summary>Rows with targets in random segments, a few in none, some of weight 0.</summary>
internal sealed class SegmentData
{
    public const int Rows = 1500;

    private readonly int _columns;
    private readonly int _targets;
    private readonly int _segmentCount;
    private readonly bool _sparse;
    private readonly float[]? _weights;

    public SegmentData(int columns, int targets, int segments, bool weighted, bool sparse)
    {
        (_columns, _targets, _segmentCount, _sparse) = (columns, targets, segments, sparse);
        var random = new Random(columns + segments);
        Values = Naive.Gaussian(Rows, [.. Enumerable.Range(0, columns).Select(j => 1.0 + (j % 5))], 1);
        for (int i = 0; i < Values.Length; i++)
            Values[i] = sparse && i % 3 != 0 ? 0 : Values[i] + (i % columns % 3);
        Targets = Naive.Gaussian(Rows, [.. Enumerable.Repeat(2.0, targets)], 2);
        Segments = [.. Enumerable.Range(0, Rows).Select(_ => random.Next(-1, segments))];
        _weights = weighted ? [.. Enumerable.Range(0, Rows).Select(i => (i % 5) * 0.75f)] : null;
    }

    public float[] Values { get; }

    public float[] Targets { get; }

    public int[] Segments { get; }

    public int Width => _columns + _targets;

    public ArrayRowSource Source(int blockRows) => new(Values, _columns)
    {
        BlockRows = blockRows,
        Sparse = _sparse,
        Weights = _weights,
        Targets = Targets,
        TargetCount = _targets,
        Segments = Segments,
    };

    public SegmentMoments Collect(string? variant, int blockRows, int threads)
    {
        var moments = new SegmentMoments(
            variant is null ? KernelVariants.Default : Matrices.Variant(variant), _columns, _targets,
            _segmentCount, threads);
        foreach (var block in Source(blockRows).Read())
            moments.Add(block);
        return moments;
    }

    /// <summary>The chosen rows with their targets, and their weights.</summary>
    public (float[] Values, float[] Weights) Of(Func<int, bool> chosen)
    {
        int[] rows = [.. Enumerable.Range(0, Rows).Where(i => chosen(Segments[i]))];
        return ([.. rows.SelectMany(i => Values.Skip(i * _columns).Take(_columns)
            .Concat(Targets.Skip(i * _targets).Take(_targets)))], [.. rows.Select(i => _weights?[i] ?? 1)]);
    }
}
