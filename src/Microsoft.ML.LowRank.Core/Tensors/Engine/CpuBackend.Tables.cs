using System.Numerics.Tensors;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.LowRank.Tensors;

internal sealed unsafe partial class CpuBackend
{
    // How many rows ahead memory is asked for: a large table lies far away.
    private const int Ahead = 8;

    public void Gather(Tensor table, in IdBatch ids, Tensor y)
    {
        int width = table.Columns;
        fixed (int* pi = ids.Ids, ps = ids.Starts)
        fixed (float* pf = ids.Factors)
        {
            var work = new GatherLoop
            {
                Kernels = _kernels,
                Table = table is ByteTensor ? null : At(table),
                Bytes = table is ByteTensor bytes ? bytes.Pointer : null,
                Width = width,
                Ids = pi,
                Starts = ps,
                Factors = pf,
                Batch = ids,
                Y = At(y),
            };
            int parts = (int)Math.Clamp((long)ids.Rows * ids.Fields * (width + 8) / WorkPerThread, 1, _threads);
            work.Parts = parts == 1 ? 1 : Math.Min(ids.Rows, parts * 2);
            WorkerPool.Run(work.Parts, parts, ref work);
        }
    }

    public void FindRows(in IdBatch ids, int tableRows, RowIndex rows) => rows.Build(ids, tableRows, _threads);

    public void GatherRows(Tensor table, RowIndex rows, float factor, Tensor y)
    {
        y.Rows = rows.Count;
        fixed (int* pr = rows.Rows)
        {
            ForRows(rows.Count, table.Columns, &Body, new Arguments
            {
                A = At(table),
                B = (float*)pr,
                Y = At(y),
                Width = table.Columns,
                Factor = factor,
            });
        }

        static void Body(in Arguments a, int first, int count)
        {
            if (a.Factor == 0)
            {
                Piece(a.Y, a.Width, first, count).Clear();
                return;
            }
            int* rows = (int*)a.B;
            int end = first + count;
            for (int i = first; i < end; i++)
            {
                if (Sse.IsSupported && i + Ahead < end)
                    Sse.Prefetch0(a.A + ((nint)rows[i + Ahead] * a.Width));
                TensorPrimitives.Multiply(Piece(a.A, a.Width, rows[i], 1), a.Factor, Piece(a.Y, a.Width, i, 1));
            }
        }
    }

    public void ScatterAdd(Tensor dy, in IdBatch ids, RowIndex rows, Tensor gradient)
    {
        int width = gradient.Columns;
        fixed (int* ps = ids.Starts, pt = rows.Slots)
        fixed (float* pf = ids.Factors)
        {
            var work = new ScatterLoop
            {
                Kernels = _kernels,
                Gradient = At(gradient),
                Width = width,
                Slots = pt,
                Starts = ps,
                Factors = pf,
                Batch = ids,
                Dy = At(dy),
                // Fields have rows of their own, so threads share out fields; where these are few, columns.
                ByColumns = ids.Fields < 2 * _threads && width >= ScatterColumns,
            };
            int parts = (int)Math.Clamp((long)ids.Rows * ids.Fields * (width + 8) / WorkPerThread, 1, _threads);
            work.Parts = parts == 1 ? 1 : work.ByColumns ? Math.Min(parts, width / ScatterColumns) : Math.Min(ids.Fields, parts * 4);
            WorkerPool.Run(work.Parts, parts, ref work);
        }
    }

    private struct GatherLoop : IParallelWork
    {
        public KernelVariant Kernels;
        // One of both, the other is null.
        public float* Table;
        public byte* Bytes;
        public int Width;
        public int* Ids;
        public int* Starts;
        public float* Factors;
        public IdBatch Batch;
        public float* Y;
        public int Parts;

        public readonly void Run(int item)
        {
            int first = (int)((long)Batch.Rows * item / Parts);
            int end = (int)((long)Batch.Rows * (item + 1) / Parts);
            nint rowWidth = (nint)Batch.Fields * Width;
            if (Starts == null)
            {
                for (int row = first; row < end; row++)
                    Copy(Batch.Begin(row, 0), Batch.Fields, Y + (row * rowWidth));
                return;
            }
            for (int row = first; row < end; row++)
            {
                for (int field = 0; field < Batch.Fields; field++)
                    Bag(Starts[Batch.At(row, field)], Starts[Batch.At(row, field) + 1],
                        Y + (row * rowWidth) + ((nint)field * Width));
            }
        }

        private readonly void Bag(int begin, int end, float* y)
        {
            if (end - begin == 1 && (Factors == null || Factors[begin] == 1))
            {
                Copy(begin, 1, y);
                return;
            }
            new Span<float>(y, Width).Clear();
            for (int at = begin; at < end; at++)
            {
                nint row = Ids[at] - Batch.Base;
                float factor = Factors == null ? 1 : Factors[at];
                if (Bytes == null)
                    Kernels.AddScaled(Table + (row * Width), factor, y, Width);
                else
                    Kernels.AddScaledBytes(Bytes + (row * (Width + ByteTensor.ScaleBytes)), factor, y, Width);
            }
        }

        private readonly void Copy(int begin, int count, float* y)
        {
            if (Bytes == null)
                Kernels.Gather(Table, Width, Ids + begin, count, Batch.Base, y);
            else
                Kernels.GatherBytes(Bytes, Width, Ids + begin, count, Batch.Base, y);
        }
    }

    // Threads share out columns in groups of whole vectors, so that no sum depends on where they part.
    private const int ScatterColumns = 16;

    private struct ScatterLoop : IParallelWork
    {
        public KernelVariant Kernels;
        public float* Gradient;
        public int Width;
        public int* Slots;
        public int* Starts;
        public float* Factors;
        public IdBatch Batch;
        public float* Dy;
        public bool ByColumns;
        public int Parts;

        public readonly void Run(int item)
        {
            if (ByColumns)
            {
                int groups = Width / ScatterColumns;
                int first = (int)((long)groups * item / Parts) * ScatterColumns;
                int end = item == Parts - 1 ? Width : (int)((long)groups * (item + 1) / Parts) * ScatterColumns;
                Add(0, Batch.Fields, first, end - first);
            }
            else
            {
                int first = (int)((long)Batch.Fields * item / Parts);
                Add(first, (int)((long)Batch.Fields * (item + 1) / Parts), 0, Width);
            }
        }

        private readonly void Add(int firstField, int endField, int column, int columns)
        {
            for (int row = 0; row < Batch.Rows; row++)
            {
                float* dy = Dy + ((((nint)row * Batch.Fields) + firstField) * Width) + column;
                if (Starts == null)
                {
                    Kernels.AddTo(dy, Width, columns, Slots + Batch.At(row, firstField), endField - firstField, Gradient + column);
                    continue;
                }
                for (int field = firstField; field < endField; field++, dy += Width)
                {
                    int at = Batch.At(row, field);
                    for (int id = Starts[at]; id < Starts[at + 1]; id++)
                        Kernels.AddScaled(dy, Factors == null ? 1 : Factors[id], Gradient + ((nint)Slots[id] * Width) + column, columns);
                }
            }
        }
    }
}
