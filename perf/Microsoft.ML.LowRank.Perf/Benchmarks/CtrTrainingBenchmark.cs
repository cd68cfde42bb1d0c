using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Networks;

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
            var own = ClickNetworks.All.SelectMany(item => Threads.Select(threads => new Own(item.Title, item.Architecture, batches, threads))).ToList();
            for (int round = 0; round < Rounds; round++)
            {
                own.ForEach(item => item.Measure(progress));
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

    private static MarkdownTable Table(List<Own> own, TorchNetworks peer)
    {
        var table = new MarkdownTable("network", "threads", "ours", "SparseAdam", "ratio", "dense Adam", "ratio", "products alone",
            "our share", "bytes per step");
        foreach (var (name, title, _) in ClickNetworks.All)
        {
            var sparse = peer.Best(name, true, "sparse", $"{BatchRows}");
            var dense = peer.Best(name, true, "dense", $"{BatchRows}");
            foreach (int threads in Threads)
            {
                var here = own.Single(item => item.Title == title && item.Threads == threads);
                var (step, products) = (here.Step, here.Products);
                double rate = BatchRows / step;
                table.Add(title, $"{threads}", Rate(step), $"{sparse.Value:N0} ({sparse.Threads})", $"{rate / sparse.Value:F2}",
                    $"{dense.Value:N0} ({dense.Threads})", $"{rate / dense.Value:F2}", Rate(products), $"{products / step:P0}",
                    $"{here.Training.BytesPerStep()}");
            }
        }
        return table;
    }

    private static string Rate(double seconds) => $"{BatchRows / seconds:N0}";

    /// <summary>One of our networks with a number of threads, and its times so far.</summary>
    private sealed class Own(string title, CtrArchitecture architecture, EncodedBatch[] batches, int threads)
    {
        private readonly Network _network = ClickNetworks.Make(architecture);
        private readonly List<double> _steps = [];
        private readonly List<double> _products = [];
        private NetworkProducts? _alone;
        private OwnTraining? _training;

        public string Title => title;

        public int Threads => threads;

        public OwnTraining Training => _training ??= new OwnTraining(_network, batches, threads);

        public double Step => Measured.Of([.. _steps]).Median;

        public double Products => Measured.Of([.. _products]).Median;

        public void Measure(TextWriter progress)
        {
            _alone ??= new NetworkProducts(_network, BatchRows, threads);
            var measured = Timing.Alternate(Turns, SecondsPerTurn, TimeSpan.Zero, Training.Step, _alone.Run);
            _steps.Add(measured[0].Median);
            _products.Add(measured[1].Median);
            progress.WriteLine($"{title}, {threads}T: {Rate(_steps[^1])}, products {Rate(_products[^1])}");
        }
    }
}
