using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>All models of one training part for one ratio α, in the problem's own units.</summary>
/// <param name="Coefficients">Per penalty.</param>
/// <param name="Evidence">Per penalty; gaps are relative to half the target's variance.</param>
internal sealed record LeastSquaresPath(double[][] Coefficients, SolverEvidence[] Evidence)
{
    /// <param name="problem">The training part.</param>
    /// <param name="l1Ratio">α.</param>
    /// <param name="penalties">λ, descending, on the target's scale.</param>
    /// <param name="settings">Tolerance, threads and cancellation.</param>
    public static LeastSquaresPath Solve(
        LeastSquaresProblem problem, double l1Ratio, double[] penalties, PathSettings settings)
    {
        var path = new LeastSquaresPath(
            Array.ConvertAll(penalties, _ => new double[problem.Size]), new SolverEvidence[penalties.Length]);
        if (problem.TargetScale == 0)
            return path;
        var solver = new ElasticNetSolver(problem.Gram, problem.Cross, problem.Size, 1);
        RidgeSolver? ridgeSolver = null;
        double largest = problem.Cross.Max(Math.Abs);
        for (int k = 0; k < penalties.Length; k++)
        {
            settings.Cancellation.ThrowIfCancellationRequested();
            double l1 = penalties[k] * l1Ratio / problem.TargetScale;
            double ridge = penalties[k] * (1 - l1Ratio);
            if (l1 == 0)
            {
                ridgeSolver ??= new RidgeSolver(problem, settings.Threads, settings.Cancellation);
                path.Evidence[k] = new SolverEvidence(ridgeSolver.Solve(ridge, path.Coefficients[k]), 0, 1);
            }
            else if (l1 < largest)
            {
                path.Evidence[k] = solver.Solve(l1, ridge, settings.Tolerance);
                solver.Coefficients.CopyTo(path.Coefficients[k], 0);
            }
        }
        return path;
    }

    /// <summary>Mean squared error of every model on a validation part.</summary>
    public double[] Errors(ValidationMoments validation) => Array.ConvertAll(Coefficients, validation.MeanSquaredError);
}
