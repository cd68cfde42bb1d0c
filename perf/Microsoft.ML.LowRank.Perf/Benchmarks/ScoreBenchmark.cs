using Microsoft.ML.LowRank.Compression;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>Encoding rows against scikit-learn's transform.</summary>
internal sealed class ScoreBenchmark : IBenchmark
{
    private const int Rank = 16;

    public string Name => "score";

    public string Title => "LowRankCompress: rows encoded per second";

    public string Description =>
        $"""
        The rows of the fits above to {Rank} values each, with the fitted models: dense rows as one batch and one by one,
        sparse rows one by one (their `transform` multiplies the whole matrix). Millions of rows per second, medians.
        """;

    public string Run(TextWriter progress)
    {
        var table = new MarkdownTable("rows", "threads", "batch M/s", "single M/s", "scikit-learn M/s", "ratio");
        string dense = Dense(table, progress);
        string sparse = Sparse(table, progress);
        return $"{table}\nPeers: {dense}; {sparse}.";
    }

    private static string Dense(MarkdownTable table, TextWriter progress)
    {
        const int Rows = 100_000;
        const int Columns = 256;
        var source = new DenseRows(Rows, Columns);
        var rows = source.Blocks.SelectMany(b => b.Values).ToArray();
        var projection = LowRankFitter.Fit(source, new() { RankCeiling = Rank }).Projection;
        var codes = new float[Rows * Rank];
        string path = Path.GetTempFileName();
        string versions = "";
        try
        {
            source.Save(path);
            foreach (int threads in new[] { 1, 2 })
            {
                double batch = Median(() => projection.EncodeBatch(rows, Rows, codes, threads));
                var peer = PythonPeer.Run(
                    "fit_dense.py", threads, progress, path, $"{Rows}", $"{Columns}", $"{Rank}", "0");
                // Before and after the peer, so that a slow minute meets both.
                batch = (batch + Median(() => projection.EncodeBatch(rows, Rows, codes, threads))) / 2;
                double single = threads > 1 ? double.NaN : Median(() =>
                {
                    for (int i = 0; i < Rows; i++)
                        projection.Encode(rows.AsSpan(i * Columns, Columns), codes.AsSpan(i * Rank, Rank));
                });
                double theirs = peer.GetProperty("transform").GetDouble();
                Add(table, $"{Rows:N0} × {Columns} dense", threads, Rows, batch, single, theirs, theirs / batch);
                versions = peer.GetProperty("versions").GetString()!;
            }
        }
        finally
        {
            File.Delete(path);
        }
        return versions;
    }

    private static string Sparse(MarkdownTable table, TextWriter progress)
    {
        const int Rows = 50_000;
        const int Columns = 20_000;
        var source = new SparseRows(Rows, Columns, 0.01);
        var projection = LowRankFitter.Fit(
            source, new() { Method = LowRankMethod.Randomized, RankCeiling = Rank, Center = false }).Projection;
        string path = Path.GetTempFileName();
        try
        {
            source.Save(path);
            var code = new float[Rank];
            double single = Median(() =>
            {
                foreach (var block in source.Blocks)
                    for (int i = 0; i < block.Rows; i++)
                    {
                        int start = block.RowStarts![i];
                        int count = block.RowStarts[i + 1] - start;
                        projection.Encode(block.Values.AsSpan(start, count), block.Indices.AsSpan(start, count), code);
                    }
            });
            var peer = PythonPeer.Run(
                "fit_sparse.py", 1, progress, path, $"{Rows}", $"{Columns}", $"{source.PerRow}", $"{Rank}", "0");
            double theirs = peer.GetProperty("transform").GetDouble();
            Add(table, $"{Rows:N0} × {Columns:N0} sparse", 1, Rows, double.NaN, single, theirs, theirs / single);
            return peer.GetProperty("versions").GetString()!;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static double Median(Action action) => Measured.Of([.. FitDenseBenchmark.Seconds(9, action)]).Median;

    private static void Add(
        MarkdownTable table, string name, int threads, int rows, double batch, double single, double theirs, double ratio) =>
        table.Add(name, $"{threads}", Rate(rows, batch), Rate(rows, single), Rate(rows, theirs), $"{ratio:F2}");

    private static string Rate(int rows, double seconds) => double.IsNaN(seconds) ? "" : $"{rows / seconds / 1e6:F2}";
}
