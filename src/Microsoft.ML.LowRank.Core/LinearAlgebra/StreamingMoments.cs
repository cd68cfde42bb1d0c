using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.LinearAlgebra;

/// <summary>
/// Weighted mean and covariance of rows that come in blocks, in any order, dense or sparse. Target columns, where the
/// blocks have them, follow the feature columns in all results.
/// </summary>
/// <remarks>
/// Products are summed in float32 within pieces of at most 1,024 rows and in float64 across them, around a shift near
/// the mean, so that a mean which is large against the variation costs no digits. A row of weight 0 counts as absent,
/// one of weight k as k equal rows. The result is the same, bit for bit, for any number of threads.
/// </remarks>
internal sealed class StreamingMoments
{
    /// <summary>Sparse blocks with a larger share of stored values than this are multiplied as dense ones.</summary>
    private const double SparseShare = 0.1;

    private readonly int _columns;
    private readonly int _targets;
    private readonly int _threads;
    private readonly DenseMoments _dense;
    private SparseMoments? _sparse;

    /// <param name="columns">Feature columns.</param>
    /// <param name="targets">Target columns.</param>
    /// <param name="threads">Most threads to use; 0 means the processor count.</param>
    public StreamingMoments(int columns, int targets = 0, int threads = 1)
    {
        _columns = columns;
        _targets = targets;
        _threads = threads;
        _dense = new DenseMoments(columns, targets, threads);
    }

    /// <summary>Number of rows with a weight above 0.</summary>
    public long Rows { get; private set; }

    /// <summary>Sum of the weights.</summary>
    public double Weight => _dense.Sums.Weight + (_sparse?.Sums.Weight ?? 0);

    /// <summary>Feature and target columns together.</summary>
    public int Size => _columns + _targets;

    /// <exception cref="InvalidOperationException">A weight is negative, or a number is not finite.</exception>
    public void Add(RowBlock block)
    {
        if (block.Columns != _columns || block.TargetCount < _targets)
            throw new ArgumentException(
                $"The block has {block.Columns} columns and {block.TargetCount} targets; {_columns} and {_targets} " +
                "are expected.", nameof(block));
        CheckWeights(block);
        if (block.RowStarts is { } starts && block.Indices is not null &&
            starts[block.Rows] - starts[0] <= SparseShare * block.Rows * _columns)
        {
            _sparse ??= new SparseMoments(_columns, _targets, _threads);
            Rows += _sparse.Add(block);
        }
        else
        {
            Rows += _dense.Add(block);
        }
    }

    /// <summary>Adds what another has seen; the order of merging does not matter beyond rounding.</summary>
    public void Merge(StreamingMoments other)
    {
        _dense.Sums.Add(other._dense.Sums);
        if (other._sparse is { } sparse)
            _dense.Sums.Add(sparse.Sums);
        Rows += other.Rows;
    }

    public double[] Mean() => Total().Mean();

    /// <summary>
    /// Size × size, symmetric: the mean of (x − μ)(x − μ)ᵀ, or of x xᵀ unless <paramref name="centered"/>.
    /// </summary>
    public double[] Covariance(bool centered = true) => Total().Covariance(centered);

    private MomentSums Total()
    {
        if (_sparse is { } sparse)
        {
            _dense.Sums.Add(sparse.Sums);
            _sparse = null;
        }
        return _dense.Sums;
    }

    internal static void CheckWeights(RowBlock block)
    {
        if (block.Weights is not { } weights)
            return;
        for (int i = 0; i < block.Rows; i++)
            if (!(weights[i] >= 0) || float.IsInfinity(weights[i]))
                throw new InvalidOperationException(FormattableString.Invariant(
                    $"Row {block.FirstRow + i} has the weight {weights[i]}; weights must be finite and not negative."));
    }
}
