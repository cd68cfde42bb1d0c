using System.Diagnostics;

namespace Microsoft.ML.LowRank.Samples.Compress;

/// <summary>
/// Measures times by repetition: the shortest is the one that the rest of the machine disturbed least. What is compared
/// runs in turn, and more than once, so that neither pays alone for code that runs the first time.
/// </summary>
internal static class Stopwatches
{
    private const int FewestRounds = 2;
    private const int MostRounds = 7;
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(5);

    /// <returns>Of each its last result and its shortest time in seconds.</returns>
    public static IReadOnlyList<(T Result, double Seconds)> Compare<T>(bool quick, params IReadOnlyList<Func<T>> runs)
    {
        var results = new T[runs.Count];
        double[] shortest = [.. runs.Select(_ => double.PositiveInfinity)];
        long began = Stopwatch.GetTimestamp();
        for (int round = 1; ; round++)
        {
            for (int i = 0; i < runs.Count; i++)
            {
                long start = Stopwatch.GetTimestamp();
                results[i] = runs[i]();
                shortest[i] = Math.Min(shortest[i], Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
            bool isEnough = quick || round >= MostRounds || Stopwatch.GetElapsedTime(began) >= Budget;
            if (round >= FewestRounds && isEnough)
                return [.. results.Zip(shortest)];
        }
    }
}
