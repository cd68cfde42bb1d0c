using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// One pass over the rows for any number of models at once: margins as one matrix product, then losses, then gradients
/// as another. Models differ in which segments they learn from; curvature is summed per segment at a few points only.
/// </summary>
/// <remarks>Sums are taken in chunks of rows that do not depend on the threads, and added in their order.</remarks>
internal sealed unsafe class LogisticPass
{
    public const int ChunkRows = 128;

    // Rows that are all but decided have no less curvature than this: a model that has none would step to infinity.
    private const double LeastCurvature = 1e-8;

    private readonly LogisticUnits _units;
    private readonly int _segments;
    private readonly int _threads;
    private readonly int _width;
    private readonly int _models;
    private readonly int _firstCurvature;
    private readonly double[] _points;
    private readonly double[] _training;
    private readonly double[] _validation;
    private readonly IReadOnlyList<LogisticCurvature> _curvatures;
    private readonly (int Curvature, int Group)[] _groups;
    private readonly double[] _sums;
    private double[] _partial = [];
    private double[] _bends = [];

    /// <param name="pairs">The models.</param>
    /// <param name="curvatures">Those that are to be taken anew.</param>
    /// <param name="units">Units of the models.</param>
    /// <param name="segments">Number of segments.</param>
    /// <param name="threads">Most threads to use.</param>
    public LogisticPass(
        IReadOnlyList<LogisticPair> pairs, IReadOnlyList<LogisticCurvature> curvatures, LogisticUnits units,
        int segments, int threads)
    {
        _units = units;
        _segments = segments;
        _threads = threads;
        _curvatures = curvatures;
        _groups = [.. Enumerable.Range(0, curvatures.Count)
            .SelectMany(c => Enumerable.Range(0, curvatures[c].Groups.Length).Select(group => (c, group)))];
        _width = RoundUp(units.Width, DoubleKernel.TileRows);
        _models = RoundUp(pairs.Count + curvatures.Count, DoubleKernel.TileColumns);
        _points = new double[_width * _models];
        _training = new double[segments * _models];
        _validation = new double[segments * _models];
        _sums = new double[(_width + 2) * _models];
        for (int k = 0; k < pairs.Count; k++)
        {
            SetPoint(k, pairs[k].Point);
            foreach (int segment in pairs[k].Part.Source.Training)
                _training[(segment * _models) + k] = 1;
            foreach (int segment in pairs[k].Part.Source.Validation)
                _validation[(segment * _models) + k] = 1;
        }
        for (int c = 0; c < curvatures.Count; c++)
            SetPoint(pairs.Count + c, curvatures[c].Point!);
        _firstCurvature = pairs.Count;
    }

    public void Run(LogisticRows rows)
    {
        foreach (var slab in rows.Read())
        {
            int chunks = (slab.Rows + ChunkRows - 1) / ChunkRows;
            if (_partial.Length < chunks * _sums.Length)
                _partial = new double[chunks * _sums.Length];
            if (_bends.Length < slab.Rows * _curvatures.Count)
                _bends = new double[slab.Rows * _curvatures.Count];
            WorkerPool.Run(chunks, _threads, chunk => AddChunk(slab, chunk));
            WorkerPool.Run(_width + 2, _threads, row =>
            {
                for (int chunk = 0; chunk < chunks; chunk++)
                    ShortVectors.AddScaled(
                        1, _partial.AsSpan((chunk * _sums.Length) + (row * _models), _models),
                        _sums.AsSpan(row * _models, _models));
            });
            WorkerPool.Run(_groups.Length, _threads, item =>
            {
                var (curvature, group) = _groups[item];
                foreach (int segment in _curvatures[curvature].Groups[group])
                    AddCurvature(slab, curvature, segment, _curvatures[curvature].Sum(group));
            });
        }
    }

    /// <summary>Mean losses and gradient of a model.</summary>
    public (double Loss, double[] Gradient, double ValidationLoss) Of(int k, LogisticPart part)
    {
        var gradient = new double[_units.Width];
        for (int j = 0; j < gradient.Length; j++)
            gradient[j] = _sums[(j * _models) + k] / part.Weight;
        double validation = _sums[((_width + 1) * _models) + k];
        return (
            _sums[(_width * _models) + k] / part.Weight, gradient,
            part.ValidationWeight > 0 ? validation / part.ValidationWeight : 0);
    }

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;

    private void SetPoint(int k, double[] point)
    {
        for (int j = 0; j < point.Length; j++)
            _points[(j * _models) + k] = point[j];
    }

    private void AddChunk(LogisticSlab slab, int chunk)
    {
        int first = chunk * ChunkRows;
        int rows = Math.Min(ChunkRows, slab.Rows - first);
        int padded = RoundUp(rows, DoubleKernel.TileRows);
        using var x = BufferPool.Rent<double>(padded * _width);
        using var margins = BufferPool.Rent<double>(padded * _models);
        x.Span.Clear();
        for (int i = 0; i < rows; i++)
            Standardize(
                slab.Values.AsSpan((first + i) * _units.Columns, _units.Columns), x.Span.Slice(i * _width, _width));
        fixed (double* points = _points, partial = &_partial[chunk * _sums.Length])
        {
            DoubleKernel.Multiply(x.Pointer, _width, 1, points, margins.Pointer, padded, _models, _width);
            var losses = partial + (_width * _models);
            new Span<double>(losses, 2 * _models).Clear();
            for (int segment = 0; segment < _segments; segment++)
                AddRun(
                    slab, segment, Math.Max(first, slab.Starts[segment]),
                    Math.Min(first + rows, slab.Starts[segment + 1]), margins.Pointer - (first * _models), losses);
            DoubleKernel.Multiply(x.Pointer, 1, _width, margins.Pointer, partial, _width, _models, rows);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Standardize(ReadOnlySpan<float> row, Span<double> to)
    {
        ReadOnlySpan<double> centres = _units.Centres;
        ReadOnlySpan<double> inverses = _units.Inverses;
        int j = 0;
        for (; j <= row.Length - 8; j += 8)
        {
            var (low, high) = Vector256.Widen(Vector256.Create(row[j..]));
            int next = j + 4;
            ((low - Vector256.Create(centres[j..])) * Vector256.Create(inverses[j..])).CopyTo(to[j..]);
            ((high - Vector256.Create(centres[next..])) * Vector256.Create(inverses[next..])).CopyTo(to[next..]);
        }
        for (; j < row.Length; j++)
            to[j] = (row[j] - centres[j]) * inverses[j];
        to[row.Length] = _units.Intercept;
    }

    /// <summary>
    /// Turns the margins of rows of one segment into w(p − y) where they are learned from, and 0 elsewhere; adds the
    /// losses. With z the margin towards the row's own class and e = exp(−|z|), the loss is max(0, −z) + log(1 + e).
    /// </summary>
    private void AddRun(LogisticSlab slab, int segment, int start, int end, double* margins, double* losses)
    {
        if (start >= end)
            return;
        using var scratch = BufferPool.Rent<double>(2 * _models);
        var sum = scratch.Pointer;
        var product = sum + _models;
        new Span<double>(sum, _models).Clear();
        new Span<double>(product, _models).Fill(1);
        fixed (double* training = &_training[segment * _models], validation = &_validation[segment * _models])
        {
            for (int i = start; i < end; i++)
            {
                var row = margins + (i * _models);
                for (int c = 0; c < _curvatures.Count; c++)
                    _bends[(i * _curvatures.Count) + c] = slab.Weights[i] * Bend(row[_firstCurvature + c]);
                Residuals(row, slab.Weights[i], slab.Positive[i], training, sum, product);
            }
            for (int k = 0; k < _models; k++)
            {
                double loss = sum[k] + Math.Log(product[k]);
                losses[k] += loss * training[k];
                losses[_models + k] += loss * validation[k];
            }
        }
    }

    private static double Bend(double margin)
    {
        double e = Math.Exp(-Math.Abs(margin));
        return Math.Max(LeastCurvature, e / ((1 + e) * (1 + e)));
    }

    /// <summary>
    /// One row. Of rows of weight 1 the factors 1 + e are multiplied and one logarithm is taken in the end: a chunk has
    /// so few rows that the product, each factor 2 at most, does not overflow.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Residuals(
        double* margins, double weight, bool isPositive, double* training, double* sums, double* products)
    {
        var one = Vector512<double>.One;
        var zero = Vector512<double>.Zero;
        var sign = Vector512.Create(isPositive ? 1.0 : -1.0);
        var weights = Vector512.Create(weight);
        for (int k = 0; k < _models; k += 8)
        {
            var z = Vector512.Load(margins + k) * sign;
            var e = Vector512.Exp(-Vector512.Abs(z));
            var factor = one + e;
            var loss = -Vector512.Min(z, zero);
            if (weight == 1)
                (Vector512.Load(products + k) * factor).Store(products + k);
            else
                loss += Vector512.Log(factor);
            (Vector512.Load(sums + k) + (weights * loss)).Store(sums + k);
            var missed = Vector512.ConditionalSelect(Vector512.LessThan(z, zero), one, e) / factor;
            (-sign * weights * missed * Vector512.Load(training + k)).Store(margins + k);
        }
    }

    /// <summary>
    /// Float64 here too: where classes are all but separated, the small curvatures are those that matter.
    /// </summary>
    private void AddCurvature(LogisticSlab slab, int curvature, int segment, double[] sum)
    {
        int end = slab.Starts[segment + 1];
        int width = _units.Width;
        int stride = RoundUp(width, DoubleKernel.TileColumns);
        using var x = BufferPool.Rent<double>(ChunkRows * _width);
        using var bent = BufferPool.Rent<double>(ChunkRows * stride);
        using var product = BufferPool.Rent<double>(_width * stride);
        x.Span.Clear();
        bent.Span.Clear();
        for (int first = slab.Starts[segment]; first < end; first += ChunkRows)
        {
            int rows = Math.Min(ChunkRows, end - first);
            for (int i = 0; i < rows; i++)
            {
                var row = x.Span.Slice(i * _width, width);
                Standardize(slab.Values.AsSpan((first + i) * _units.Columns, _units.Columns), row);
                TensorPrimitives.Multiply(
                    row, _bends[((first + i) * _curvatures.Count) + curvature], bent.Span.Slice(i * stride, width));
            }
            DoubleKernel.Multiply(x.Pointer, 1, _width, bent.Pointer, product.Pointer, _width, stride, rows);
            for (int j = 0; j < width; j++)
                ShortVectors.AddScaled(1, product.Span.Slice(j * stride, width), sum.AsSpan(j * width, width));
        }
    }
}
