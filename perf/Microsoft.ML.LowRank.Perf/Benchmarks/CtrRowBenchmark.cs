namespace Microsoft.ML.LowRank.Perf;

/// <summary>One row of texts at a time through <c>PredictionEngine</c>, against PyTorch with ids that were looked up before.</summary>
internal sealed class CtrRowBenchmark : IBenchmark
{
    private const int Rounds = 3;
    private const double Seconds = 2;
    private const int TrainingRows = 60_000;

    public string Name => "ctr-row";

    public string Title => "Networks for click-through rates: one row of texts";

    public string Description =>
        $"""
        DeepFM of the reference size (39 fields, vectors of 16, hidden layers of 400) trained for one epoch on {TrainingRows:N0} rows of
        texts, about a million distinct ones, all kept. `PredictionEngine.Predict` gets objects with 39 strings and gives score,
        probability and label: hashing, look-up and network. PyTorch gets the row numbers of its table, so its time is the network's
        alone. One thread each; every call another of {TextClicks.ScoredRows:N0} rows, in microseconds; median of {Rounds} turns.
        """;

    public string Run(TextWriter progress)
    {
        var (predict, ids) = Train();
        progress.WriteLine($"trained, {ids:N0} rows in the table");
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var peer = new TorchNetworks(path, "scoring", "256", "1,2", 1);
            var latencies = new List<Latency>();
            for (int round = 0; round < Rounds; round++)
            {
                latencies.Add(Latency.Of(predict, Seconds));
                progress.WriteLine($"{latencies[^1].Median:F1} µs");
                peer.Run(progress);
            }
            var ours = Latency.MedianOf(latencies);
            var table = new MarkdownTable("", "median µs", "99 % µs", "ratio to ours");
            table.Add("ours, texts in", $"{ours.Median:F1}", $"{ours.Tail:F1}", "1.00");
            foreach (string form in new[] { "eager", "frozen" })
            {
                var (median, threads) = peer.Best("DeepFm", false, form, "single_row", "median_us");
                table.Add($"PyTorch {form}, ids in ({threads})", $"{median:F1}", "", $"{median / ours.Median:F2}");
            }
            return $"{table}\nRows in the table: {ids:N0}. Peer: {peer.Versions}.";
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static (Action Predict, int TableRows) Train()
    {
        var context = new MLContext(1);
        var model = TextClicks.Train(context, TrainingRows);
        return (TextClicks.Predictor(context, model, TrainingRows), model.Model.Layers.Max(layer => layer.Rows));
    }
}
