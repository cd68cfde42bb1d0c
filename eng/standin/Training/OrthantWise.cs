namespace Microsoft.ML.Trainers;

/// <summary>
/// Limited-memory BFGS for a smooth convex function plus weighted absolute values (Andrew and Gao 2007): steps stay in the
/// orthant that they start in, so that coordinates become exactly zero.
/// </summary>
internal sealed class OrthantWise(Func<double[], double[], double> function, double[] absoluteWeights, int historySize)
{
    /// <summary>So many steps in a row that hardly lower the value end the search: a single one may be chance.</summary>
    private const int CalmSteps = 5;

    private readonly List<(double[] Step, double[] Change, double Product)> _history = [];

    /// <summary>The minimum from <paramref name="x"/> on; <paramref name="function"/> fills the gradient.</summary>
    public double[] Minimize(double[] x, double tolerance, int maximumIterations)
    {
        int n = x.Length;
        var gradient = new double[n];
        double value = function(x, gradient) + Penalty(x);
        int calm = 0;
        for (int iteration = 0; iteration < maximumIterations && calm < CalmSteps; iteration++)
        {
            var pseudo = PseudoGradient(x, gradient);
            var direction = Direction(pseudo);
            double slope = Dot(direction, pseudo);
            if (!(slope < 0))
                return x;

            var nextGradient = new double[n];
            double[] next = null;
            double nextValue = double.PositiveInfinity;
            double step = iteration == 0 ? 1 / Math.Max(1, Math.Sqrt(Dot(pseudo, pseudo))) : 1;
            for (int trial = 0; trial < 60; trial++, step /= 2)
            {
                next = Move(x, direction, step, pseudo);
                nextValue = function(next, nextGradient) + Penalty(next);
                if (nextValue <= value + 1e-4 * Dot(pseudo, Difference(next, x)))
                    break;
            }

            if (!(nextValue < value))
                return x;
            calm = value - nextValue <= tolerance * Math.Abs(value) ? calm + 1 : 0;
            Remember(Difference(next, x), Difference(nextGradient, gradient));
            (x, gradient, value) = (next, nextGradient, nextValue);
        }

        return x;
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    private static double[] Difference(double[] a, double[] b)
    {
        var result = new double[a.Length];
        for (int i = 0; i < a.Length; i++)
            result[i] = a[i] - b[i];
        return result;
    }

    private double Penalty(double[] x)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
            sum += absoluteWeights[i] * Math.Abs(x[i]);
        return sum;
    }

    private double[] PseudoGradient(double[] x, double[] gradient)
    {
        var result = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            double weight = absoluteWeights[i];
            result[i] = x[i] != 0 ? gradient[i] + weight * Math.Sign(x[i])
                : gradient[i] < -weight ? gradient[i] + weight
                : gradient[i] > weight ? gradient[i] - weight : 0;
        }

        return result;
    }

    private double[] Direction(double[] pseudo)
    {
        var direction = Array.ConvertAll(pseudo, v => -v);
        var products = new double[_history.Count];
        for (int i = _history.Count - 1; i >= 0; i--)
        {
            products[i] = Dot(_history[i].Step, direction) / _history[i].Product;
            Add(direction, -products[i], _history[i].Change);
        }

        if (_history.Count > 0)
            Scale(direction, _history[^1].Product / Dot(_history[^1].Change, _history[^1].Change));
        for (int i = 0; i < _history.Count; i++)
            Add(direction, products[i] - Dot(_history[i].Change, direction) / _history[i].Product, _history[i].Step);
        for (int i = 0; i < direction.Length; i++)
        {
            if (absoluteWeights[i] > 0 && direction[i] * pseudo[i] >= 0)
                direction[i] = 0;
        }

        return direction;
    }

    private double[] Move(double[] x, double[] direction, double step, double[] pseudo)
    {
        var next = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            next[i] = x[i] + step * direction[i];
            double orthant = x[i] != 0 ? x[i] : -pseudo[i];
            if (absoluteWeights[i] > 0 && next[i] * orthant <= 0)
                next[i] = 0;
        }

        return next;
    }

    private void Remember(double[] step, double[] change)
    {
        double product = Dot(step, change);
        if (product <= 0)
            return;
        if (_history.Count == historySize)
            _history.RemoveAt(0);
        _history.Add((step, change, product));
    }

    private static void Add(double[] target, double scale, double[] values)
    {
        for (int i = 0; i < target.Length; i++)
            target[i] += scale * values[i];
    }

    private static void Scale(double[] target, double scale)
    {
        for (int i = 0; i < target.Length; i++)
            target[i] *= scale;
    }
}
