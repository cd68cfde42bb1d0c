using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.LinearAlgebra;

/// <summary>
/// A part of one segment's sums: rows are packed until a block is full, which is then multiplied. The constant 1 is one
/// more column behind the targets, so that its products are the first sums.
/// </summary>
internal sealed unsafe class SegmentLane
{
    private readonly KernelVariant _variant;
    private readonly int _size;
    private readonly PinnedMemory _packed;
    private readonly PinnedMemory _sums;
    private readonly Gram64Panels _panels;
    private float[] _dense = [];

    public SegmentLane(KernelVariant variant, int columns, int targets)
    {
        _variant = variant;
        _size = columns + targets;
        PaddedSize = Gram64.PaddedColumns(variant, _size + 1);
        _packed = Allocate(Gram64.PackedLength(variant, _size + 1));
        _sums = Allocate(checked(PaddedSize * PaddedSize));
        _panels = Gram64.Panels(variant, _size + 1, (double*)_packed.Pointer);
    }

    /// <summary>Columns, the constant, and what fills up the last tile.</summary>
    public int PaddedSize { get; }

    /// <summary>False once a number that is not finite has been added.</summary>
    public bool IsFinite { get; private set; } = true;

    /// <summary>Adds rows to a block that already holds some; together they are at most a whole one.</summary>
    public void Add(RowBlock block, Gram64Rows rows, int* selected, int count, int held)
    {
        var panels = _panels.From(held, _variant.Width64);
        if (block.Indices is null)
            IsFinite &= _variant.PackWeighted64(rows, selected, count, panels);
        else
            AddSparse(block, rows, selected, count, panels);
        if (held + count == Gram64.Depth)
            Multiply(Gram64.Depth, (double*)_sums.Pointer);
    }

    /// <summary>
    /// Adds the sums, and those of the rows that do not make a whole block yet; they can still be continued.
    /// </summary>
    public void AddTo(MomentSums sums, int held)
    {
        using var copy = BufferPool.Rent<double>(PaddedSize * PaddedSize);
        new Span<double>(_sums.Pointer, PaddedSize * PaddedSize).CopyTo(copy.Span);
        if (held > 0)
            Multiply(held, copy.Pointer);
        for (int a = 0; a < _size; a++)
        {
            double* row = copy.Pointer + ((nint)a * PaddedSize);
            sums.First[a] += row[_size];
            for (int b = a; b < _size; b++)
                sums.Second[(a * _size) + b] += row[b];
        }
    }

    private void AddSparse(RowBlock block, in Gram64Rows rows, int* selected, int count, in Gram64Panels panels)
    {
        if (_dense.Length < count * block.Columns)
            _dense = new float[count * block.Columns];
        for (int i = 0; i < count; i++)
            DenseRow.Read(block, selected[i], _dense.AsSpan(i * block.Columns, block.Columns));
        fixed (float* dense = _dense)
        {
            var expanded = new Gram64Rows
            {
                Values = dense,
                Features = rows.Features,
                TargetValues = rows.TargetValues,
                TargetStride = rows.TargetStride,
                Targets = rows.Targets,
                Weights = rows.Weights,
                Shift = rows.Shift,
                ValuesInOrder = true,
            };
            IsFinite &= _variant.PackWeighted64(expanded, selected, count, panels);
        }
    }

    private void Multiply(int depth, double* sums)
    {
        for (int group = 0; group < PaddedSize / _variant.TileRows64; group++)
            _variant.GramGroup64(_panels, depth, group, sums);
    }

    private static PinnedMemory Allocate(int count)
    {
        // Not from the pool: it is held for as long as rows come.
        var memory = new PinnedMemory(0, (long)count * sizeof(double));
        new Span<double>(memory.Pointer, count).Clear();
        return memory;
    }
}
