using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// The minimum of a quadratic model gᵀδ + ½ δᵀHδ of the loss plus the penalty at point + δ: a proximal Newton step. The
/// intercept, which is not penalised, is eliminated first.
/// </summary>
internal static class LogisticModel
{
    /// <param name="curvature">H; the last row and column are the intercept's.</param>
    /// <param name="gradient">g.</param>
    /// <param name="point">In the units of the computation.</param>
    /// <param name="scales">By which coefficients become penalised ones.</param>
    /// <param name="l1">τ.</param>
    /// <param name="ridge">κ.</param>
    /// <param name="tolerance">Violation of the model's optimality conditions that is good enough.</param>
    /// <returns>The minimum, and how many linear systems were solved.</returns>
    public static (double[] Point, int ExactSteps) Minimize(
        double[] curvature, double[] gradient, double[] point, double[] scales, double l1, double ridge,
        double tolerance)
    {
        int size = scales.Length;
        int width = size + 1;
        double own = curvature[(size * width) + size];
        var coupling = curvature.AsSpan(size * width, size).ToArray();
        var gram = new double[size * size];
        var slope = new double[size];
        var start = new double[size];
        for (int a = 0; a < size; a++)
        {
            if (scales[a] == 0)
                continue;
            double share = own > 0 ? coupling[a] / own : 0;
            slope[a] = (gradient[a] - (share * gradient[size])) / scales[a];
            start[a] = point[a] * scales[a];
            for (int b = 0; b < size; b++)
                if (scales[b] != 0)
                    gram[(a * size) + b] = (curvature[(a * width) + b] - (share * coupling[b])) / scales[a] / scales[b];
        }
        var (solution, steps) = l1 > 0
            ? Sparse(gram, slope, start, l1, ridge, tolerance)
            : (Dense(gram, slope, start, ridge), 1);
        var next = (double[])point.Clone();
        double pull = gradient[size];
        for (int a = 0; a < size; a++)
        {
            if (scales[a] == 0)
                continue;
            next[a] = solution[a] / scales[a];
            pull += coupling[a] * (next[a] - point[a]);
        }
        if (own > 0)
            next[size] -= pull / own;
        return (next, steps);
    }

    private static (double[] Solution, int Steps) Sparse(
        double[] gram, double[] slope, double[] start, double l1, double ridge, double tolerance)
    {
        int size = slope.Length;
        var cross = new double[size];
        for (int a = 0; a < size; a++)
            cross[a] = ShortVectors.Dot(gram.AsSpan(a * size, size), start) - slope[a];
        var solver = new ElasticNetSolver(gram, cross, size, double.NaN, start);
        var evidence = solver.Solve(l1, ridge, tolerance);
        return (solver.Coefficients, evidence.ExactSteps);
    }

    private static double[] Dense(double[] gram, double[] slope, double[] start, double ridge)
    {
        int size = slope.Length;
        double trace = 0;
        for (int a = 0; a < size; a++)
        {
            trace += gram[(a * size) + a];
            // A column that takes no part has a slope of 0, and any curvature keeps it where it is.
            gram[(a * size) + a] += gram[(a * size) + a] > 0 ? ridge : 1;
        }
        // A singular curvature is raised until it has a factor; the step is shorter then, and a later one goes on.
        CholeskyFactor? factor;
        for (double raise = 1e-12; (factor = CholeskyFactor.TryFactor(gram, size)) is null; raise *= 100)
            for (int a = 0; a < size; a++)
                gram[(a * size) + a] += raise * trace;
        var step = new double[size];
        for (int a = 0; a < size; a++)
            step[a] = -slope[a] - (ridge * start[a]);
        factor.Solve(step);
        for (int a = 0; a < size; a++)
            step[a] += start[a];
        return step;
    }
}
