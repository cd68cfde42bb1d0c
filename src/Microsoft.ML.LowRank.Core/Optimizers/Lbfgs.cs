using System.Numerics.Tensors;

namespace Microsoft.ML.LowRank.Optimizers;

/// <summary>
/// Minimises a smooth function of few thousand numbers by the limited-memory method of Broyden, Fletcher, Goldfarb and Shanno (Liu and
/// Nocedal, 1989), with steps that satisfy Wolfe's weak conditions by bisection (Lewis and Overton, 2013), convex or not.
/// </summary>
/// <param name="evaluate">Given a point, writes the gradient and returns the value; infinite or NaN where the point cannot be.</param>
/// <param name="memory">Steps that curvature is learned from.</param>
internal sealed class Lbfgs(Func<double[], double[], double> evaluate, int memory = 10)
{
    private const double Decrease = 1e-4;
    private const double Curvature = 0.9;
    private const int MostTries = 25;

    private readonly LinkedList<(double[] Step, double[] Change, double Inverse)> _pairs = new();

    /// <summary>Goes on with a function that bends much as this one does, as one over more rows: what was learned of the curvature is kept.</summary>
    public Lbfgs GoOn(Func<double[], double[], double> other)
    {
        var next = new Lbfgs(other, memory);
        foreach (var pair in _pairs)
            next._pairs.AddLast(pair);
        return next;
    }

    /// <summary>Calls of the function so far.</summary>
    public int Evaluations { get; private set; }

    /// <summary>Moves a point to a minimum near it.</summary>
    /// <param name="point">Is moved.</param>
    /// <param name="iterations">Most steps.</param>
    /// <param name="tolerance">It ends when two steps in a row gain less than this share of the value, or the gradient is as small.</param>
    /// <param name="advance">Told the value after every step; false ends it there.</param>
    /// <returns>The value at the point.</returns>
    public double Minimize(double[] point, int iterations, double tolerance, Func<double, bool> advance)
    {
        var (gradient, next, moved) = (new double[point.Length], new double[point.Length], new double[point.Length]);
        double value = Evaluate(point, gradient);
        for (int iteration = 0, small = 0; iteration < iterations && double.IsFinite(value); iteration++)
        {
            if (TensorPrimitives.MaxMagnitude<double>(gradient) is var steepest && Math.Abs(steepest) <= tolerance)
                break;
            double[] direction = Direction(gradient);
            double slope = TensorPrimitives.Dot<double>(direction, gradient);
            if (!(slope < 0))
            {
                _pairs.Clear();
                TensorPrimitives.Negate(gradient, direction);
                slope = -TensorPrimitives.Dot<double>(gradient, gradient);
            }
            double step = _pairs.Count == 0 ? Math.Min(1, 1 / Math.Sqrt(-slope)) : 1;
            double found = Search(point, value, direction, slope, step, moved, next);
            if (!(found < value))
                break;
            Remember(point, moved, gradient, next);
            small = value - found <= tolerance * Math.Max(1, Math.Abs(value)) ? small + 1 : 0;
            moved.CopyTo(point, 0);
            next.CopyTo(gradient, 0);
            value = found;
            if (!advance(value) || small == 2)
                break;
        }
        return value;
    }

    private double Evaluate(double[] point, double[] gradient)
    {
        Evaluations++;
        return evaluate(point, gradient);
    }

    /// <summary>The gradient through the inverse of the curvature as far as it is known, downwards.</summary>
    private double[] Direction(double[] gradient)
    {
        double[] q = [.. gradient];
        var alphas = new double[_pairs.Count];
        int at = _pairs.Count;
        for (var node = _pairs.Last; node is not null; node = node.Previous)
        {
            var (step, change, inverse) = node.Value;
            alphas[--at] = inverse * TensorPrimitives.Dot<double>(step, q);
            TensorPrimitives.MultiplyAdd(change, -alphas[at], q, q);
        }
        if (_pairs.Last is { Value: var last })
            TensorPrimitives.Multiply(q, 1 / (last.Inverse * TensorPrimitives.Dot<double>(last.Change, last.Change)), q);
        foreach (var (step, change, inverse) in _pairs)
            TensorPrimitives.MultiplyAdd(step, alphas[at++] - (inverse * TensorPrimitives.Dot<double>(change, q)), q, q);
        TensorPrimitives.Negate(q, q);
        return q;
    }

    /// <summary>A point along the direction that is lower by enough and no longer as steep; the lowest that was seen where none is found.</summary>
    private double Search(double[] point, double value, double[] direction, double slope, double step, double[] moved, double[] gradient)
    {
        double low = 0, high = double.PositiveInfinity, best = value, bestStep = 0;
        for (int attempt = 0; attempt < MostTries; attempt++)
        {
            TensorPrimitives.MultiplyAdd(direction, step, point, moved);
            double found = Evaluate(moved, gradient);
            if (found < best)
                (best, bestStep) = (found, step);
            if (!(found <= value + (Decrease * step * slope)))
                high = step;
            else if (TensorPrimitives.Dot<double>(gradient, direction) < Curvature * slope)
                low = step;
            else
                return found;
            step = double.IsInfinity(high) ? 2 * step : (low + high) / 2;
        }
        if (bestStep == 0)
            return value;
        TensorPrimitives.MultiplyAdd(direction, bestStep, point, moved);
        return Evaluate(moved, gradient);
    }

    private void Remember(double[] point, double[] moved, double[] gradient, double[] next)
    {
        var (step, change) = (new double[point.Length], new double[point.Length]);
        TensorPrimitives.Subtract(moved, point, step);
        TensorPrimitives.Subtract(next, gradient, change);
        double product = TensorPrimitives.Dot<double>(step, change);
        // Along a direction that bends down there is nothing to remember.
        if (!(product > 1e-12 * TensorPrimitives.Dot<double>(change, change)))
            return;
        _pairs.AddLast((step, change, 1 / product));
        if (_pairs.Count > memory)
            _pairs.RemoveFirst();
    }
}
