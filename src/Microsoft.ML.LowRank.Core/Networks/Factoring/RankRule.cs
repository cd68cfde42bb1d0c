using Microsoft.ML.LowRank.Networks.Factoring;

namespace Microsoft.ML.LowRank;

/// <summary>How the ranks of a network's matrices are chosen when it is compressed.</summary>
/// <remarks>
/// A matrix whose factors would not be smaller than it is, is left alone whatever the rule says. The output layer,
/// linear weights and vocabularies are not factored.
/// </remarks>
public abstract class RankRule
{
    private protected RankRule()
    {
    }

    /// <summary>The same rank for all embedding tables, and one for all layers.</summary>
    /// <param name="tables">Rank of the tables; 0 leaves them alone.</param>
    /// <param name="layers">Rank of the layers; 0 leaves them alone.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rank is negative, or both are 0.</exception>
    public static RankRule Fixed(int tables, int layers)
    {
        if (tables < 0)
            throw new ArgumentOutOfRangeException(
                nameof(tables), tables, "The rank of tables must be at least 1, or 0 to leave them alone.");
        if (layers < 0 || (layers == 0 && tables == 0))
            throw new ArgumentOutOfRangeException(
                nameof(layers), layers,
                "The rank of layers must be at least 1, or 0 to leave them alone; not both ranks can be 0.");
        return new FixedRanks(tables, layers);
    }

    /// <summary>For every matrix the smallest rank that keeps a share of its energy.</summary>
    /// <param name="share">Above 0, at most 1; 0.99 loses one hundredth of the variance of every table and layer.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is not in that range.</exception>
    public static RankRule Energy(double share) => share > 0 && share <= 1
        ? new EnergyRanks(share)
        : throw new ArgumentOutOfRangeException(
            nameof(share), share, "The share of energy to keep must be above 0 and at most 1.");

    /// <summary>Every matrix on its own shrinks by a factor, or as near to it as rank 1 comes.</summary>
    /// <param name="factor">Above 1; 4 makes every matrix at most a quarter of what it was.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is not above 1, or not finite.</exception>
    public static RankRule Ratio(double factor) => new RatioRanks(CheckFactor(factor));

    /// <summary>
    /// The whole model shrinks by a factor, in parameters and in the bytes of its file; ranks are given to the matrices
    /// that gain most by them.
    /// </summary>
    /// <param name="factor">Above 1; 4 makes the model at most a quarter of what it was.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is not above 1, or not finite.</exception>
    public static RankRule Smaller(double factor) => new SmallerModel(CheckFactor(factor));

    /// <summary>The whole model has at most so many parameters; ranks are given to the matrices that gain most by them.</summary>
    /// <param name="parameters">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public static RankRule ParameterBudget(long parameters) => parameters >= 1
        ? new ParameterLimit(parameters)
        : throw new ArgumentOutOfRangeException(
            nameof(parameters), parameters, "The largest number of parameters must be at least 1.");

    /// <summary>The model's file has at most so many bytes; ranks are given to the matrices that gain most by them.</summary>
    /// <param name="bytes">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public static RankRule ByteBudget(long bytes) => bytes >= 1
        ? new ByteLimit(bytes)
        : throw new ArgumentOutOfRangeException(nameof(bytes), bytes, "The largest number of bytes must be at least 1.");

    /// <summary>
    /// One threshold for the singular values of all matrices, each matrix's moved and scaled onto [0, 1]: the smallest
    /// by which the parameters of the matrices fall by a share. Matrices whose spectrum is flat keep their size. See
    /// Jaiswal et al., From GaLore to WeLore: how low-rank weights non-uniformly emerge from low-rank gradients (2024,
    /// https://arxiv.org/abs/2407.11239).
    /// </summary>
    /// <param name="reduction">Above 0, below 1; 0.5 halves the parameters of tables and layers.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is not in that range.</exception>
    public static RankRule SpectralThreshold(double reduction) => reduction > 0 && reduction < 1
        ? new SpectralThresholdRanks(reduction)
        : throw new ArgumentOutOfRangeException(
            nameof(reduction), reduction, "The share by which parameters fall must be above 0 and below 1.");

    /// <summary>
    /// For every matrix the smallest rank at which, all others as they were, the model's outputs on calibration rows
    /// diverge by no more than a bound. Ranks are tried by bisection.
    /// </summary>
    /// <param name="divergence">Above 0: the largest mean divergence from the outputs of the model as it was.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not above 0, or not finite.</exception>
    public static RankRule Sensitivity(double divergence) => divergence > 0 && double.IsFinite(divergence)
        ? new SensitivityRanks(divergence)
        : throw new ArgumentOutOfRangeException(
            nameof(divergence), divergence, "The largest divergence must be a finite number above 0.");

    /// <summary>Whether the bytes of the file are limited.</summary>
    internal virtual bool LimitsBytes => false;

    /// <summary>The rank of every matrix, 0 where it is left alone.</summary>
    internal abstract int[] Choose(RankProblem problem);

    private static double CheckFactor(double factor) => factor > 1 && double.IsFinite(factor)
        ? factor
        : throw new ArgumentOutOfRangeException(
            nameof(factor), factor, "The factor to shrink by must be a finite number above 1.");
}
