namespace Microsoft.ML.LowRank.Perf;

/// <summary>The published way to stack with every setting of its authors. Apart, because it takes long.</summary>
internal sealed class StackingPublishedBenchmark : IBenchmark
{
    public string Name => "stacking-published";

    public string Title => "Stacking: the published settings to the letter";

    public string Description =>
        """
        The published method on the data of the comparison, once, with two threads, and with scikit-learn's default in the
        place of `precompute=True`: lasso and elastic net with the chosen penalty are then fitted by passes over the rows,
        thousands of them. Allow an hour.
        """;

    public string Run(TextWriter progress)
    {
        const int Threads = 2;
        const string Method = "published";
        string fit = Path.GetTempFileName();
        string held = Path.GetTempFileName();
        try
        {
            new BasePredictions(StackingBenchmark.Rows, StackingBenchmark.Models).Save(fit);
            new BasePredictions(StackingBenchmark.Rows, StackingBenchmark.Models, set: 1).Save(held);
            var peer = PythonPeer.Run(
                "stacking.py", Threads, progress, fit, held, $"{StackingBenchmark.Models}", $"{Threads}", "1", Method);
            var result = peer.GetProperty("methods").GetProperty(Method);
            double Number(string name) => result.GetProperty(name).GetDouble();
            var table = new MarkdownTable("method", "threads", "seconds", "own RMSE", "held out", "models used")
                .Add(
                    Method, $"{Threads}", $"{Number("seconds"):F1}", $"{Number("own"):F4}", $"{Number("test"):F4}",
                    $"{Number("models")}");
            return $"{table}\n{StackingBenchmark.Stages(result)} Peers: {peer.GetProperty("versions").GetString()}.";
        }
        finally
        {
            File.Delete(fit);
            File.Delete(held);
        }
    }
}
