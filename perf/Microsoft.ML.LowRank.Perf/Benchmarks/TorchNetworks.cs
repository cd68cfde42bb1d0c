using System.Text.Json;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>Rates of the same networks in PyTorch, run by run, each a process of its own.</summary>
internal sealed class TorchNetworks(string idsPath, string what, string batches, string threads, double seconds)
{
    private readonly List<JsonElement> _runs = [];

    public string Versions => _runs[^1].GetProperty("versions").GetString()!;

    /// <summary>Runs the peer once more.</summary>
    public void Run(TextWriter progress) => _runs.Add(
        PythonPeer.Run("ctr/speed.py", 2, progress, idsPath, batches, threads, $"{seconds}", "1", what));

    /// <summary>The median over the runs of the number at a path, and the threads for which it was best.</summary>
    public (double Value, string Threads) Best(string network, bool isLargest, params string[] path)
    {
        var found = threads.Split(',').Select(count => (Value: Median(network, count, path), Threads: count)).ToList();
        return isLargest ? found.MaxBy(item => item.Value) : found.MinBy(item => item.Value);
    }

    private double Median(string network, string count, string[] path) => Measured.Of([.. _runs.Select(run =>
        path.Prepend(what).Aggregate(
            run.GetProperty("results").GetProperty($"{network}, {count} threads"), (at, name) => at.GetProperty(name)).GetDouble())]).Median;
}
