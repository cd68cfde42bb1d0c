using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>Our GEMM against OpenBLAS.</summary>
internal sealed unsafe class GemmBenchmark : IBenchmark
{
    private static readonly (int M, int N, int K, bool TransposeA, bool TransposeB)[] Shapes =
    [
        (256, 256, 256, false, false), (512, 512, 512, false, false), (1024, 1024, 1024, false, false),
        (2048, 2048, 2048, false, false), (4096, 400, 400, false, false), (4096, 400, 624, false, false),
        (4096, 400, 400, false, true), (400, 624, 4096, true, false), (64, 400, 400, false, false),
        (16, 400, 400, false, false), (64, 64, 64, false, false),
    ];

    public string Name => "gemm";

    public string Title => "GEMM against OpenBLAS";

    public string Description =>
        """
        C (M×N) = A·B in float32, row-major; Bᵀ or Aᵀ means stored transposed. Both libraries use the same buffers; with
        one thread they take turns, with two each turn is preceded by idle time so that the other's workers are asleep.
        GF/s and ratio are medians of the turns, "best" is the ratio of the fastest turns.
        """;

    public string Run(TextWriter progress)
    {
        var peer = OpenBlas.Description;
        var table = new MarkdownTable("M×K×N", "threads", "ours GF/s", "OpenBLAS GF/s", "ratio", "best");
        foreach (var threads in new[] { 1, 2 })
        {
            foreach (var (m, n, k, transposeA, transposeB) in Shapes)
            {
                var shape = $"{m}×{k}×{n}{(transposeA ? " Aᵀ" : "")}{(transposeB ? " Bᵀ" : "")}";
                var (ours, theirs) = Measure(m, n, k, transposeA, transposeB, threads);
                var work = 2e-9 * m * n * k;
                table.Add(
                    shape, $"{threads}", $"{work / ours.Median:F0}", $"{work / theirs.Median:F0}",
                    $"{theirs.Median / ours.Median:F2}", $"{theirs.Best / ours.Best:F2}");
                progress.WriteLine(
                    $"{shape} {threads}T {work / ours.Median:F0} / {work / theirs.Median:F0} GF/s, "
                    + $"{theirs.Median / ours.Median:F2}, best {theirs.Best / ours.Best:F2}");
            }
        }

        return $"{table}\nPeer: {peer}.";
    }

    private static (Measured Ours, Measured Theirs) Measure(
        int m, int n, int k, bool transposeA, bool transposeB, int threads)
    {
        using var a = BufferPool.Rent<float>(m * k);
        using var b = BufferPool.Rent<float>(k * n);
        using var c = BufferPool.Rent<float>(m * n);
        using var check = BufferPool.Rent<float>(m * n);
        var random = new Random(1);
        Fill(random, a.Span);
        Fill(random, b.Span);
        float* pa = a.Pointer, pb = b.Pointer, pc = c.Pointer, pd = check.Pointer;
        int lda = transposeA ? m : k, ldb = transposeB ? k : n;
        OpenBlas.SetThreads(threads);
        Action ours = () => Gemm.Multiply(
            transposeA, transposeB, m, n, k, new(pa, m * k), lda, new(pb, k * n), ldb, new Span<float>(pc, m * n), n,
            threads: threads);
        Action theirs = () => OpenBlas.Multiply(transposeA, transposeB, m, n, k, pa, lda, pb, ldb, pd, n);
        c.Span.Fill(float.NaN);
        ours();
        theirs();
        for (var index = 0; index < m * n; index++)
        {
            if (!(Math.Abs(pc[index] - pd[index]) <= 1e-6 * k))
            {
                throw new InvalidOperationException($"Element {index} of {m}×{k}×{n}: {pc[index]}, not {pd[index]}.");
            }
        }

        var rest = threads > 1 ? OpenBlas.TimeToSleep : TimeSpan.Zero;
        var turns = (double)m * n * k > 1e9 ? 9 : 15;
        var measured = Timing.Alternate(turns, 0.02, rest, ours, theirs);
        return (measured[0], measured[1]);
    }

    private static void Fill(Random random, Span<float> values)
    {
        foreach (ref var value in values)
        {
            value = random.NextSingle() - 0.5f;
        }
    }
}
