using System.Diagnostics;
using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Compression;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>The exact fit of dense rows against numpy and scikit-learn.</summary>
internal sealed class FitDenseBenchmark : IBenchmark
{
    private const int Rows = 100_000;
    private const int Columns = 256;
    private const int Rank = 16;

    public string Name => "fit-dense";

    public string Title => "LowRankCompress: exact fit of dense rows";

    public string Description =>
        $"""
        {Rows:N0} × {Columns} dense rows in memory, rank {Rank}. Ours is the whole fit: mean, centred covariance with
        float64 sums, eigenvectors, energy and error. numpy is `eigh(X.T @ X)` in float32: no mean, all vectors.
        scikit-learn is `PCA({Rank}).fit`. Medians; ratios above 1 mean that we are faster. "Through ML.NET" fits
        `LowRankCompress` on an `IDataView` of the same rows and so includes reading them by a cursor.
        """;

    public string Run(TextWriter progress)
    {
        var source = new DenseRows(Rows, Columns);
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

    private static string Run(DenseRows source, string path, TextWriter progress)
    {
        var table = new MarkdownTable(
            "threads", "ours ms", "through ML.NET ms", "numpy ms", "ratio", "PCA full ms", "arpack ms", "randomized ms",
            "ratio to the fastest");
        string notes = "";
        var data = View(source);
        foreach (int threads in new[] { 1, 2 })
        {
            var fits = new List<double>();
            var viewFits = new List<double>();
            double energy = 0;
            void Ours()
            {
                fits.AddRange(Seconds(9, () => energy = Fit(source, threads).EnergyKept));
                viewFits.AddRange(Seconds(3, () => Fit(data, threads)));
            }
            // Before and after the peer, so that a slow minute meets both.
            Ours();
            var peer = PythonPeer.Run("fit_dense.py", threads, progress, path, $"{Rows}", $"{Columns}", $"{Rank}", "3");
            Ours();

            double ours = Measured.Of([.. fits]).Median;
            double numpy = peer.GetProperty("numpy").GetDouble();
            var solvers = peer.GetProperty("solvers");
            double Solver(string name) => solvers.GetProperty(name).GetProperty("seconds").GetDouble();
            double[] seconds = [Solver("full"), Solver("arpack"), Solver("randomized")];
            table.Add(
                $"{threads}", Ms(ours), Ms(Measured.Of([.. viewFits]).Median), Ms(numpy), $"{numpy / ours:F2}",
                Ms(seconds[0]), Ms(seconds[1]), Ms(seconds[2]), $"{seconds.Min() / ours:F1}");
            notes = $"Energy kept: ours {energy:F6}, PCA full " +
                $"{solvers.GetProperty("full").GetProperty("energy").GetDouble():F6}. Peers: " +
                $"{peer.GetProperty("versions").GetString()}.";
            progress.WriteLine($"{threads}T ours {Ms(ours)} ms, numpy {Ms(numpy)} ms");
        }
        return $"{table}\n{notes}";
    }

    private static LowRankProjection Fit(IRowSource source, int threads) => LowRankFitter.Fit(
        source, new() { Method = LowRankMethod.Exact, RankCeiling = Rank, Threads = threads }).Projection;

    private static void Fit(IDataView data, int threads)
    {
        var options = new LowRankCompressEstimator.Options
        {
            Columns = [new InputOutputColumnPair("Z", "Features")],
            Rank = Rank,
            Method = LowRankMethod.Exact,
            NumberOfThreads = threads,
        };
        new MLContext(1).Transforms.LowRankCompress(options).Fit(data);
    }

    private static IDataView View(DenseRows source)
    {
        var definition = SchemaDefinition.Create(typeof(Row));
        definition[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, source.Columns);
        var rows = source.Blocks.SelectMany(block => Enumerable.Range(0, block.Rows).Select(
            i => new Row { Features = block.Values[(i * block.Columns)..((i + 1) * block.Columns)] })).ToList();
        return new MLContext(1).Data.LoadFromEnumerable(rows, definition);
    }

    internal static IEnumerable<double> Seconds(int count, Action action)
    {
        action();
        for (int i = 0; i < count; i++)
        {
            var watch = Stopwatch.StartNew();
            action();
            yield return watch.Elapsed.TotalSeconds;
        }
    }

    private static string Ms(double seconds) => $"{seconds * 1e3:F1}";

    private sealed class Row
    {
        public float[] Features { get; set; } = [];
    }
}
