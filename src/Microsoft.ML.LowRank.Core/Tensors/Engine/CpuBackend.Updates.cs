using System.Numerics.Tensors;

namespace Microsoft.ML.LowRank.Tensors;

internal sealed unsafe partial class CpuBackend
{
    // Values that are updated or summed as one piece.
    private const int PieceValues = 16_384;

    public double SumOfSquares(Tensor x)
    {
        // Pieces of fixed size, each in float32, together in float64: the same for any number of threads.
        long count = x.Count;
        int pieces = (int)((count + PieceValues - 1) / PieceValues);
        using var sums = BufferPool.Rent<double>(Math.Max(1, pieces));
        ForRows(pieces, PieceValues, &Body, new Arguments { A = At(x), Y = (float*)sums.Pointer, Seed = (ulong)count });
        double total = 0;
        for (int piece = 0; piece < pieces; piece++)
            total += sums.Pointer[piece];
        return total;

        static void Body(in Arguments a, int first, int count)
        {
            for (int piece = first; piece < first + count; piece++)
            {
                nint start = (nint)piece * PieceValues;
                int length = (int)Math.Min(PieceValues, (nint)a.Seed - start);
                ((double*)a.Y)[piece] = TensorPrimitives.SumOfSquares(new ReadOnlySpan<float>(a.A + start, length));
            }
        }
    }

    public void Adam(Tensor parameter, Tensor first, Tensor second, Tensor gradient, RowIndex? rows, in UpdateSettings settings)
    {
        if (rows is null)
        {
            ForPieces(parameter.Count, 4, new UpdateLoop
            {
                Kernels = _kernels,
                Settings = settings,
                Parameter = At(parameter),
                First = At(first),
                Second = At(second),
                Gradient = At(gradient),
                Count = (nint)parameter.Count,
            });
            return;
        }
        fixed (int* pr = rows.Rows)
        {
            ForPieces((long)rows.Count * parameter.Columns, 8, new UpdateLoop
            {
                Kernels = _kernels,
                Settings = settings,
                Parameter = At(parameter),
                First = At(first),
                Second = At(second),
                Gradient = At(gradient),
                Rows = pr,
                Count = rows.Count,
                Width = parameter.Columns,
            });
        }
    }

    public void Momentum(Tensor parameter, Tensor velocity, Tensor gradient, RowIndex? rows, in UpdateSettings settings)
    {
        fixed (int* pr = rows?.Rows)
        {
            ForPieces(gradient.Count, 4, new UpdateLoop
            {
                Kernels = _kernels,
                Settings = settings,
                Parameter = At(parameter),
                First = At(velocity),
                Gradient = At(gradient),
                Rows = pr,
                Count = rows is null ? (nint)parameter.Count : rows.Count,
                Width = parameter.Columns,
            });
        }
    }

    private void ForPieces(long values, int cost, UpdateLoop work)
    {
        int parts = (int)Math.Clamp(values * cost / WorkPerThread, 1, _threads);
        work.Parts = parts == 1 ? 1 : parts * 2;
        WorkerPool.Run(work.Parts, parts, ref work);
    }

    /// <summary>One optimiser step over a range of values, or over a range of rows.</summary>
    private struct UpdateLoop : IParallelWork
    {
        public KernelVariant Kernels;
        public UpdateSettings Settings;
        public float* Parameter;
        public float* First;
        public float* Second;
        public float* Gradient;
        public int* Rows;
        public nint Count;
        public int Width;
        public int Parts;

        public readonly void Run(int item)
        {
            nint begin = (nint)((long)Count * item / Parts);
            nint end = (nint)((long)Count * (item + 1) / Parts);
            if (Rows == null)
            {
                // Whole cache lines, so that a value's place in its vector does not depend on the number of parts.
                begin = item == 0 ? 0 : begin & ~15;
                end = item == Parts - 1 ? Count : end & ~15;
                Step(begin, begin, end - begin);
                return;
            }
            if (Second != null)
            {
                Kernels.AdamRows(Parameter, First, Second, Gradient + (begin * Width), Width, Rows + begin, (int)(end - begin), Settings);
                return;
            }
            for (nint i = begin; i < end; i++)
                Step((nint)Rows[i] * Width, i * Width, Width);
        }

        private readonly void Step(nint at, nint gradientAt, nint count)
        {
            if (Second != null)
            {
                Kernels.Adam(Parameter + at, First + at, Second + at, Gradient + gradientAt, count, Settings);
                return;
            }
            float kept = (float)Settings.FirstDecay;
            for (nint i = 0; i < count; i++)
            {
                float velocity = (kept * First[at + i]) + (Settings.GradientScale * Gradient[gradientAt + i]);
                First[at + i] = velocity;
                Parameter[at + i] = (Settings.Keep * Parameter[at + i]) - (Settings.Rate * velocity);
            }
        }
    }
}
