using System.Diagnostics;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>Time and memory of training on ten million distinct ids.</summary>
internal sealed class CtrMemoryBenchmark : IBenchmark
{
    private const int Ids = 10_000_000;
    private const int Dimension = 16;
    private static readonly long[] Sizes = [10_000_000, 20_000_000];

    public string Name => "ctr-memory";

    public string Title => "CTR models: ten million ids";

    public string Description =>
        $"""
        A factorisation machine with vectors of {Dimension} values over a field of {Ids:N0} distinct ids, every one of which is kept,
        and two small fields, from an `IDataView` that makes every row as the cursor reaches it: one epoch on two threads, with 64 MiB
        for encoded rows and the rest of them in a temporary file. Memory is the largest managed heap and the largest working set seen
        while it ran, sampled every 20 ms, less what there was before. The bound is parameters and moments (three times
        {Dimension + 1} values of four bytes per id), 16 bytes per id, and a quarter more.
        """;

    public string Run(TextWriter progress)
    {
        // Compiled before it is measured.
        Fit(20_000, 1_000);
        double bound = Ids * ((3.0 * 4 * (Dimension + 1)) + 16) * 1.25;
        var table = new MarkdownTable("rows", "distinct ids", "seconds", "managed heap MiB", "working set MiB", "bound MiB");
        foreach (long rows in Sizes)
        {
            using var watch = new MemoryWatch();
            var time = Stopwatch.StartNew();
            Fit(rows, Ids);
            table.Add($"{rows:N0}", $"{Ids:N0}", $"{time.Elapsed.TotalSeconds:F0}", Mebibytes(watch.HeapBytes), Mebibytes(watch.WorkingSetBytes),
                Mebibytes(bound));
            progress.WriteLine($"{rows:N0} rows in {time.Elapsed.TotalSeconds:F0} s, {Mebibytes(watch.HeapBytes)} MiB");
        }
        return table.ToString();
    }

    private static string Mebibytes(double bytes) => $"{bytes / 1048576:F0}";

    private static void Fit(long rows, int ids)
    {
        var context = new MLContext(1);
        context.BinaryClassification.Trainers.Ctr(new CtrTrainer.Options
        {
            Architecture = new FactorizationMachine(),
            EmbeddingDimension = Dimension,
            MinimumCount = 1,
            MaximumEpochs = 1,
            ValidationFraction = 0.001,
            CacheMemory = 64 << 20,
            NumberOfThreads = 2,
            Seed = 1,
        }).Fit(context.Data.LoadFromEnumerable(DistinctClicks.Read(rows, ids)));
    }
}
