namespace Microsoft.ML.LowRank.Optimizers;

/// <summary>The textbook steps in double precision, value by value; m̂ and v̂ are written out as published.</summary>
internal sealed class NaiveOptimizer(OptimizerSettings settings, float[] start, bool isTable)
{
    private readonly double[] _first = new double[start.Length];
    private readonly double[] _second = new double[start.Length];
    private int _steps;

    public double[] Values { get; } = Array.ConvertAll(start, value => (double)value);

    /// <summary>A step of the values at the given places; their gradients lie one after the other.</summary>
    public void Step(IEnumerable<int> places, float[] gradient, double scale = 1)
    {
        _steps++;
        int next = 0;
        foreach (int i in places)
        {
            double g = gradient[next++] * scale;
            if (settings.Kind == OptimizerKind.MomentumSgd)
            {
                _first[i] = (settings.FirstDecay * _first[i]) + g;
                Values[i] -= settings.LearningRate * _first[i];
                continue;
            }
            if (settings.Kind == OptimizerKind.AdamW && !isTable)
                Values[i] -= settings.LearningRate * settings.WeightDecay * Values[i];
            _first[i] = (settings.FirstDecay * _first[i]) + ((1 - settings.FirstDecay) * g);
            _second[i] = (settings.SecondDecay * _second[i]) + ((1 - settings.SecondDecay) * g * g);
            double firstBias = 1 - Math.Pow(settings.FirstDecay, _steps);
            double secondBias = 1 - Math.Pow(settings.SecondDecay, _steps);
            // Sparse steps add ε before the correction, dense ones after it (as PyTorch's two kinds of Adam do).
            double root = isTable ? (Math.Sqrt(_second[i]) + settings.Epsilon) / Math.Sqrt(secondBias)
                : Math.Sqrt(_second[i] / secondBias) + settings.Epsilon;
            Values[i] -= settings.LearningRate * (_first[i] / firstBias) / root;
        }
    }
}
