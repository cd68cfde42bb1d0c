using Microsoft.ML.LowRank.Compression;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>The randomised fit of sparse rows against scikit-learn's TruncatedSVD.</summary>
internal sealed class FitSparseBenchmark : IBenchmark
{
    private const int Rows = 50_000;
    private const int Columns = 20_000;
    private const double Filled = 0.01;
    private const int Rank = 16;

    public string Name => "fit-sparse";

    public string Title => "LowRankCompress: randomised fit of sparse rows";

    public string Description =>
        $"""
        {Rows:N0} × {Columns:N0} sparse rows, {Filled:P0} filled, rank {Rank}, not centred (as `TruncatedSVD`, which
        cannot). Energy is the share of the squared length that the basis holds. The ratio is to the fastest solver whose
        energy falls short of ours by less than 10⁻⁴ of it. Medians.
        """;

    public string Run(TextWriter progress)
    {
        var source = new SparseRows(Rows, Columns, Filled);
        string path = Path.GetTempFileName();
        try
        {
            source.Save(path);
            return Run(source, path, progress);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Run(SparseRows source, string path, TextWriter progress)
    {
        var table = new MarkdownTable("solver", "threads", "seconds", "energy", "reaches ours", "ratio");
        string versions = "";
        foreach (int threads in new[] { 1, 2 })
        {
            var fits = new List<double>();
            double energy = 0;
            void Ours() => fits.AddRange(FitDenseBenchmark.Seconds(5, () => energy = Fit(source, threads).EnergyKept));
            Ours();
            var peer = PythonPeer.Run(
                "fit_sparse.py", threads, progress, path, $"{Rows}", $"{Columns}", $"{source.PerRow}", $"{Rank}", "1");
            Ours();
            double ours = Measured.Of([.. fits]).Median;
            table.Add("ours", $"{threads}", $"{ours:F3}", $"{energy:F6}", "", "");
            foreach (var solver in peer.GetProperty("solvers").EnumerateObject())
            {
                double seconds = solver.Value.GetProperty("seconds").GetDouble();
                double theirs = solver.Value.GetProperty("energy").GetDouble();
                bool reaches = theirs >= energy * (1 - 1e-4);
                table.Add(
                    solver.Name, $"{threads}", $"{seconds:F3}", $"{theirs:F6}", reaches ? "yes" : "no",
                    reaches ? $"{seconds / ours:F2}" : "");
            }
            versions = peer.GetProperty("versions").GetString()!;
            progress.WriteLine($"{threads}T ours {ours:F3} s, energy {energy:F6}");
        }
        return $"{table}\nPeers: {versions}.";
    }

    private static LowRankProjection Fit(SparseRows source, int threads) => LowRankFitter.Fit(
        source, new() { Method = LowRankMethod.Randomized, RankCeiling = Rank, Center = false, Threads = threads })
        .Projection;
}
