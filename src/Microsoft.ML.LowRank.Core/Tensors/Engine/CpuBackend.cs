namespace Microsoft.ML.LowRank.Tensors;

/// <summary>
/// The operations in managed code. Results do not depend on the number of threads: threads share out rows of the result,
/// and sums over rows are made in pieces that the shape alone decides.
/// </summary>
internal sealed unsafe partial class CpuBackend : IComputeBackend
{
    // As many element operations as take a few microseconds; less is not worth a second thread.
    private const long WorkPerThread = 16_384;

    private readonly int _threads;
    private readonly KernelVariant _kernels;

    /// <param name="threads">Most threads to use; 0 or less means the processor count.</param>
    public CpuBackend(int threads = 0)
        : this(threads, KernelVariants.Default)
    {
    }

    /// <summary>With given kernels.</summary>
    internal CpuBackend(int threads, KernelVariant kernels)
    {
        _threads = WorkerPool.Resolve(threads);
        _kernels = kernels;
    }

    public Tensor Allocate(int rows, int columns) => new CpuTensor(rows, columns);

    public Tensor View(Tensor memory, int columns) => Of(memory).View(columns);

    private static CpuTensor Of(Tensor tensor) => tensor as CpuTensor ?? throw NotFloats(tensor);

    private static float* At(Tensor tensor) => Of(tensor).Pointer;

    private static float* AtOrNull(Tensor? tensor) => tensor is null ? null : Of(tensor).Pointer;

    private static NotSupportedException NotFloats(Tensor tensor) => new(tensor is ByteTensor
        ? $"The table of {tensor.Rows} × {tensor.Columns} is held in bytes: its rows can be looked up, but it is neither trained nor " +
            "calculated with. Go on with the network as it was before it was compressed."
        : $"A {tensor.GetType().Name} is not in this backend's memory.");

    /// <summary>What a loop over rows works on.</summary>
    private struct Arguments
    {
        public KernelVariant Kernels;
        public float* A;
        public float* B;
        public float* C;
        public float* Y;
        public int Width;
        public int OtherWidth;
        public int From;
        public int To;
        public int Kind;
        public float Factor;
        public ulong Seed;
        public bool Add;
        public bool TransposeA;
        public bool TransposeB;
    }

    /// <summary>Runs a loop over rows on as many threads as its work is worth.</summary>
    private void ForRows(int rows, long workPerRow, delegate*<in Arguments, int, int, void> body, in Arguments arguments)
    {
        int parts = (int)Math.Min(_threads, rows * workPerRow / WorkPerThread);
        if (parts <= 1)
        {
            body(arguments, 0, rows);
            return;
        }
        // Two parts per thread: one that was held up does not hold up the rest.
        var work = new RowLoop(body, arguments, rows, Math.Min(rows, parts * 2));
        WorkerPool.Run(work.Parts, parts, ref work);
    }

    private readonly struct RowLoop(delegate*<in Arguments, int, int, void> body, Arguments arguments, int rows, int parts)
        : IParallelWork
    {
        private readonly Arguments _arguments = arguments;

        public int Parts => parts;

        public void Run(int item)
        {
            int first = (int)((long)rows * item / parts);
            body(_arguments, first, (int)((long)rows * (item + 1) / parts) - first);
        }
    }
}
