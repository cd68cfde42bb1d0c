using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>A smooth function of the features, drawn at random: a few waves in random directions. Its deviation is given.</summary>
internal sealed class SmoothError
{
    private readonly double[] _directions;
    private readonly double[] _phases;
    private readonly double _height;

    public SmoothError(ref SplitMix64 random, int waves, double deviation)
    {
        _directions = new double[waves * ExamScores.Features];
        for (int i = 0; i < _directions.Length; i++)
            _directions[i] = 0.7 * random.NextGaussian();
        _phases = new double[waves];
        for (int i = 0; i < waves; i++)
            _phases[i] = 2 * Math.PI * random.NextDouble();
        _height = deviation * Math.Sqrt(2.0 / waves);
    }

    public double At(ReadOnlySpan<double> x)
    {
        double sum = 0;
        for (int wave = 0; wave < _phases.Length; wave++)
        {
            double angle = _phases[wave];
            for (int i = 0; i < x.Length; i++)
                angle += _directions[(wave * x.Length) + i] * x[i];
            sum += Math.Cos(angle);
        }
        return _height * sum;
    }
}
