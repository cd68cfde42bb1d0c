using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>Our matrix-vector products against OpenBLAS: what scoring one row costs.</summary>
internal sealed unsafe class GemvBenchmark : IBenchmark
{
    private static readonly (int Rows, int Columns)[] Shapes = [(400, 400), (624, 400), (400, 624), (4096, 4096)];

    public string Name => "gemv";

    public string Title => "GEMV against OpenBLAS";

    public string Description =>
        "One row times a matrix (xW) and a matrix times a column (Wx), float32, the matrix warm. Turns as for GEMM.";

    public string Run(TextWriter progress)
    {
        var peer = OpenBlas.Description;
        var table = new MarkdownTable("W", "form", "threads", "ours µs", "OpenBLAS µs", "ratio", "best");
        foreach (var threads in new[] { 1, 2 })
        {
            foreach (var (rows, columns) in Shapes)
            {
                foreach (var transpose in new[] { true, false })
                {
                    var (ours, theirs) = Measure(transpose, rows, columns, threads);
                    var form = transpose ? "xW" : "Wx";
                    table.Add(
                        $"{rows}×{columns}", form, $"{threads}", $"{ours.Median * 1e6:F1}", $"{theirs.Median * 1e6:F1}",
                        $"{theirs.Median / ours.Median:F2}", $"{theirs.Best / ours.Best:F2}");
                    progress.WriteLine(
                        $"{rows}×{columns} {form} {threads}T {ours.Median * 1e6:F1} / {theirs.Median * 1e6:F1} µs, "
                        + $"{theirs.Median / ours.Median:F2}, best {theirs.Best / ours.Best:F2}");
                }
            }
        }

        return $"{table}\nPeer: {peer}.";
    }

    private static (Measured Ours, Measured Theirs) Measure(bool transpose, int rows, int columns, int threads)
    {
        using var w = BufferPool.Rent<float>(rows * columns);
        using var x = BufferPool.Rent<float>(Math.Max(rows, columns));
        using var y = BufferPool.Rent<float>(Math.Max(rows, columns));
        var random = new Random(1);
        foreach (ref var value in w.Span)
        {
            value = random.NextSingle() - 0.5f;
        }

        x.Span.Fill(0.5f);
        float* pw = w.Pointer, px = x.Pointer, py = y.Pointer;
        OpenBlas.SetThreads(threads);
        var size = Math.Max(rows, columns);
        var rest = threads > 1 ? OpenBlas.TimeToSleep : TimeSpan.Zero;
        var measured = Timing.Alternate(
            15, 0.01, rest,
            () => Gemv.Multiply(
                transpose, rows, columns, new(pw, rows * columns), columns, new(px, size), new Span<float>(py, size),
                threads: threads),
            () => OpenBlas.MultiplyVector(transpose, rows, columns, pw, columns, px, py));
        return (measured[0], measured[1]);
    }
}
