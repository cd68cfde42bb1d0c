using System.Diagnostics;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>Times of single calls, one after another, in microseconds.</summary>
internal sealed record Latency(double Median, double Tail)
{
    private const int CallsToWarm = 3_000;

    /// <summary>The median and the 99th percentile of the calls of so many seconds.</summary>
    public static Latency Of(Action call, double seconds)
    {
        for (int i = 0; i < CallsToWarm; i++)
            call();
        var times = new List<double>(1 << 20);
        long begin = Stopwatch.GetTimestamp();
        for (long start = begin; Stopwatch.GetElapsedTime(begin, start).TotalSeconds < seconds;)
        {
            call();
            long end = Stopwatch.GetTimestamp();
            times.Add(Stopwatch.GetElapsedTime(start, end).TotalMicroseconds);
            start = end;
        }
        times.Sort();
        return new(times[times.Count / 2], times[times.Count * 99 / 100]);
    }

    /// <summary>Medians of both over several turns.</summary>
    public static Latency MedianOf(IReadOnlyCollection<Latency> turns)
        => new(Measured.Of([.. turns.Select(turn => turn.Median)]).Median, Measured.Of([.. turns.Select(turn => turn.Tail)]).Median);
}
