using Microsoft.ML.LowRank.Stacking;

namespace Microsoft.ML.LowRank;

/// <summary>Penalised models for one share of the magnitude penalty, from the largest penalty to the smallest.</summary>
public sealed class PenaltyPath
{
    private readonly PathFit _fit;

    internal PenaltyPath(string name, PathFit fit, IReadOnlyList<string> featureNames, bool isLogistic)
    {
        (Name, _fit, FeatureNames) = (name, fit, featureNames);
        ErrorName = isLogistic ? "log loss" : "RMSE";
        // People know the root of a squared error; the spread follows the slope of the root.
        Errors = isLogistic ? fit.Errors : [.. fit.Errors.Select(Math.Sqrt)];
        ErrorSpread = isLogistic ? fit.ErrorSpread
            : [.. fit.ErrorSpread.Select((spread, i) => Errors[i] > 0 ? spread / (2 * Errors[i]) : 0)];
    }

    /// <summary>Which model the path is of.</summary>
    public string Name { get; }

    /// <summary>
    /// Name of the errors: <c>RMSE</c>, of labels that are 0 or 1 too where classes are fitted by squared error, or
    /// <c>log loss</c>.
    /// </summary>
    public string ErrorName { get; }

    /// <summary>Share α of the magnitude penalty: 0 is ridge, 1 lasso.</summary>
    public double L1Ratio => _fit.L1Ratio;

    /// <summary>The penalties λ, descending.</summary>
    public IReadOnlyList<double> Penalties => _fit.Penalties;

    /// <summary>Cross-validated error at every penalty: root mean squared error, or logistic loss.</summary>
    public IReadOnlyList<double> Errors { get; }

    /// <summary>Standard error of each, from how much the folds differ.</summary>
    public IReadOnlyList<double> ErrorSpread { get; }

    /// <summary>Index of the chosen penalty.</summary>
    public int ChosenIndex => Math.Max(0, _fit.Chosen);

    /// <summary>What the coefficients belong to.</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>
    /// How far from optimal each model can be at most. Squared loss: the duality gap in shares of half the label's variance;
    /// logistic loss: the largest violation of the optimality conditions in shares of the largest gradient at 0.
    /// </summary>
    public IReadOnlyList<double> OptimalityGaps => _fit.Gaps;

    /// <summary>Sweeps of coordinate descent at every penalty; 0 for ridge, which needs none.</summary>
    public IReadOnlyList<int> Sweeps => _fit.Sweeps;

    /// <summary>One coefficient per feature, in the features' own units, of the model on all rows.</summary>
    /// <param name="index">Index of a penalty.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such penalty.</exception>
    public ReadOnlySpan<double> GetCoefficients(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_fit.Coefficients.Length, nameof(index));
        return _fit.Coefficients[index];
    }

    internal double[][] Coefficients => _fit.Coefficients;
}
