using System.Diagnostics;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>Times of several ways to do the same thing, taken in turns, so that a slow minute meets all of them.</summary>
internal static class Timing
{
    private const double SecondsToSettle = 0.02;

    /// <summary>
    /// Seconds per call of each action: <paramref name="rounds"/> rounds; in each, every action in turn is warmed and then
    /// called for about <paramref name="secondsPerTurn"/> seconds. Warming is one call, or after a rest calls for 20 ms:
    /// so long the system can take to put threads that slept onto different processors.
    /// </summary>
    /// <param name="rounds">Number of rounds; the median is over them.</param>
    /// <param name="secondsPerTurn">How long a turn lasts.</param>
    /// <param name="rest">
    /// Idle time before each turn. With several threads it must be longer than the peers' idle workers spin, or they
    /// slow down whoever comes next.
    /// </param>
    /// <param name="actions">What to time.</param>
    public static Measured[] Alternate(int rounds, double secondsPerTurn, TimeSpan rest, params Action[] actions)
    {
        var calls = actions.Select(action => Calibrate(action, secondsPerTurn)).ToArray();
        var times = actions.Select(_ => new double[rounds]).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var turn = 0; turn < actions.Length; turn++)
            {
                // Who begins changes from round to round.
                var index = (turn + round) % actions.Length;
                Thread.Sleep(rest);
                var watch = Stopwatch.StartNew();
                do
                {
                    actions[index]();
                }
                while (rest > TimeSpan.Zero && watch.Elapsed.TotalSeconds < SecondsToSettle);

                watch.Restart();
                for (var call = 0; call < calls[index]; call++)
                {
                    actions[index]();
                }

                times[index][round] = watch.Elapsed.TotalSeconds / calls[index];
            }
        }

        return [.. times.Select(Measured.Of)];
    }

    private static int Calibrate(Action action, double seconds)
    {
        // The first calls are compiled as they run; the last of the series is what a call takes.
        var watch = new Stopwatch();
        var calls = 1;
        for (var spent = 0.0; spent < 2 * seconds; spent += watch.Elapsed.TotalSeconds)
        {
            watch.Restart();
            for (var call = 0; call < calls; call++)
            {
                action();
            }

            calls = Math.Max(1, (int)Math.Min(1_000_000, seconds * calls / watch.Elapsed.TotalSeconds));
        }

        return calls;
    }
}

/// <summary>Seconds per call over the rounds.</summary>
internal sealed record Measured(double Median, double Best)
{
    public static Measured Of(double[] seconds)
    {
        var sorted = seconds.Order().ToArray();
        var middle = sorted.Length / 2;
        return new(sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2, sorted[0]);
    }
}
