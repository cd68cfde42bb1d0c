using System.Numerics.Tensors;

namespace Microsoft.ML.LowRank.Tensors;

internal sealed unsafe partial class CpuBackend
{
    // Products of fewer multiply-adds are not worth packing.
    private const int SmallProduct = 2_048;

    // Rows of fewer values are not worth a call per term.
    private const int NarrowColumns = 8;

    // Rows of a product in groups that are done for all groups before the next ones: they stay in the second-level cache, while
    // one group's columns of all rows lie pages apart.
    private const int GroupRows = 64;

    public void MatMul(Tensor a, bool transposeA, Tensor b, bool transposeB, Tensor y, bool add)
    {
        int terms = transposeA ? a.Rows : a.Columns;
        Product(_kernels, transposeA, transposeB, y.Rows, y.Columns, terms, At(a), a.Columns, At(b), b.Columns, At(y), y.Columns, add,
            ThreadsFor(y.Rows));
    }

    public void BlockMatMul(
        Tensor a, int blockRowsA, bool transposeA, Tensor b, int blockRowsB, bool transposeB, Tensor y, bool add)
    {
        int blocks = a.Rows / blockRowsA;
        int terms = transposeA ? blockRowsA : a.Columns;
        ForRows(blocks, (long)(y.Rows / blocks) * y.Columns * terms, &Body, new Arguments
        {
            Kernels = _kernels,
            A = At(a),
            B = At(b),
            Y = At(y),
            Width = a.Columns,
            OtherWidth = b.Columns,
            From = blockRowsA,
            To = blockRowsB,
            Kind = y.Rows / blocks,
            Seed = (ulong)y.Columns,
            TransposeA = transposeA,
            TransposeB = transposeB,
            Add = add,
        });

        static void Body(in Arguments a, int first, int count)
        {
            nint sizeA = (nint)a.From * a.Width;
            nint sizeB = (nint)a.To * a.OtherWidth;
            int columns = (int)a.Seed;
            nint sizeY = (nint)a.Kind * columns;
            int terms = a.TransposeA ? a.From : a.Width;
            for (int block = first; block < first + count; block++)
            {
                Product(a.Kernels, a.TransposeA, a.TransposeB, a.Kind, columns, terms, a.A + (block * sizeA), a.Width,
                    a.B + (block * sizeB), a.OtherWidth, a.Y + (block * sizeY), columns, a.Add, 1);
            }
        }
    }

    public void GroupMatMul(Tensor x, Tensor w, int groups, bool transposeW, Tensor y, bool add)
    {
        int blockRows = w.Rows / groups;
        int terms = x.Columns / groups;
        int width = y.Columns / groups;
        // Which code makes a row must not depend on how rows are shared out: columns of one value are made by another.
        if (width == 1 || IsSmall(y.Rows, width, terms))
        {
            for (int group = 0; group < groups; group++)
            {
                Product(_kernels, false, transposeW, y.Rows, width, terms, At(x) + ((nint)group * terms), x.Columns,
                    At(w) + ((nint)group * blockRows * w.Columns), w.Columns, At(y) + ((nint)group * width), y.Columns, add,
                    ThreadsFor(y.Rows));
            }
            return;
        }
        ForRows(y.Rows, (long)x.Columns * width, &Body, new Arguments
        {
            Kernels = _kernels,
            A = At(x),
            B = At(w),
            Y = At(y),
            Width = x.Columns,
            OtherWidth = y.Columns,
            From = groups,
            To = w.Columns,
            Kind = blockRows,
            TransposeB = transposeW,
            Add = add,
        });

        static void Body(in Arguments a, int first, int count)
        {
            int terms = a.Width / a.From;
            int width = a.OtherWidth / a.From;
            for (int row = first; row < first + count; row += GroupRows)
            {
                int rows = Math.Min(GroupRows, first + count - row);
                float* x = a.A + ((nint)row * a.Width);
                float* y = a.Y + ((nint)row * a.OtherWidth);
                for (int group = 0; group < a.From; group++)
                {
                    Large(a.Kernels, false, a.TransposeB, rows, width, terms, x + ((nint)group * terms), a.Width,
                        a.B + ((nint)group * a.Kind * a.To), a.To, y + ((nint)group * width), a.OtherWidth, a.Add, 1);
                }
            }
        }
    }

    public void GroupMatMulGradient(Tensor x, Tensor dy, int groups, Tensor dw, bool add)
    {
        int blockRows = dw.Rows / groups;
        int width = dy.Columns / groups;
        if (groups < 2 * _threads || IsSmall(blockRows, width, x.Rows))
        {
            for (int group = 0; group < groups; group++)
            {
                Product(_kernels, true, false, blockRows, width, x.Rows, At(x) + ((nint)group * blockRows), x.Columns,
                    At(dy) + ((nint)group * width), dy.Columns, At(dw) + ((nint)group * blockRows * width), width, add, _threads);
            }
            return;
        }
        ForRows(groups, (long)x.Rows * blockRows * width, &Body, new Arguments
        {
            Kernels = _kernels,
            A = At(x),
            B = At(dy),
            Y = At(dw),
            Width = x.Columns,
            OtherWidth = dy.Columns,
            From = blockRows,
            To = width,
            Kind = x.Rows,
            Add = add,
        });

        // Threads share out groups, and each adds up rows in their order.
        static void Body(in Arguments a, int first, int count)
        {
            for (int row = 0; row < a.Kind; row += GroupRows)
            {
                int rows = Math.Min(GroupRows, a.Kind - row);
                float* x = a.A + ((nint)row * a.Width);
                float* dy = a.B + ((nint)row * a.OtherWidth);
                for (int group = first; group < first + count; group++)
                {
                    Large(a.Kernels, true, false, a.From, a.To, rows, x + ((nint)group * a.From), a.Width,
                        dy + ((nint)group * a.To), a.OtherWidth, a.Y + ((nint)group * a.From * a.To), a.To, a.Add || row > 0, 1);
                }
            }
        }
    }

    /// <summary>A single row is served by the caller's thread alone: a server has other rows for the other processors.</summary>
    private int ThreadsFor(int rows) => rows <= 1 ? 1 : _threads;

    private static void Product(
        KernelVariant kernels, bool transposeA, bool transposeB, int m, int n, int k, float* a, int lda, float* b, int ldb,
        float* c, int ldc, bool add, int threads)
    {
        if (m == 0 || n == 0)
            return;
        if (IsSmall(m, n, k))
            Small(transposeA, transposeB, m, n, k, a, lda, b, ldb, c, ldc, add);
        else
            Large(kernels, transposeA, transposeB, m, n, k, a, lda, b, ldb, c, ldc, add, threads);
    }

    private static bool IsSmall(int m, int n, int k) => (long)m * n * k <= SmallProduct;

    private static void Large(
        KernelVariant kernels, bool transposeA, bool transposeB, int m, int n, int k, float* a, int lda, float* b, int ldb,
        float* c, int ldc, bool add, int threads)
        => Gemm.Multiply(kernels, transposeA, transposeB, m, n, k,
            Matrix(a, transposeA ? k : m, transposeA ? m : k, lda), lda,
            Matrix(b, transposeB ? n : k, transposeB ? k : n, ldb), ldb,
            Matrix(c, m, n, ldc), ldc, add, threads);

    private static Span<float> Matrix(float* start, int rows, int columns, int stride) =>
        new(start, checked(((rows - 1) * stride) + columns));

    private static void Small(
        bool transposeA, bool transposeB, int m, int n, int k, float* a, int lda, float* b, int ldb, float* c, int ldc, bool add)
    {
        nint rowStep = transposeA ? 1 : lda;
        nint termStep = transposeA ? lda : 1;
        for (int row = 0; row < m; row++, a += rowStep, c += ldc)
        {
            Span<float> y = new(c, n);
            if (!add)
                y.Clear();
            if (transposeB || n < NarrowColumns)
            {
                Narrow(transposeB ? 1 : ldb, transposeB ? ldb : 1, k, a, termStep, b, y);
                continue;
            }
            for (int term = 0; term < k; term++)
                TensorPrimitives.MultiplyAdd(new ReadOnlySpan<float>(b + ((nint)term * ldb), n), a[term * termStep], y, y);
        }
    }

    /// <summary>A row of few columns: to go through memory for every term, as for wide rows, would take longer than the products.</summary>
    private static void Narrow(nint otherTermStep, nint columnStep, int k, float* a, nint termStep, float* b, Span<float> y)
    {
        for (int column = 0; column < y.Length; column++, b += columnStep)
        {
            // Terms in their order, as where they are many rows: a row is to score alone as it does among others.
            float sum = y[column];
            for (int term = 0; term < k; term++)
                sum += a[term * termStep] * b[term * otherTermStep];
            y[column] = sum;
        }
    }
}
