namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// Second derivatives Σ w p(1 − p) x xᵀ at one point: per segment, for all training parts to share that are near it, or
/// for one training part alone.
/// </summary>
internal sealed class LogisticCurvature
{
    // How far models may move, in units of the columns, before p(1 − p) is another.
    private const double Reach = 0.02;

    private readonly int _width;
    private readonly bool _isShared;
    private readonly double[][] _sums;

    private LogisticCurvature(int width, int[][] groups, bool isShared)
    {
        _width = width;
        _isShared = isShared;
        Groups = groups;
        _sums = Array.ConvertAll(groups, _ => new double[width * width]);
    }

    /// <summary>Where it was taken.</summary>
    public double[]? Point { get; private set; }

    /// <summary>Counts the points.</summary>
    public int Version { get; private set; }

    /// <summary>Segments that are summed together.</summary>
    public int[][] Groups { get; }

    public static LogisticCurvature Shared(int width, int segments) =>
        new(width, [.. Enumerable.Range(0, segments).Select(segment => new[] { segment })], isShared: true);

    public static LogisticCurvature For(LogisticPart part, int width) =>
        new(width, [part.Source.Training], isShared: false);

    /// <summary>The sum of a group, width × width.</summary>
    public double[] Sum(int group) => _sums[group];

    public bool IsFarFrom(double[] point) =>
        Point is null || Point.Zip(point, (a, b) => Math.Abs(a - b)).Sum() > Reach;

    /// <summary>Starts anew at another point.</summary>
    public void Begin(double[] point)
    {
        Point = point;
        Version++;
        foreach (var sum in _sums)
            Array.Clear(sum);
    }

    /// <summary>The mean over a training part, width × width and symmetric.</summary>
    public double[] Mean(LogisticPart part)
    {
        var mean = new double[_width * _width];
        foreach (int group in _isShared ? part.Source.Training : [0])
            ShortVectors.AddScaled(1 / part.Weight, _sums[group], mean);
        return mean;
    }
}
