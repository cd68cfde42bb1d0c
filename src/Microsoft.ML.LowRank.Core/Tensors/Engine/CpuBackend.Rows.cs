using System.Numerics.Tensors;

namespace Microsoft.ML.LowRank.Tensors;

internal sealed unsafe partial class CpuBackend
{
    public void ScaleColumns(Tensor x, Tensor scale, Tensor? shift, Tensor y, bool add)
    {
        ForRows(y.Rows, y.Columns, &Body, new Arguments
        {
            A = At(x),
            B = At(scale),
            C = AtOrNull(shift),
            Y = At(y),
            Width = y.Columns,
            Add = add,
        });

        static void Body(in Arguments a, int first, int count)
        {
            ReadOnlySpan<float> scale = new(a.B, a.Width);
            for (int row = first; row < first + count; row++)
            {
                var x = Piece(a.A, a.Width, row, 1);
                var y = Piece(a.Y, a.Width, row, 1);
                if (!a.Add && a.C == null)
                {
                    TensorPrimitives.Multiply(x, scale, y);
                    continue;
                }
                ReadOnlySpan<float> shift = a.C == null ? default : new(a.C, a.Width);
                TensorPrimitives.MultiplyAdd(x, scale, a.Add ? y : shift, y);
                if (a.Add && a.C != null)
                    TensorPrimitives.Add(y, shift, y);
            }
        }
    }

    public void ScaleRows(Tensor x, Tensor s, Tensor y, bool add)
    {
        ForRows(y.Rows, y.Columns, &Body, new Arguments { A = At(x), B = At(s), Y = At(y), Width = y.Columns, Add = add });

        static void Body(in Arguments a, int first, int count)
        {
            for (int row = first; row < first + count; row++)
            {
                var x = Piece(a.A, a.Width, row, 1);
                var y = Piece(a.Y, a.Width, row, 1);
                if (a.Add)
                    TensorPrimitives.MultiplyAdd(x, a.B[row], y, y);
                else
                    TensorPrimitives.Multiply(x, a.B[row], y);
            }
        }
    }

    public void SumColumns(Tensor a, Tensor? b, Tensor y, bool add)
    {
        ForRows(a.Rows, a.Columns, &Body, new Arguments { A = At(a), B = AtOrNull(b), Y = At(y), Width = a.Columns, Add = add });

        static void Body(in Arguments a, int first, int count)
        {
            for (int row = first; row < first + count; row++)
            {
                var x = Piece(a.A, a.Width, row, 1);
                float sum = a.B == null ? TensorPrimitives.Sum<float>(x) : TensorPrimitives.Dot(x, Piece(a.B, a.Width, row, 1));
                a.Y[row] = a.Add ? a.Y[row] + sum : sum;
            }
        }
    }

    // Rows that are summed as one piece, so that sums do not depend on the number of threads.
    private const int PieceRows = 256;

    public void SumRows(Tensor a, Tensor? b, Tensor y, bool add)
    {
        int width = a.Columns;
        int pieces = (a.Rows + PieceRows - 1) / PieceRows;
        using var partial = BufferPool.Rent<float>(checked(Math.Max(1, pieces) * width));
        ForRows(pieces, (long)PieceRows * width, &Body, new Arguments
        {
            A = At(a),
            B = AtOrNull(b),
            Y = partial.Pointer,
            Width = width,
            To = a.Rows,
        });
        Combine(partial.Pointer, pieces, Of(y).Span[..width], add);

        static void Body(in Arguments a, int first, int count)
        {
            for (int piece = first; piece < first + count; piece++)
            {
                Span<float> sum = new(a.Y + ((nint)piece * a.Width), a.Width);
                sum.Clear();
                int end = Math.Min(a.To, (piece + 1) * PieceRows);
                for (int row = piece * PieceRows; row < end; row++)
                {
                    var x = Piece(a.A, a.Width, row, 1);
                    if (a.B == null)
                        TensorPrimitives.Add(sum, x, sum);
                    else
                        TensorPrimitives.MultiplyAdd(x, Piece(a.B, a.Width, row, 1), sum, sum);
                }
            }
        }
    }

    private static void Combine(float* pieces, int count, Span<float> y, bool add)
    {
        if (!add)
            y.Clear();
        for (int piece = 0; piece < count; piece++)
            TensorPrimitives.Add(y, new ReadOnlySpan<float>(pieces + ((nint)piece * y.Length), y.Length), y);
    }

    public void SumBlocks(Tensor x, int blockRows, Tensor y, bool add)
    {
        ForRows(y.Rows, (long)x.Columns * blockRows, &Body, new Arguments
        {
            A = At(x),
            Y = At(y),
            Width = y.Columns,
            From = blockRows,
            Add = add,
        });

        static void Body(in Arguments a, int first, int count)
        {
            for (int block = first; block < first + count; block++)
            {
                var y = Piece(a.Y, a.Width, block, 1);
                if (!a.Add)
                    y.Clear();
                for (int row = block * a.From; row < (block + 1) * a.From; row++)
                    TensorPrimitives.Add(y, Piece(a.A, a.Width, row, 1), y);
            }
        }
    }

    public void RepeatRows(Tensor x, int blockRows, Tensor y, bool add)
    {
        ForRows(x.Rows, (long)x.Columns * blockRows, &Body, new Arguments
        {
            A = At(x),
            Y = At(y),
            Width = x.Columns,
            From = blockRows,
            Add = add,
        });

        static void Body(in Arguments a, int first, int count)
        {
            for (int block = first; block < first + count; block++)
            {
                var x = Piece(a.A, a.Width, block, 1);
                for (int row = block * a.From; row < (block + 1) * a.From; row++)
                {
                    var y = Piece(a.Y, a.Width, row, 1);
                    if (a.Add)
                        TensorPrimitives.Add(y, x, y);
                    else
                        x.CopyTo(y);
                }
            }
        }
    }

    public void RepeatColumns(Tensor x, Tensor y, bool add)
    {
        ForRows(y.Rows, y.Columns, &Body, new Arguments { A = At(x), Y = At(y), Width = y.Columns, Add = add });

        static void Body(in Arguments a, int first, int count)
        {
            for (int row = first; row < first + count; row++)
            {
                var y = Piece(a.Y, a.Width, row, 1);
                if (a.Add)
                    TensorPrimitives.Add(y, a.A[row], y);
                else
                    y.Fill(a.A[row]);
            }
        }
    }

    public void SumPairs(Tensor x, int blockRows, Tensor y)
    {
        ForRows(y.Rows, (long)x.Columns * blockRows, &Body, new Arguments
        {
            Kernels = _kernels,
            A = At(x),
            Y = At(y),
            Width = y.Columns,
            From = blockRows,
        });

        static void Body(in Arguments a, int first, int count) => a.Kernels.SumPairs(
            a.A + ((nint)first * a.From * a.Width), a.From, a.Width, a.Y + ((nint)first * a.Width), count);
    }

    public void SumPairsGradient(Tensor x, int blockRows, Tensor dy, Tensor dx, bool add)
    {
        ForRows(dy.Rows, (long)x.Columns * blockRows * 2, &Body, new Arguments
        {
            Kernels = _kernels,
            A = At(x),
            B = At(dy),
            Y = At(dx),
            Width = dy.Columns,
            From = blockRows,
            Add = add,
        });

        static void Body(in Arguments a, int first, int count)
        {
            nint at = (nint)first * a.From * a.Width;
            a.Kernels.SumPairsGradient(a.A + at, a.From, a.Width, a.B + ((nint)first * a.Width), a.Y + at, a.Add, count);
        }
    }

    public void Softmax(Tensor x, Tensor y)
    {
        ForRows(y.Rows, y.Columns * 8L, &Body, new Arguments { A = At(x), Y = At(y), Width = y.Columns });

        static void Body(in Arguments a, int first, int count)
        {
            for (int row = first; row < first + count; row++)
            {
                var x = Piece(a.A, a.Width, row, 1);
                var y = Piece(a.Y, a.Width, row, 1);
                // Less the largest, so that nothing overflows.
                TensorPrimitives.Subtract(x, TensorPrimitives.Max<float>(x), y);
                TensorPrimitives.Exp(y, y);
                TensorPrimitives.Divide(y, TensorPrimitives.Sum<float>(y), y);
            }
        }
    }

    public void SoftmaxGradient(Tensor y, Tensor dy, Tensor dx)
    {
        ForRows(y.Rows, y.Columns * 3L, &Body, new Arguments { A = At(y), B = At(dy), Y = At(dx), Width = y.Columns });

        static void Body(in Arguments a, int first, int count)
        {
            for (int row = first; row < first + count; row++)
            {
                var y = Piece(a.A, a.Width, row, 1);
                var dy = Piece(a.B, a.Width, row, 1);
                var dx = Piece(a.Y, a.Width, row, 1);
                TensorPrimitives.Subtract(dy, TensorPrimitives.Dot<float>(y, dy), dx);
                TensorPrimitives.Multiply(dx, y, dx);
            }
        }
    }
}
