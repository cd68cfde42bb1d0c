namespace Microsoft.ML.LowRank.Samples.Generate;

/// <summary>
/// Counts with a long tail, and what they add to the log-odds: a line and a wave over log(1 + count), of mean 0 and a given
/// variance over the rows; a missing count has an effect of its own.
/// </summary>
internal sealed class CountField
{
    /// <summary>Points, evenly spread over the rows, of which mean and variance are taken.</summary>
    private const int Points = 4_096;

    /// <summary>Effects of so many counts are kept: most rows have one of them.</summary>
    private const int Kept = 1_024;

    private readonly double[] _first = [];
    private readonly double _missing, _median, _spread;
    private readonly double _slope, _wave, _frequency, _phase, _atMissing;
    private readonly double _mean, _scale = 1;

    public CountField(HashedNumbers numbers, double variance)
    {
        var random = numbers.At(0);
        // Half of the fields are always there.
        _missing = Math.Max(0, random.NextDouble() - 0.5);
        _median = Math.Exp(6 * random.NextDouble());
        _spread = 0.3 + (0.5 * random.NextDouble());
        _slope = random.NextGaussian();
        _wave = random.NextGaussian();
        _frequency = 0.5 + random.NextDouble();
        _phase = 2 * Math.PI * random.NextDouble();
        _atMissing = random.NextGaussian();
        double sum = 0, squares = 0;
        for (int i = 0; i < Points; i++)
        {
            double effect = Effect(Draw((i + 0.5) / Points));
            (sum, squares) = (sum + effect, squares + (effect * effect));
        }
        _mean = sum / Points;
        _scale = Math.Sqrt(variance / ((squares / Points) - (_mean * _mean)));
        _first = [.. Enumerable.Range(0, Kept).Select(Effect)];
    }

    /// <summary>A log-logistic number, cut to an integer.</summary>
    /// <param name="uniform">In [0, 1).</param>
    public int Draw(double uniform)
    {
        if (uniform < _missing)
            return ClickRow.Missing;
        double rest = (uniform - _missing) / (1 - _missing);
        return (int)Math.Min(_median * Math.Pow(rest / (1 - rest), _spread), int.MaxValue);
    }

    public double Effect(int count)
    {
        if ((uint)count < (uint)_first.Length)
            return _first[count];
        if (count == ClickRow.Missing)
            return (_atMissing - _mean) * _scale;
        double x = Math.Log(1.0 + count);
        return ((_slope * x) + (_wave * Math.Sin((_frequency * x) + _phase)) - _mean) * _scale;
    }
}
