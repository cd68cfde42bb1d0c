namespace Microsoft.ML.LowRank.Perf;

/// <summary>Training steps of click-through-rate networks against PyTorch, and against what their matrix products allow.</summary>
internal sealed class CtrTrainingBenchmark : IBenchmark
{
    private const int BatchRows = 4_096;
    private const int Rounds = 3;
    private const int Turns = 5;
    private const double SecondsPerTurn = 0.3;
    private const double PeerSeconds = 1.5;
    private static readonly int[] Threads = [1, 2];

    public string Name => "ctr-training";

    public string Title => "Networks for click-through rates: training";

    public string Description =>
        $"""
        Training steps in batches of {BatchRows:N0}: {ClickIds.Fields} categorical fields with vectors of 16 from a table of a million
        rows, hidden layers of 400, 400 and 400; within a field, chances fall as 1/rank. Both sides read the same ids from
        memory, without penalty and without clipping. Ours keeps the moments of rows that are not in the batch as they are, as
        SparseAdam does; "dense" is Adam over the whole tables. PyTorch takes the better of one and two threads (in brackets),
        its idle workers asleep. Ours and the peer take turns, {Rounds} times; within a turn of ours, steps and "products alone"
        take turns, {Turns} times: the network's matrix products, forward and backward, at the same shapes on the same kernels and
        threads, which is what no training on this engine can exceed. Rows per second, medians of the turns; ratios of medians.
        """;

    public string Run(TextWriter progress)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var peer = new TorchNetworks(path, "training", $"{BatchRows}", "1,2", PeerSeconds);
            // The peer writes the ids.
            peer.Run(progress);
            var batches = ClickIds.Read(path).Batches(BatchRows);
            var own = new List<(string Title, int Threads, Measured Step, Measured Products, long Bytes)>();
            for (int round = 0; round < Rounds; round++)
            {
                foreach (var (_, title, architecture) in ClickNetworks.All)
                {
                    foreach (int threads in Threads)
                    {
                        var network = ClickNetworks.Make(architecture);
                        var training = new OwnTraining(network, batches, threads);
                        var products = new NetworkProducts(network, BatchRows, threads);
                        long bytes = training.BytesPerStep();
                        var measured = Timing.Alternate(Turns, SecondsPerTurn, TimeSpan.Zero, training.Step, products.Run);
                        own.Add((title, threads, measured[0], measured[1], bytes));
                        progress.WriteLine($"{title}, {threads}T: {Rate(measured[0].Median)}, products {Rate(measured[1].Median)}");
                    }
                }
                if (round + 1 < Rounds)
                    peer.Run(progress);
            }
            return $"{Table(own, peer)}\nPeer: {peer.Versions}.";
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static MarkdownTable Table(
        List<(string Title, int Threads, Measured Step, Measured Products, long Bytes)> own, TorchNetworks peer)
    {
        var table = new MarkdownTable("network", "threads", "ours", "SparseAdam", "ratio", "dense Adam", "ratio", "products alone",
            "our share", "bytes per step");
        foreach (var (name, title, _) in ClickNetworks.All)
        {
            var sparse = peer.Best(name, true, "sparse", $"{BatchRows}");
            var dense = peer.Best(name, true, "dense", $"{BatchRows}");
            foreach (int threads in Threads)
            {
                var here = own.Where(item => item.Title == title && item.Threads == threads).ToList();
                double step = Measured.Of([.. here.Select(item => item.Step.Median)]).Median;
                double products = Measured.Of([.. here.Select(item => item.Products.Median)]).Median;
                double rate = BatchRows / step;
                table.Add(title, $"{threads}", Rate(step), $"{sparse.Value:N0} ({sparse.Threads})", $"{rate / sparse.Value:F2}",
                    $"{dense.Value:N0} ({dense.Threads})", $"{rate / dense.Value:F2}", Rate(products), $"{products / step:P0}",
                    $"{here.Max(item => item.Bytes)}");
            }
        }
        return table;
    }

    private static string Rate(double seconds) => $"{BatchRows / seconds:N0}";
}
