using System.Diagnostics;
using Microsoft.ML.LowRank.Compression;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>How time and memory of the fits grow.</summary>
internal sealed class GrowthBenchmark : IBenchmark
{
    public string Name => "growth";

    public string Title => "LowRankCompress: growth of time and memory";

    public string Description =>
        """
        Time of a fit of rank 16 on all cores, best of three, against rows and columns, with the exponent of the power
        that fits it. Rows are read from a source that holds one block at a time; memory is the largest growth of the
        process's working set during the fit, and the randomised method may keep 8 MiB of rows and reads the rest again.
        """;

    public string Run(TextWriter progress)
    {
        var table = new MarkdownTable("what grows", "sizes", "seconds", "exponent", "memory MiB");
        Grow(table, progress, "exact, rows × 256", [50_000, 100_000, 200_000], n => Dense(n, 256));
        Grow(table, progress, "exact, 20,000 rows × columns", [256, 512, 1024], n => Dense(20_000, n));
        Grow(table, progress, "randomised, rows × 5,000, 1 % filled", [25_000, 50_000, 100_000], n => Sparse(n, 5_000));
        Grow(table, progress, "randomised, 25,000 rows × columns, 1 % filled", [5_000, 10_000, 20_000], n => Sparse(25_000, n));
        return table.ToString();
    }

    private static void Grow(
        MarkdownTable table, TextWriter progress, string name, int[] sizes, Func<int, Action<Action>> make)
    {
        var seconds = new double[sizes.Length];
        var memory = new double[sizes.Length];
        for (int i = 0; i < sizes.Length; i++)
        {
            var fit = make(sizes[i]);
            fit(() => { });
            (seconds[i], memory[i]) = (double.MaxValue, 0);
            for (int run = 0; run < 3; run++)
            {
                var watch = Stopwatch.StartNew();
                fit(() => { });
                seconds[i] = Math.Min(seconds[i], watch.Elapsed.TotalSeconds);
            }
            memory[i] = PeakGrowth(fit) / 1048576.0;
            progress.WriteLine($"{name}: {sizes[i]} {seconds[i]:F3} s {memory[i]:F0} MiB");
        }
        table.Add(
            name, string.Join(", ", sizes.Select(s => $"{s:N0}")), string.Join(", ", seconds.Select(s => $"{s:F3}")),
            $"{PowerLaw.Exponent(sizes, seconds):F2}", string.Join(", ", memory.Select(m => $"{m:F0}")));
    }

    private static long PeakGrowth(Action<Action> fit)
    {
        GC.Collect(2, GCCollectionMode.Aggressive, true, true);
        using var process = Process.GetCurrentProcess();
        process.Refresh();
        long before = process.WorkingSet64;
        long peak = before;
        fit(() =>
        {
            process.Refresh();
            peak = Math.Max(peak, process.WorkingSet64);
        });
        process.Refresh();
        return Math.Max(peak, process.WorkingSet64) - before;
    }

    private static Action<Action> Dense(int rows, int columns) =>
        Fit(new Repeated(new DenseRows(4096, columns).Blocks[0], rows), LowRankMethod.Exact);

    private static Action<Action> Sparse(int rows, int columns) =>
        Fit(new Repeated(new SparseRows(1024, columns, 0.01).Blocks[0], rows), LowRankMethod.Randomized);

    private static Action<Action> Fit(IRowSource source, LowRankMethod method) => sample => LowRankFitter.Fit(
        source, new() { Method = method, RankCeiling = 16, CacheBytes = 8 << 20, Progress = (_, _) => sample() });

    /// <summary>One block over and over: what counts here is that no other row is in memory.</summary>
    private sealed class Repeated(RowBlock block, int rows) : IRowSource
    {
        public int Columns => block.Columns;

        public IEnumerable<RowBlock> Read()
        {
            for (int row = 0; row + block.Rows <= rows; row += block.Rows)
            {
                block.FirstRow = row;
                yield return block;
            }
        }
    }
}
