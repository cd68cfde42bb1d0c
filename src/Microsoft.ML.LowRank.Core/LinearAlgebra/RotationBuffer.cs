using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.LinearAlgebra;

/// <summary>
/// Collects sweeps of plane rotations of neighbouring rows and applies them, many at once, to panels of a matrix that
/// are narrow enough to stay in the cache.
/// </summary>
internal sealed class RotationBuffer
{
    private const int Capacity = 1 << 17;

    /// <summary>Columns of a panel: four vectors in flight hide the latency of the chain of rotations.</summary>
    private const int PanelColumns = 32;

    private readonly double[] _matrix;
    private readonly int _size;
    private readonly int _threads;
    private readonly double[] _cosines;
    private readonly double[] _sines;
    private readonly List<(int FirstRow, int Start, int Count)> _sweeps = [];
    private int _count;
    private int _start;
    private int _firstRow;

    public RotationBuffer(double[] matrix, int size, int threads)
    {
        _matrix = matrix;
        _size = size;
        int capacity = Math.Max(Capacity, size);
        _cosines = new double[capacity];
        _sines = new double[capacity];
        _threads = threads;
    }

    /// <summary>Starts a sweep of at most <paramref name="length"/> rotations.</summary>
    public void Begin(int length)
    {
        if (_count + length > _cosines.Length)
            Apply();
        _start = _count;
    }

    /// <summary>Adds the rotation of rows <paramref name="row"/> and row + 1; within a sweep, rows descend by one.</summary>
    public void Add(int row, double cosine, double sine)
    {
        if (_count == _start)
            _firstRow = row;
        _cosines[_count] = cosine;
        _sines[_count++] = sine;
    }

    public void End()
    {
        if (_count > _start)
            _sweeps.Add((_firstRow, _start, _count - _start));
    }

    /// <summary>Applies and forgets what was collected.</summary>
    public void Apply()
    {
        int panels = (_size + PanelColumns - 1) / PanelColumns;
        WorkerPool.Run(panels, _threads, panel =>
            ApplyPanel(panel * PanelColumns, Math.Min(PanelColumns, _size - (panel * PanelColumns))));
        _sweeps.Clear();
        _count = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void ApplyPanel(int column, int width)
    {
        fixed (double* matrix = _matrix, cosines = _cosines, sines = _sines)
        {
            foreach (var (firstRow, start, count) in _sweeps)
            {
                double* row = matrix + ((long)firstRow * _size) + column;
                if (width == PanelColumns)
                    SweepPanel(row, cosines + start, sines + start, count);
                else
                    SweepColumns(row, cosines + start, sines + start, count, width);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void SweepPanel(double* row, double* cosines, double* sines, int count)
    {
        double* next = row + _size;
        var f0 = Vector512.Load(next);
        var f1 = Vector512.Load(next + 8);
        var f2 = Vector512.Load(next + 16);
        var f3 = Vector512.Load(next + 24);
        for (int i = 0; i < count; i++, next = row, row -= _size)
        {
            var c = Vector512.Create(cosines[i]);
            var s = Vector512.Create(sines[i]);
            var z0 = Vector512.Load(row);
            var z1 = Vector512.Load(row + 8);
            var z2 = Vector512.Load(row + 16);
            var z3 = Vector512.Load(row + 24);
            Vector512.FusedMultiplyAdd(c, f0, s * z0).Store(next);
            Vector512.FusedMultiplyAdd(c, f1, s * z1).Store(next + 8);
            Vector512.FusedMultiplyAdd(c, f2, s * z2).Store(next + 16);
            Vector512.FusedMultiplyAdd(c, f3, s * z3).Store(next + 24);
            f0 = Vector512.FusedMultiplyAdd(-s, f0, c * z0);
            f1 = Vector512.FusedMultiplyAdd(-s, f1, c * z1);
            f2 = Vector512.FusedMultiplyAdd(-s, f2, c * z2);
            f3 = Vector512.FusedMultiplyAdd(-s, f3, c * z3);
        }
        f0.Store(next);
        f1.Store(next + 8);
        f2.Store(next + 16);
        f3.Store(next + 24);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void SweepColumns(double* row, double* cosines, double* sines, int count, int width)
    {
        for (int i = 0; i < count; i++, row -= _size)
        {
            double* next = row + _size;
            double c = cosines[i];
            double s = sines[i];
            for (int j = 0; j < width; j++)
            {
                double f = next[j];
                next[j] = (s * row[j]) + (c * f);
                row[j] = (c * row[j]) - (s * f);
            }
        }
    }
}
