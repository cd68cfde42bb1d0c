using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Networks;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>Times of one network's scores over batches of several sizes, and over single rows.</summary>
internal sealed class OwnScoring
{
    // The peer's single rows go round as many.
    private const int SingleRows = 10_000;
    private const int Turns = 3;

    private readonly NetworkScorer _scorer;
    private readonly int[] _sizes;
    private readonly Dictionary<int, EncodedBatch[]> _batches = [];
    private readonly Dictionary<int, List<double>> _rates = [];
    private readonly List<Latency> _latencies = [];
    private readonly float[] _outputs;
    private int _next;

    public OwnScoring(NetworkScorer scorer, ClickIds ids, int[] sizes)
    {
        (_scorer, _sizes) = (scorer, sizes);
        _outputs = new float[sizes.Max()];
        foreach (int size in sizes.Append(1))
            (_batches[size], _rates[size]) = (ids.Batches(size, SingleRows), []);
    }

    public Latency SingleRow => Latency.MedianOf(_latencies);

    public double RowsPerSecond(int size) => Measured.Of([.. _rates[size]]).Median;

    /// <summary>Bytes that a warm batch allocates, on all threads.</summary>
    public long BytesPerBatch(int size)
    {
        int calls = _batches[size].Length;
        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (int i = 0; i < calls; i++)
            Score(size);
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / calls;
    }

    /// <summary>One more turn.</summary>
    public void Measure(double seconds)
    {
        foreach (int size in _sizes)
            _rates[size].Add(size / Timing.Alternate(Turns, seconds / Turns, TimeSpan.Zero, () => Score(size))[0].Median);
        _latencies.Add(Latency.Of(() => Score(1), seconds));
    }

    public override string ToString()
        => $"{string.Join(", ", _sizes.Select(size => $"{size}: {_rates[size][^1]:N0} rows/s"))}, single row {_latencies[^1].Median:F1} µs";

    private void Score(int size)
    {
        var batches = _batches[size];
        _scorer.Run(batches[_next++ % batches.Length], 0, size, _outputs);
    }
}
