using System.Diagnostics;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>Time and memory of the meta-learner over many rows that are streamed through ML.NET's cursors.</summary>
internal sealed class StackingStreamBenchmark : IBenchmark
{
    private const int Models = 10;
    private static readonly long[] Sizes = [1_000_000, 10_000_000];

    public string Name => "stacking-stream";

    public string Title => "Stacking: rows that are streamed";

    public string Description =>
        $"""
        `RegularizedMetaLearner` with its default options over {Models} base predictions from an `IDataView` that makes every
        row as the cursor reaches it, on two threads. Memory is the largest managed heap and the largest working set seen while
        it ran, sampled every 20 ms, less what there was before. Labels and folds are kept, 8 bytes per row; the rest is streamed.
        """;

    public string Run(TextWriter progress)
    {
        // Compiled before it is measured.
        Fit(20_000);
        var table = new MarkdownTable("rows", "seconds", "managed heap MiB", "working set MiB", "passes over the predictions");
        foreach (long rows in Sizes)
        {
            using var watch = new MemoryWatch();
            var time = Stopwatch.StartNew();
            int passes = Fit(rows);
            table.Add($"{rows:N0}", $"{time.Elapsed.TotalSeconds:F1}", $"{watch.HeapBytes / 1048576.0:F0}",
                $"{watch.WorkingSetBytes / 1048576.0:F0}", $"{passes}");
            progress.WriteLine($"{rows:N0} rows in {time.Elapsed.TotalSeconds:F1} s");
        }
        return table.ToString();
    }

    private static int Fit(long rows)
    {
        var options = new RegularizedMetaLearnerTrainer.Options { NumberOfThreads = 2 };
        var model = new MLContext(1).Regression.Trainers.RegularizedMetaLearner(options).Fit(new StreamedPredictions(rows, Models));
        return model.Report!.PassCount;
    }
}
