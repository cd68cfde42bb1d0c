using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.LinearAlgebra;

/// <summary>
/// A few hundred rows of a block on their way into second moments: those with a weight, around a shift, times the root
/// of their weight, with their targets behind them. One pass over memory also gives their first sums and magnitudes.
/// </summary>
internal sealed unsafe class DensePiece(int columns, int targets, int threads)
{
    /// <summary>Rows whose sums are taken in float32 before they go to float64.</summary>
    private const int ChunkRows = 64;

    private readonly int _size = columns + targets;
    private readonly double[] _first = new double[columns + targets];
    private readonly float[] _magnitudes = new float[columns + targets];
    private readonly float[] _shift = new float[columns + targets];
    private int[] _selected = [];
    private float[] _roots = [];
    private float[] _gathered = [];
    private float[] _expanded = [];
    private float[] _sums = [];
    private float[] _maxima = [];
    private float[] _source = [];
    private int _sourceStart;
    private RowBlock? _block;
    private bool _inPlace;

    /// <summary>Rows that were selected.</summary>
    public int Rows { get; private set; }

    /// <summary>Sum of their weights.</summary>
    public double Weight { get; private set; }

    /// <summary>Rows × size values √w (x − shift).</summary>
    public ReadOnlySpan<float> Values => _inPlace ? _source.AsSpan(_sourceStart) : _gathered;

    /// <summary>Σw(x − shift) of every column.</summary>
    public ReadOnlySpan<double> First => _first;

    /// <summary>Largest magnitude of √w (x − shift) in every column.</summary>
    public ReadOnlySpan<float> Magnitudes => _magnitudes;

    /// <summary>Picks the rows of a weight above 0 from a part of a block; gives their number.</summary>
    public int Select(RowBlock block, int start, int count)
    {
        if (_selected.Length < count)
        {
            _selected = new int[count];
            _roots = new float[count];
        }
        _block = block;
        Rows = 0;
        Weight = 0;
        for (int i = start; i < start + count; i++)
        {
            float weight = block.Weights?[i] ?? 1;
            if (weight == 0)
                continue;
            _selected[Rows] = i;
            _roots[Rows++] = MathF.Sqrt(weight);
            Weight += weight;
        }
        if (Rows == 0)
            return 0;
        if (block.Indices is null)
        {
            _source = block.Values;
            _sourceStart = _selected[0] * columns;
        }
        else
        {
            Expand(block);
        }
        return Rows;
    }

    /// <summary>Fills <see cref="Values"/>, <see cref="First"/> and <see cref="Magnitudes"/>.</summary>
    public void Gather(double[] shift)
    {
        bool shifted = false;
        for (int j = 0; j < _size; j++)
        {
            _shift[j] = (float)shift[j];
            shifted |= _shift[j] != 0;
        }
        _inPlace = !shifted && targets == 0 && _block!.Weights is null;
        if (!_inPlace && _gathered.Length < Rows * _size)
            _gathered = GC.AllocateUninitializedArray<float>(Rows * _size, pinned: true);
        int chunks = (Rows + ChunkRows - 1) / ChunkRows;
        if (_sums.Length < chunks * _size)
        {
            _sums = new float[chunks * _size];
            _maxima = new float[chunks * _size];
        }
        fixed (float* source = _source, to = _gathered, shifts = _shift, roots = _roots, sums = _sums, max = _maxima)
        fixed (int* selected = _selected)
        {
            var pass = new Pass
            {
                Piece = this,
                Source = source,
                Selected = selected,
                Target = _inPlace ? null : to,
                Shift = shifts,
                Roots = roots,
                Sums = sums,
                Maxima = max,
            };
            WorkerPool.Run(chunks, threads, ref pass);
        }
        Array.Clear(_first);
        Array.Clear(_magnitudes);
        for (int chunk = 0; chunk < chunks; chunk++)
            for (int j = 0; j < _size; j++)
            {
                _first[j] += _sums[(chunk * _size) + j];
                _magnitudes[j] = Math.Max(_magnitudes[j], _maxima[(chunk * _size) + j]);
            }
    }

    /// <summary>Throws for the first number of the selected rows that is not finite.</summary>
    public void RequireFinite()
    {
        for (int i = 0; i < Rows; i++)
        {
            long row = _block!.FirstRow + _selected[i];
            var values = _source.AsSpan(SourceRow(i), columns);
            if (Elementwise.IndexOfNonFinite(values) is var bad and >= 0)
                Finite.Require(values[bad], row, bad);
            for (int t = 0; t < targets; t++)
                Finite.RequireTarget(_block.Targets![(_selected[i] * _block.TargetCount) + t], row, t);
        }
    }

    /// <summary>Number of a selected row's value, before the shift.</summary>
    public double Original(int i, int column) => column < columns
        ? _source[SourceRow(i) + column]
        : _block!.Targets![(_selected[i] * _block.TargetCount) + column - columns];

    /// <summary>Weight of a selected row.</summary>
    public double WeightOf(int i) => _block!.Weights?[_selected[i]] ?? 1;

    private int SourceRow(int i) => _block!.Indices is null ? _selected[i] * columns : i * columns;

    private void Expand(RowBlock block)
    {
        if (_expanded.Length < Rows * columns)
            _expanded = new float[Rows * columns];
        Array.Clear(_expanded, 0, Rows * columns);
        for (int i = 0; i < Rows; i++)
            for (int p = block.RowStarts![_selected[i]]; p < block.RowStarts[_selected[i] + 1]; p++)
                _expanded[(i * columns) + block.Indices![p]] = block.Values[p];
        _source = _expanded;
        _sourceStart = 0;
    }

    private struct Pass : IParallelWork
    {
        public DensePiece Piece;
        public float* Source;
        public int* Selected;
        public float* Target;
        public float* Shift;
        public float* Roots;
        public float* Sums;
        public float* Maxima;

        public readonly void Run(int chunk)
        {
            int first = chunk * ChunkRows;
            int end = Math.Min(Piece.Rows, first + ChunkRows);
            int columns = Piece._size - Piece.TargetColumns;
            for (int column = 0; column < columns; column += 64)
                if (columns - column >= 64)
                    RunVectors(chunk, first, end, column);
                else
                    RunScalars(chunk, first, end, column, columns);
            for (int column = columns; column < Piece._size; column++)
                RunTarget(chunk, first, end, column);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void RunVectors(int chunk, int first, int end, int column)
        {
            var shift0 = Vector512.Load(Shift + column);
            var shift1 = Vector512.Load(Shift + column + 16);
            var shift2 = Vector512.Load(Shift + column + 32);
            var shift3 = Vector512.Load(Shift + column + 48);
            Vector512<float> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
            Vector512<float> max0 = default, max1 = default, max2 = default, max3 = default;
            for (int i = first; i < end; i++)
            {
                float* from = Source + Piece.SourceRow(i) + column;
                var root = Vector512.Create(Roots[i]);
                var x0 = (Vector512.Load(from) - shift0) * root;
                var x1 = (Vector512.Load(from + 16) - shift1) * root;
                var x2 = (Vector512.Load(from + 32) - shift2) * root;
                var x3 = (Vector512.Load(from + 48) - shift3) * root;
                if (Target != null)
                {
                    float* to = Target + ((long)i * Piece._size) + column;
                    x0.Store(to);
                    x1.Store(to + 16);
                    x2.Store(to + 32);
                    x3.Store(to + 48);
                }
                sum0 = Vector512.FusedMultiplyAdd(x0, root, sum0);
                sum1 = Vector512.FusedMultiplyAdd(x1, root, sum1);
                sum2 = Vector512.FusedMultiplyAdd(x2, root, sum2);
                sum3 = Vector512.FusedMultiplyAdd(x3, root, sum3);
                max0 = Vector512.MaxNative(max0, Vector512.Abs(x0));
                max1 = Vector512.MaxNative(max1, Vector512.Abs(x1));
                max2 = Vector512.MaxNative(max2, Vector512.Abs(x2));
                max3 = Vector512.MaxNative(max3, Vector512.Abs(x3));
            }
            float* sums = Sums + (chunk * Piece._size) + column;
            float* maxima = Maxima + (chunk * Piece._size) + column;
            sum0.Store(sums);
            sum1.Store(sums + 16);
            sum2.Store(sums + 32);
            sum3.Store(sums + 48);
            max0.Store(maxima);
            max1.Store(maxima + 16);
            max2.Store(maxima + 32);
            max3.Store(maxima + 48);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void RunScalars(int chunk, int first, int end, int column, int endColumn)
        {
            float* sums = Sums + (chunk * Piece._size);
            float* maxima = Maxima + (chunk * Piece._size);
            for (int j = column; j < endColumn; j++)
                sums[j] = maxima[j] = 0;
            for (int i = first; i < end; i++)
            {
                float* from = Source + Piece.SourceRow(i);
                float* to = Target + ((long)i * Piece._size);
                for (int j = column; j < endColumn; j++)
                {
                    float x = (from[j] - Shift[j]) * Roots[i];
                    if (Target != null)
                        to[j] = x;
                    sums[j] += x * Roots[i];
                    maxima[j] = Math.Max(maxima[j], Math.Abs(x));
                }
            }
        }

        private readonly void RunTarget(int chunk, int first, int end, int column)
        {
            float sum = 0;
            float largest = 0;
            for (int i = first; i < end; i++)
            {
                float x = ((float)Piece.Original(i, column) - Shift[column]) * Roots[i];
                Target[((long)i * Piece._size) + column] = x;
                sum += x * Roots[i];
                largest = Math.Max(largest, Math.Abs(x));
            }
            Sums[(chunk * Piece._size) + column] = sum;
            Maxima[(chunk * Piece._size) + column] = largest;
        }
    }

    private int TargetColumns => targets;
}
