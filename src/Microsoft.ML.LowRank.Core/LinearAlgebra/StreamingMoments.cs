using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.LinearAlgebra;

/// <summary>
/// Weighted mean and covariance of rows that come in blocks, in any order, dense or sparse. Target columns, where the
/// blocks have them, follow the feature columns in all results.
/// </summary>
/// <remarks>
/// Sums are kept in float64 around a shift near the mean, so that a mean which is large against the variation costs no
/// digits. A row of weight 0 counts as absent, one of weight k as k equal rows.
/// </remarks>
internal sealed class StreamingMoments
{
    private readonly int _columns;
    private readonly int _targets;
    private readonly int _size;
    private readonly double[] _shift;
    private readonly double[] _sum;
    private readonly double[] _products;
    private bool _hasShift;

    public StreamingMoments(int columns, int targets = 0)
    {
        _columns = columns;
        _targets = targets;
        _size = columns + targets;
        _shift = new double[_size];
        _sum = new double[_size];
        _products = new double[(long)_size * _size];
    }

    /// <summary>Number of rows with a weight above 0.</summary>
    public long Rows { get; private set; }

    /// <summary>Sum of the weights.</summary>
    public double Weight { get; private set; }

    /// <summary>Feature and target columns together.</summary>
    public int Size => _size;

    /// <exception cref="InvalidOperationException">A weight is negative, or a number is not finite.</exception>
    public void Add(RowBlock block)
    {
        var row = new double[_size];
        for (int i = 0; i < block.Rows; i++)
        {
            double weight = block.Weights is { } weights ? weights[i] : 1;
            if (!(weight >= 0) || double.IsInfinity(weight))
                throw new InvalidOperationException(
                    $"Row {block.FirstRow + i} has the weight {weight}; weights must be finite and not negative.");
            if (weight == 0)
                continue;
            Expand(block, i, row);
            if (!_hasShift)
            {
                row.CopyTo(_shift, 0);
                _hasShift = true;
            }
            Rows++;
            Weight += weight;
            for (int a = 0; a < _size; a++)
            {
                double value = row[a] - _shift[a];
                row[a] = value;
                _sum[a] += weight * value;
            }
            for (int a = 0; a < _size; a++)
            {
                double factor = weight * row[a];
                if (factor == 0)
                    continue;
                for (int b = a; b < _size; b++)
                    _products[(a * _size) + b] += factor * row[b];
            }
        }
    }

    public double[] Mean()
    {
        var mean = new double[_size];
        for (int a = 0; a < _size; a++)
            mean[a] = _shift[a] + (Weight > 0 ? _sum[a] / Weight : 0);
        return mean;
    }

    /// <summary>
    /// Size × size, symmetric: the mean of (x − μ)(x − μ)ᵀ, or of x xᵀ unless <paramref name="centered"/>.
    /// </summary>
    public double[] Covariance(bool centered = true)
    {
        var mean = Mean();
        var result = new double[_products.Length];
        for (int a = 0; a < _size; a++)
            for (int b = a; b < _size; b++)
            {
                double value = (_products[(a * _size) + b] / Weight) - (_sum[a] / Weight * (_sum[b] / Weight));
                if (!centered)
                    value += mean[a] * mean[b];
                result[(a * _size) + b] = value;
                result[(b * _size) + a] = value;
            }
        return result;
    }

    private void Expand(RowBlock block, int i, double[] row)
    {
        if (block.Indices is { } indices)
        {
            Array.Clear(row);
            for (int p = block.RowStarts![i]; p < block.RowStarts[i + 1]; p++)
                row[indices[p]] = Finite(block.Values[p], block.FirstRow + i, indices[p]);
        }
        else
        {
            for (int j = 0; j < _columns; j++)
                row[j] = Finite(block.Values[(i * _columns) + j], block.FirstRow + i, j);
        }
        for (int t = 0; t < _targets; t++)
            row[_columns + t] = block.Targets![(i * _targets) + t];
    }

    private static double Finite(float value, long row, int column) => float.IsFinite(value)
        ? value
        : throw new InvalidOperationException(
            $"Row {row}, column {column} holds {value}; finite numbers are needed. Replace or drop such rows first.");
}
