using System.Globalization;

namespace Microsoft.ML.LowRank.Compression;

/// <summary>
/// A fitted low-rank map of rows: <c>z = S⁻¹ Vᵀ D (x − μ)</c> and back, <c>x̂ = μ + D⁻¹ V S z</c>. V is the basis
/// (<see cref="InputDimension"/> × <see cref="Rank"/>, orthonormal columns), μ the mean (0 unless
/// <see cref="IsCentered"/>), D the column weights (1 except for <see cref="LowRankMethod.FisherWeighted"/>) and S the
/// standard deviations of the kept directions (1 unless <see cref="IsWhitened"/>).
/// </summary>
/// <remarks>
/// Immutable: any number of threads may use one instance. For V from plain singular vectors, x̂ is the best
/// approximation of rank <see cref="Rank"/> in the least-squares sense (Eckart and Young, 1936).
/// </remarks>
public sealed partial class LowRankProjection
{
    /// <summary>
    /// A direction whose standard deviation is below this share of the largest carries nothing but rounding: whitening
    /// does not divide by it, it gives 0.
    /// </summary>
    internal const double ZeroDeviation = 1e-5;

    /// <summary>The same goes for a deviation so small that its inverse is no float.</summary>
    internal const double LeastDeviation = 1e-36;

    private readonly float[] _mean;
    private readonly float[] _scale;
    private readonly float[] _basis;
    private readonly double[] _singularValues;
    private readonly double[] _deviations;

    /// <summary>Columns × rank, row-major: what a row is multiplied by.</summary>
    private readonly float[] _encoder;

    /// <summary>Rank × columns, row-major: what a code is multiplied by.</summary>
    private readonly float[] _decoder;

    /// <summary>The encoded mean, subtracted from the product, so that a sparse row stays sparse.</summary>
    private readonly double[] _offset;

    /// <summary>
    /// True when the mean is so large against the variation that the offset would cancel most digits of the product:
    /// then dense rows are centred before they are multiplied.
    /// </summary>
    private readonly bool _centersFirst;

    internal LowRankProjection(LowRankProjectionParts parts)
    {
        InputDimension = parts.Columns;
        Rank = parts.Rank;
        Method = parts.Method;
        IsWhitened = parts.Whitened;
        EnergyKept = parts.EnergyKept;
        RelativeReconstructionError = parts.RelativeError;
        RowCount = parts.Rows;
        TotalWeight = parts.Weight;
        _mean = parts.Mean ?? [];
        _scale = parts.Scale ?? [];
        _basis = parts.Basis;
        _singularValues = parts.SingularValues;
        _deviations = parts.Deviations;
        _encoder = new float[_basis.Length];
        _decoder = new float[_basis.Length];
        _offset = new double[Rank];
        BuildWeights();
        _centersFirst = MeanDominates();
    }

    /// <summary>Number of columns of a row.</summary>
    public int InputDimension { get; }

    /// <summary>Number of values of a code.</summary>
    public int Rank { get; }

    /// <summary>How the basis was found; never <see cref="LowRankMethod.Automatic"/>.</summary>
    public LowRankMethod Method { get; }

    /// <summary>Whether the mean of the training rows is subtracted.</summary>
    public bool IsCentered => _mean.Length != 0;

    /// <summary>Whether each value of a code has variance 1 over the training rows.</summary>
    public bool IsWhitened { get; }

    /// <summary>
    /// Share in 0..1 of the training rows' (weighted, centred if <see cref="IsCentered"/>) squared length that the kept
    /// directions hold, measured after the column weights. 1 when the rows have no length at all.
    /// </summary>
    public double EnergyKept { get; }

    /// <summary>
    /// ‖X − X̂‖ / ‖X − μ‖ in the Frobenius norm over the training rows, in the units of the input columns, weighted by
    /// the row weights. 0 when the rows have no length at all.
    /// </summary>
    public double RelativeReconstructionError { get; }

    /// <summary>Number of training rows with a weight above 0.</summary>
    public long RowCount { get; }

    /// <summary>Sum of the weights of the training rows.</summary>
    public double TotalWeight { get; }

    /// <summary>Mean of every column, or empty unless <see cref="IsCentered"/>.</summary>
    public ReadOnlySpan<float> Mean => _mean;

    /// <summary>Weight of every column, or empty when all are 1.</summary>
    public ReadOnlySpan<float> ColumnWeights => _scale;

    /// <summary><see cref="InputDimension"/> × <see cref="Rank"/> values, row-major; the columns are orthonormal.</summary>
    public ReadOnlySpan<float> Basis => _basis;

    /// <summary>
    /// Singular values of the (weighted, centred) training rows, descending: all of them where the method computes all,
    /// at least <see cref="Rank"/> otherwise. The first <see cref="Rank"/> belong to the kept directions.
    /// </summary>
    public ReadOnlySpan<double> SingularValues => _singularValues;

    /// <summary>Standard deviation of the training rows along each kept direction, before whitening.</summary>
    public ReadOnlySpan<double> StandardDeviations => _deviations;

    /// <summary>One line for people: sizes, method, energy kept and relative error.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"LowRankProjection {InputDimension} -> {Rank} ({Method}{(IsCentered ? ", centered" : "")}" +
        $"{(IsWhitened ? ", whitened" : "")}), energy kept {EnergyKept:P2}, relative error {RelativeReconstructionError:G3}, " +
        $"{RowCount} rows");

    private void BuildWeights()
    {
        double floor = Math.Max(LeastDeviation, ZeroDeviation * (_deviations.Length == 0 ? 0 : _deviations.Max()));
        var length = new double[Rank];
        for (int l = 0; l < Rank; l++)
            length[l] = !IsWhitened ? 1 : _deviations[l] > floor ? _deviations[l] : 0;
        for (int j = 0; j < InputDimension; j++)
        {
            double weight = _scale.Length == 0 ? 1 : _scale[j];
            for (int l = 0; l < Rank; l++)
            {
                double v = _basis[(j * Rank) + l];
                float encode = length[l] == 0 ? 0 : (float)(v * weight / length[l]);
                _encoder[(j * Rank) + l] = encode;
                _decoder[(l * InputDimension) + j] = (float)(v * length[l] / weight);
                if (IsCentered)
                    _offset[l] += (double)_mean[j] * encode;
            }
        }
    }

    private bool MeanDominates()
    {
        if (!IsCentered)
            return false;
        for (int l = 0; l < Rank; l++)
        {
            double terms = 0;
            for (int j = 0; j < InputDimension; j++)
                terms += Math.Abs((double)_mean[j] * _encoder[(j * Rank) + l]);
            double spread = IsWhitened ? 1 : _deviations[l];
            if (terms > 64 * spread)
                return true;
        }
        return false;
    }
}
