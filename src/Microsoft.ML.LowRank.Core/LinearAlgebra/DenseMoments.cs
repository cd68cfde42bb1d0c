using System.Numerics.Tensors;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.LinearAlgebra;

/// <summary>The part of <see cref="StreamingMoments"/> for dense rows.</summary>
internal sealed class DenseMoments
{
    // Magnitudes whose squares stay far from both ends of float32, also when a thousand of them are added.
    private const float Largest = 1e15f;
    private const float Smallest = 1e-15f;

    private const int PieceValues = 1 << 18;

    private readonly int _threads;
    private readonly int _pieceRows;
    private readonly DensePiece _piece;
    private bool _hasShift;

    public DenseMoments(int columns, int targets, int threads)
    {
        _threads = threads;
        // Multiples of the depth that Gram sums in float32; a piece stays in the cache between its passes.
        int depth = columns + targets > 512 ? 1024 : 512;
        _pieceRows = Math.Clamp(PieceValues / Math.Max(1, columns + targets) / depth, 1, 16) * depth;
        _piece = new DensePiece(columns, targets, threads);
        Sums = new MomentSums(columns + targets);
    }

    public MomentSums Sums { get; }

    /// <summary>Gives the number of rows with a weight above 0.</summary>
    public int Add(RowBlock block)
    {
        int rows = 0;
        for (int start = 0; start < block.Rows; start += _pieceRows)
        {
            int count = _piece.Select(block, start, Math.Min(_pieceRows, block.Rows - start));
            if (count == 0)
                continue;
            rows += count;
            if (!_hasShift)
                ChooseShift();
            _piece.Gather(Sums.Shift);
            if (IsPlain())
                AddPlain();
            else
                AddScaled();
            Sums.Weight += _piece.Weight;
        }
        return rows;
    }

    /// <summary>
    /// The mean of the first rows, or 0 when all their means are small against the spread: then the rows need not be
    /// copied before they are multiplied.
    /// </summary>
    private void ChooseShift()
    {
        _piece.RequireFinite();
        var shift = new double[Sums.Size];
        bool needed = false;
        for (int j = 0; j < shift.Length; j++)
        {
            double mean = 0;
            double square = 0;
            for (int i = 0; i < _piece.Rows; i++)
            {
                double x = _piece.Original(i, j);
                double weight = _piece.WeightOf(i) / _piece.Weight;
                mean += weight * x;
                square += weight * x * x;
            }
            // Rounded to float32, and so subtracted without another rounding.
            shift[j] = (float)mean;
            needed |= mean * mean > square / 2;
        }
        _hasShift = true;
        if (needed)
            Sums.SetShift(shift);
    }

    private bool IsPlain()
    {
        if (!double.IsFinite(TensorPrimitives.SumOfMagnitudes(_piece.First)))
            return false;
        foreach (float magnitude in _piece.Magnitudes)
            if (magnitude > Largest || (magnitude < Smallest && magnitude != 0))
                return false;
        return true;
    }

    private void AddPlain()
    {
        Gram.AddUpper(_piece.Rows, Sums.Size, _piece.Values, Sums.Size, Sums.Second, Sums.Size, _threads);
        TensorPrimitives.Add(Sums.First, _piece.First, Sums.First);
    }

    /// <summary>Brings every column near 1 by a power of two, which costs no digits, and takes that out of the sums.</summary>
    private void AddScaled()
    {
        _piece.RequireFinite();
        int size = Sums.Size;
        var scales = new double[size];
        for (int j = 0; j < size; j++)
        {
            double largest = 0;
            for (int i = 0; i < _piece.Rows; i++)
                largest = Math.Max(
                    largest, Math.Sqrt(_piece.WeightOf(i)) * Math.Abs(_piece.Original(i, j) - Sums.Shift[j]));
            scales[j] = largest > 0 ? Math.ScaleB(1, -Math.ILogB(largest)) : 1;
        }
        var scaled = new float[_piece.Rows * size];
        for (int i = 0; i < _piece.Rows; i++)
        {
            double root = Math.Sqrt(_piece.WeightOf(i));
            for (int j = 0; j < size; j++)
            {
                double x = _piece.Original(i, j) - Sums.Shift[j];
                scaled[(i * size) + j] = (float)(x * root * scales[j]);
                Sums.First[j] += root * root * x;
            }
        }
        var products = new double[size * size];
        Gram.AddUpper(_piece.Rows, size, scaled, size, products, size, _threads);
        for (int a = 0; a < size; a++)
            for (int b = a; b < size; b++)
                Sums.Second[(a * size) + b] += products[(a * size) + b] / scales[a] / scales[b];
    }
}
