using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// Penalised least squares of a training part in its own units: with x̃ = (x − x̄)/D and ỹ = (y − ȳ)/σ the loss is
/// ½ − cᵀβ̃ + ½ β̃ᵀGβ̃, where G = mean(x̃x̃ᵀ) and c = mean(x̃ỹ). A penalty λ becomes τ = λα/σ on ‖β̃‖₁ and κ = λ(1 − α)
/// on ½‖β̃‖². Without an intercept x̄ = 0 and ȳ = 0.
/// </summary>
internal sealed class LeastSquaresProblem
{
    // A variance below this share of the mean square around the shift is what cancellation left of a constant.
    internal const double ConstantShare = 1e-11;

    private readonly double[] _scales;

    private LeastSquaresProblem(int size)
    {
        Size = size;
        _scales = new double[size];
        Centres = new double[size];
        Gram = new double[size * size];
        Cross = new double[size];
    }

    public int Size { get; }

    /// <summary>Sum of the training part's weights; 0 when there is nothing to learn from.</summary>
    public double Weight { get; private init; }

    /// <summary>x̄.</summary>
    public double[] Centres { get; }

    /// <summary>ȳ.</summary>
    public double TargetCentre { get; private set; }

    /// <summary>D; 0 for a column that is constant and takes no part.</summary>
    public ReadOnlySpan<double> Scales => _scales;

    /// <summary>σ; 0 for a target that is constant.</summary>
    public double TargetScale { get; private set; }

    /// <summary>G, row-major and symmetric; zero in the rows and columns of constants.</summary>
    public double[] Gram { get; }

    /// <summary>c.</summary>
    public double[] Cross { get; }

    public double Trace
    {
        get
        {
            double trace = 0;
            for (int j = 0; j < Size; j++)
                trace += Gram[(j * Size) + j];
            return trace;
        }
    }

    /// <summary>Largest derivative at β = 0, on the scale of the target.</summary>
    public double LargestGradient => TargetScale * Cross.Max(Math.Abs);

    /// <param name="moments">Of the training part.</param>
    /// <param name="columns">Places of the columns in the moments.</param>
    /// <param name="target">Place of the target.</param>
    /// <param name="settings">Whether to standardise, and whether there is an intercept.</param>
    /// <exception cref="InvalidOperationException">A moment is not finite.</exception>
    public static LeastSquaresProblem Create(
        MomentSums moments, ReadOnlySpan<int> columns, int target, PathSettings settings)
    {
        int size = columns.Length;
        var problem = new LeastSquaresProblem(size) { Weight = moments.Weight };
        if (moments.Weight == 0)
            return problem;
        var covariance = moments.Covariance(settings.FitIntercept);
        double Entry(int a, int b) => covariance[(a * moments.Size) + b];
        for (int j = 0; j < size; j++)
            problem._scales[j] = Scale(moments, columns[j], Entry(columns[j], columns[j]), settings);
        // The target's unit is its deviation from ȳ, which without an intercept is no standard deviation.
        if (Varies(moments, target) || !settings.FitIntercept)
            problem.TargetScale = Math.Sqrt(Entry(target, target));
        for (int a = 0; a < size; a++)
        {
            double scale = problem._scales[a];
            if (scale == 0)
                continue;
            for (int b = 0; b < size; b++)
                if (problem._scales[b] != 0)
                    problem.Gram[(a * size) + b] = Entry(columns[a], columns[b]) / scale / problem._scales[b];
            if (problem.TargetScale != 0)
                problem.Cross[a] = Entry(columns[a], target) / scale / problem.TargetScale;
        }
        if (settings.FitIntercept)
        {
            var mean = moments.Mean();
            for (int j = 0; j < size; j++)
                problem.Centres[j] = mean[columns[j]];
            problem.TargetCentre = mean[target];
        }
        return problem;
    }

    /// <summary>β on the columns' own scale, and the intercept.</summary>
    public (double[] Coefficients, double Intercept) ToRaw(ReadOnlySpan<double> standardized)
    {
        var raw = new double[Size];
        double intercept = TargetCentre;
        for (int j = 0; j < Size; j++)
        {
            if (_scales[j] == 0 || standardized[j] == 0)
                continue;
            raw[j] = standardized[j] * TargetScale / _scales[j];
            intercept -= raw[j] * Centres[j];
        }
        return (raw, intercept);
    }

    /// <summary>A column's entry of D; 0 when the column cannot take part.</summary>
    private static double Scale(MomentSums moments, int column, double square, PathSettings settings)
    {
        bool varies = Varies(moments, column);
        if (settings.Standardize)
            return varies ? Math.Sqrt(Variance(moments, column)) : 0;
        return varies || (!settings.FitIntercept && square > 0) ? 1 : 0;
    }

    private static bool Varies(MomentSums moments, int column)
    {
        double square = moments.Second[(column * moments.Size) + column] / moments.Weight;
        if (!double.IsFinite(square) || !double.IsFinite(moments.First[column]))
            throw new InvalidOperationException(
                $"The moments of column {column} are not finite. A row holds a value that is not a finite number.");
        return Variance(moments, column) > ConstantShare * square;
    }

    private static double Variance(MomentSums moments, int column)
    {
        double offset = moments.First[column] / moments.Weight;
        return (moments.Second[(column * moments.Size) + column] / moments.Weight) - (offset * offset);
    }
}
