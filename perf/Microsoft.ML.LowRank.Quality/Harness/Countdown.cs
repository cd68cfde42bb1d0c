using System.Diagnostics;

namespace Microsoft.ML.LowRank.Quality.Harness;

/// <summary>How long a run will take: first as it is known from elsewhere, then in proportion to how it goes here.</summary>
internal sealed class Countdown(double expectedSeconds)
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private double _done;

    public void Done(double expected) => _done += expected;

    public string Left
    {
        get
        {
            double left = expectedSeconds - _done;
            return Text(_done > 0 ? left * _watch.Elapsed.TotalSeconds / _done : left);
        }
    }

    public static string Text(double seconds) => seconds switch
    {
        < 90 => $"{Math.Max(0, seconds):F0} seconds",
        < 5400 => $"{seconds / 60:F0} minutes",
        _ => $"{seconds / 3600:F1} hours",
    };
}
