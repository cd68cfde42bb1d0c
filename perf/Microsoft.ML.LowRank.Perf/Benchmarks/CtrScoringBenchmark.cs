using Microsoft.ML.LowRank.Networks;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>Scores of click-through-rate networks, in batches and row by row, against PyTorch.</summary>
internal sealed class CtrScoringBenchmark : IBenchmark
{
    private const int Rounds = 3;
    private const double Seconds = 1;
    private const double PeerSeconds = 1;
    private static readonly int[] Sizes = [256, 4_096];
    private static readonly string[] Forms = ["eager", "frozen"];

    public string Name => "ctr-scoring";

    public string Title => "Networks for click-through rates: scoring";

    public string Description =>
        $"""
        The networks of the training above, with ids in and log-odds out. PyTorch runs in inference mode, eagerly and as a frozen
        TorchScript, with one and two threads; each number is of the better (in brackets), and the ratio is to the better of both
        forms. Batches of ours use both processors; a single row is the work of one thread. Single rows come one after another,
        every one another of 10,000, in microseconds: median and 99th percentile. Ours and the peer take turns, {Rounds} times;
        medians of the turns.
        """;

    public string Run(TextWriter progress)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var peer = new TorchNetworks(path, "scoring", string.Join(',', Sizes), "1,2", PeerSeconds);
            // The peer writes the ids.
            peer.Run(progress);
            var ids = ClickIds.Read(path);
            var own = ClickNetworks.All.ToDictionary(
                item => item.Name, item => new OwnScoring(new NetworkScorer(ClickNetworks.Make(item.Architecture)), ids, Sizes));
            for (int round = 0; round < Rounds; round++)
            {
                foreach (var (name, scoring) in own)
                {
                    scoring.Measure(Seconds);
                    progress.WriteLine($"{name}: {scoring}");
                }
                if (round + 1 < Rounds)
                    peer.Run(progress);
            }
            return $"{Batches(own, peer)}\n{SingleRows(own, peer)}\nPeer: {peer.Versions}.";
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static MarkdownTable Batches(Dictionary<string, OwnScoring> own, TorchNetworks peer)
    {
        var table = new MarkdownTable("network", "rows at once", "ours rows/s", "eager rows/s", "frozen rows/s", "ratio", "bytes per batch");
        foreach (var (name, title, _) in ClickNetworks.All)
        {
            foreach (int size in Sizes)
            {
                double rate = own[name].RowsPerSecond(size);
                var theirs = Forms.Select(form => peer.Best(name, true, form, "rows_per_second", $"{size}")).ToArray();
                table.Add(title, $"{size:N0}", $"{rate:N0}", $"{theirs[0].Value:N0} ({theirs[0].Threads})",
                    $"{theirs[1].Value:N0} ({theirs[1].Threads})", $"{rate / theirs.Max(item => item.Value):F2}", $"{own[name].BytesPerBatch(size)}");
            }
        }
        return table;
    }

    private static MarkdownTable SingleRows(Dictionary<string, OwnScoring> own, TorchNetworks peer)
    {
        var table = new MarkdownTable("one encoded row", "ours µs", "ours 99 %", "eager µs", "frozen µs", "ratio", "bytes per row");
        foreach (var (name, title, _) in ClickNetworks.All)
        {
            var ours = own[name].SingleRow;
            var theirs = Forms.Select(form => peer.Best(name, false, form, "single_row", "median_us")).ToArray();
            table.Add(title, $"{ours.Median:F1}", $"{ours.Tail:F1}", $"{theirs[0].Value:F1} ({theirs[0].Threads})",
                $"{theirs[1].Value:F1} ({theirs[1].Threads})", $"{theirs.Min(item => item.Value) / ours.Median:F2}",
                $"{own[name].BytesPerBatch(1)}");
        }
        return table;
    }
}
