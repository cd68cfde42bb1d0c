using System.Diagnostics;
using Microsoft.ML.LowRank.Networks.Factoring;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>Time and memory of compressing a network of ten million ids.</summary>
internal sealed class CtrCompressMemoryBenchmark : IBenchmark
{
    private const int Ids = 10_000_000;
    private const int CalibrationRows = 65_536;

    public string Name => "ctr-compress-memory";

    public string Title => "Compressing a network of ten million ids";

    public string Description =>
        $"""
        DeepFM with vectors of 16 and hidden layers of 400 over a field of {Ids:N0} distinct ids and two small fields, trained for one epoch
        over as many rows with two threads, then compressed by `RankRule.Smaller(4)` without training steps, with {CalibrationRows:N0} rows for
        calibration. *Model* is its parameters, vocabulary and counts in memory. *Peak* is the largest managed heap while it was compressed
        less that of before, the smaller model with it, sampled every 20 ms; the aim is a quarter of the model.
        """;

    public string Run(TextWriter progress)
    {
        // Compiled before it is measured.
        Compress(Train(20_000, 1_000).Model, 1_000);
        var watch = Stopwatch.StartNew();
        var (model, epoch) = Train(Ids, Ids);
        progress.WriteLine($"trained in {watch.Elapsed.TotalSeconds:F0} s, the epoch in {epoch:F0} s");
        var (report, seconds, heap, set) = Compress(model, Ids);
        var table = new MarkdownTable("distinct ids", "epoch, seconds", "compressed, seconds", "ratio", "model MiB", "peak heap MiB",
            "of the model", "peak working set MiB", "smaller: parameters", "file");
        table.Add($"{Ids:N0}", $"{epoch:F0}", $"{seconds:F1}", $"{epoch / seconds:F1}", Mebibytes(report.Before.ResidentBytes), Mebibytes(heap),
            $"{100.0 * heap / report.Before.ResidentBytes:F0} %", Mebibytes(set),
            $"{(double)report.Before.Parameters / report.After.Parameters:F2}", $"{(double)report.Before.FileBytes / report.After.FileBytes:F2}");
        return table.ToString();
    }

    private static string Mebibytes(double bytes) => $"{bytes / 1048576:F0}";

    private static (CtrModelParameters Model, double EpochSeconds) Train(int rows, int ids)
    {
        var context = new MLContext(1);
        var trained = context.BinaryClassification.Trainers.Ctr(new CtrTrainer.Options
        {
            Architecture = new DeepFm(),
            MinimumCount = 1,
            MaximumEpochs = 1,
            ValidationFraction = 0.001,
            NumberOfThreads = 2,
            Seed = 1,
        }).Fit(context.Data.LoadFromEnumerable(DistinctClicks.Read(rows, ids)));
        return (trained.Model, rows / trained.Report!.Epochs[0].RowsPerSecond);
    }

    private static (NetworkCompressionReport Report, double Seconds, long Heap, long WorkingSet) Compress(CtrModelParameters model, int ids)
    {
        using var rows = DistinctClicks.Encode(model.Encoder, CalibrationRows, ids);
        var watch = new MemoryWatch();
        var time = Stopwatch.StartNew();
        NetworkCompressionReport report;
        using (watch)
        {
            (_, report) = new NetworkCompressor(model, rows, null, new NetworkCompressionOptions
            {
                Ranks = RankRule.Smaller(4),
                FeatureEpochs = 0,
                FineTuningEpochs = 0,
                NumberOfThreads = 2,
            }, 1, _ => { }, () => false).Run();
        }
        return (report, time.Elapsed.TotalSeconds, watch.HeapBytes, watch.WorkingSetBytes);
    }
}
