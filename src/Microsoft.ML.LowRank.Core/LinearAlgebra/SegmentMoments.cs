using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.LinearAlgebra;

/// <summary>
/// Weighted moments of rows that come in blocks, one set of sums per segment of the rows, all around one shift, so that
/// the moments of any union of segments are plain sums. Target columns follow the feature columns.
/// </summary>
/// <remarks>
/// Products and sums are in float64 throughout, because predictions of one target are nearly collinear: what tells them
/// apart would drown in the rounding of float32 products. A row of weight 0, or of segment −1, counts as absent, one of
/// weight k as k equal rows. A segment's rows are summed in blocks that are counted from its first row: the
/// result is the same, bit for bit, for any number of threads, and for any blocks of which the first has 256 rows that
/// count.
/// </remarks>
internal sealed unsafe class SegmentMoments
{
    /// <summary>Rows whose mean the shift is.</summary>
    private const int ShiftRows = 256;

    /// <summary>A few segments are cut further, so that there is work for this many threads.</summary>
    private const int Lanes = 8;

    private readonly int _columns;
    private readonly int _targets;
    private readonly int _threads;
    private readonly int _lanesPerSegment;
    private readonly double[] _weights;
    private readonly SegmentLane[] _lanes;
    private readonly SegmentRouting _routing;
    private double[]? _shift;

    /// <param name="columns">Feature columns.</param>
    /// <param name="targets">Target columns.</param>
    /// <param name="segments">Segments, at least 1.</param>
    /// <param name="threads">Most threads to use; 0 means the processor count.</param>
    public SegmentMoments(int columns, int targets, int segments, int threads = 1)
        : this(KernelVariants.Default, columns, targets, segments, threads)
    {
    }

    /// <summary>The same with given kernels.</summary>
    internal SegmentMoments(KernelVariant variant, int columns, int targets, int segments, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(segments, 1);
        _columns = columns;
        _targets = targets;
        _threads = threads;
        _lanesPerSegment = (Lanes + segments - 1) / segments;
        _weights = new double[segments];
        Rows = new long[segments];
        _routing = new SegmentRouting(segments);
        _lanes = new SegmentLane[segments * _lanesPerSegment];
        for (int i = 0; i < _lanes.Length; i++)
            _lanes[i] = new SegmentLane(variant, columns, targets);
    }

    /// <summary>Number of rows with a weight above 0 in every segment.</summary>
    public long[] Rows { get; }

    /// <summary>Feature and target columns together.</summary>
    public int Size => _columns + _targets;

    /// <exception cref="InvalidOperationException">
    /// A weight is negative, or a number of a row that counts is not finite. Nothing more can be added then.
    /// </exception>
    public void Add(RowBlock block)
    {
        if (block.Columns != _columns || block.TargetCount < _targets)
            throw new ArgumentException(
                $"The block has {block.Columns} columns and {block.TargetCount} targets; {_columns} and {_targets} " +
                "are expected.", nameof(block));
        StreamingMoments.CheckWeights(block);
        _routing.Route(block);
        if (_routing.Count == 0)
            return;
        _shift ??= MeanOfFirst(block);
        fixed (float* values = block.Values, targets = block.Targets, weights = block.Weights)
        fixed (int* order = _routing.Order)
        fixed (double* shift = _shift)
        {
            var work = new Pass
            {
                Owner = this,
                Block = block,
                Order = order,
                Rows = new Gram64Rows
                {
                    Values = values,
                    Features = _columns,
                    TargetValues = targets,
                    TargetStride = block.TargetCount,
                    Targets = _targets,
                    Weights = weights,
                    Shift = shift,
                    ValuesInOrder = false,
                },
            };
            WorkerPool.Run(_lanes.Length, _threads, ref work);
        }
        if (!Array.TrueForAll(_lanes, lane => lane.IsFinite))
            RequireFinite(block);
        for (int s = 0; s < Rows.Length; s++)
            Rows[s] += _routing.CountOf(s);
        for (int i = 0; i < _routing.Count; i++)
            _weights[block.Segments?[_routing.Order[i]] ?? 0] += block.Weights?[_routing.Order[i]] ?? 1;
    }

    /// <summary>The sums of every segment so far.</summary>
    public MomentSums[] Segments()
    {
        var result = new MomentSums[Rows.Length];
        for (int s = 0; s < result.Length; s++)
        {
            result[s] = new MomentSums(Size) { Weight = _weights[s] };
            if (_shift is not null)
                result[s].SetShift(_shift[..Size]);
            for (int lane = 0; lane < _lanesPerSegment; lane++)
            {
                long chunk = Rows[s] / Gram64.Depth;
                int rest = chunk % _lanesPerSegment == lane ? (int)(Rows[s] % Gram64.Depth) : 0;
                _lanes[(s * _lanesPerSegment) + lane].AddTo(result[s], rest);
            }
        }
        return result;
    }

    /// <summary>Rounded to float32, and so subtracted without another rounding.</summary>
    private double[] MeanOfFirst(RowBlock block)
    {
        var shift = new double[_lanes[0].PaddedSize];
        var row = new float[_columns];
        double total = 0;
        for (int i = 0, seen = 0; i < block.Rows && seen < ShiftRows; i++)
        {
            if (!SegmentRouting.Counts(block, i))
                continue;
            seen++;
            double weight = block.Weights?[i] ?? 1;
            total += weight;
            DenseRow.Read(block, i, row);
            // A running mean, which stays in range whatever the weights.
            for (int j = 0; j < Size; j++)
            {
                double x = j < _columns ? row[j] : block.Targets![(i * block.TargetCount) + j - _columns];
                shift[j] += weight / total * (x - shift[j]);
            }
        }
        for (int j = 0; j < Size; j++)
            shift[j] = (float)shift[j];
        return shift;
    }

    private void RequireFinite(RowBlock block)
    {
        var row = new float[_columns];
        for (int i = 0; i < block.Rows; i++)
        {
            if (!SegmentRouting.Counts(block, i))
                continue;
            DenseRow.Read(block, i, row);
            for (int j = 0; j < _columns; j++)
                Finite.Require(row[j], block.FirstRow + i, j);
            for (int t = 0; t < _targets; t++)
                Finite.RequireTarget(block.Targets![(i * block.TargetCount) + t], block.FirstRow + i, t);
        }
        throw new InvalidOperationException("An earlier row held a number that is not finite; the sums are lost.");
    }

    /// <summary>One lane's part of a block: the chunks of its segment that are its turn.</summary>
    private struct Pass : IParallelWork
    {
        public SegmentMoments Owner;
        public RowBlock Block;
        public int* Order;
        public Gram64Rows Rows;

        public readonly void Run(int item)
        {
            int lanes = Owner._lanesPerSegment;
            int segment = item / lanes;
            long start = Owner.Rows[segment];
            long end = start + Owner._routing.CountOf(segment);
            int* order = Order + Owner._routing.StartOf(segment);
            for (long position = start; position < end;)
            {
                long next = Math.Min(end, (position / Gram64.Depth * Gram64.Depth) + Gram64.Depth);
                if (position / Gram64.Depth % lanes == item % lanes)
                    Owner._lanes[item].Add(
                        Block, Rows, order + (position - start), (int)(next - position),
                        (int)(position % Gram64.Depth));
                position = next;
            }
        }
    }
}
