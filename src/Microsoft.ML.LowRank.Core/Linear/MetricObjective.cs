using System.Buffers;
using Microsoft.ML.LowRank.Losses;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Linear;

/// <summary>
/// One less a soft metric of a linear model, mixed with class-weighted cross-entropy if that is wanted, plus λ/2 ‖w‖², with its exact gradient in
/// one pass over the rows: sums of the slopes times the features by class, which the metric's two derivatives then weigh.
/// </summary>
/// <param name="rows">Rows that are complete.</param>
/// <param name="sample">Which of them.</param>
/// <param name="loss">The metric, and how much of cross-entropy goes with it.</param>
/// <param name="penalty">λ; the bias is free.</param>
/// <param name="threads">Threads; the result does not depend on them.</param>
internal sealed class MetricObjective(ClassRows rows, ChunkSample sample, MetricLoss loss, double penalty, int threads)
{
    // Sums are made in runs of chunks, whatever the number of threads, and added in their order.
    private const int ChunksOfARun = 32;

    private readonly Run[] _runs = [.. sample.Runs(ChunksOfARun).Select(run => new Run(run.From, run.End, rows.Width))];
    private readonly float[] _direction = new float[rows.Width];
    private readonly double[] _lastGradient = new double[rows.Width + 1];
    private double[]? _last;
    private double _lastValue;

    /// <summary>What amplifies.</summary>
    public Amplifier Amplifier
    {
        get;
        set => (_last, field) = (value == field ? _last : null, value);
    }
    = loss.AmplifierAt(loss.Amplification);

    /// <summary>Share of cross-entropy; 1 for that alone.</summary>
    public double CrossEntropyShare
    {
        get;
        set => (_last, field) = (value == field ? _last : null, value);
    }
    = loss.ShareOf(Math.Min(rows.Positives, rows.Negatives));

    /// <summary>Chunks that were read so far.</summary>
    public long ChunksRead { get; private set; }

    /// <summary>Hard predictions at the point of the last evaluation.</summary>
    public ConfusionCounts Decisions { get; private set; }

    /// <param name="parameters">A weight per standardised feature, and the bias.</param>
    /// <param name="gradient">Gets as many values.</param>
    /// <returns>The value; +∞ where the metric or a derivative is not a number.</returns>
    public double Evaluate(double[] parameters, double[] gradient)
    {
        // Whoever minimises begins where someone has looked before, and ends where it was last.
        if (_last is null || !parameters.AsSpan().SequenceEqual(_last))
        {
            _lastValue = Pass(parameters, _lastGradient);
            _last = [.. parameters];
        }
        _lastGradient.CopyTo(gradient, 0);
        return _lastValue;
    }

    private double Pass(double[] parameters, double[] gradient)
    {
        float bias = rows.Scale.InMemory(parameters, _direction);
        WorkerPool.Run(_runs.Length, threads, run => _runs[run].Sum(sample.Chunks, _direction, bias, Amplifier, CrossEntropyShare));
        ChunksRead += sample.Chunks.Length;
        SoftCounts positive = default, negative = default;
        foreach (var run in _runs)
        {
            if (sample.Chunks[run.From].IsPositive)
                positive += run.Counts;
            else
                negative += run.Counts;
        }
        positive = sample.FactorOf(isPositive: true) * positive;
        negative = sample.FactorOf(isPositive: false) * negative;
        Decisions = new ConfusionCounts(positive.Above, positive.Below, negative.Above, negative.Below);
        var slope = CrossEntropyShare < 1
            ? MetricSlope.Of(loss.Metric, new ConfusionCounts(positive.Soft, positive.Complement, negative.Soft, negative.Complement)) : 0;
        if (slope is not { } by)
            return double.PositiveInfinity;
        double share = CrossEntropyShare, half = 0.5 / rows.Positives, otherHalf = 0.5 / rows.Negatives;
        double value = share * ((half * positive.CrossEntropy) + (otherHalf * negative.CrossEntropy));
        if (share < 1)
            value += (1 - share) * (1 - by.Value);
        Array.Clear(gradient);
        foreach (var run in _runs)
        {
            bool isPositive = sample.Chunks[run.From].IsPositive;
            double factor = sample.FactorOf(isPositive);
            double ofMetric = -factor * (1 - share) * (isPositive ? by.ByTruePositives : by.ByFalsePositives);
            double ofEntropy = factor * share * (isPositive ? half : otherHalf);
            for (int j = 0; j < gradient.Length; j++)
                gradient[j] += (ofMetric * run.Slope[j]) + (ofEntropy * run.EntropySlope[j]);
        }
        rows.Scale.ToStandard(gradient);
        for (int j = 0; j < rows.Width; j++)
        {
            value += penalty / 2 * parameters[j] * parameters[j];
            gradient[j] += penalty * parameters[j];
        }
        return value;
    }

    /// <summary>Sums over a run of chunks of one class.</summary>
    private sealed class Run(int from, int end, int width)
    {
        public int From => from;

        public SoftCounts Counts { get; private set; }

        public double[] Slope { get; } = new double[width + 1];

        public double[] EntropySlope { get; } = new double[width + 1];

        public void Sum(RowChunk[] chunks, float[] direction, float bias, Amplifier amplifier, double share)
        {
            Counts = default;
            Array.Clear(Slope);
            Array.Clear(EntropySlope);
            int most = chunks.AsSpan()[from..end].ToArray().Max(chunk => chunk.Count);
            float[] memory = ArrayPool<float>.Shared.Rent((2 * most) + width);
            for (int i = from; i < end; i++)
            {
                var chunk = chunks[i];
                Span<float> scores = memory.AsSpan(0, chunk.Count), slopes = memory.AsSpan(most, chunk.Count), part = memory.AsSpan(2 * most, width);
                var weights = chunk.Weights is { } w ? w.AsSpan(0, chunk.Count) : default;
                chunk.Score(direction, bias, scores);
                Counts += SoftCounts.Decide((float)SoftCounts.Logit(amplifier.Threshold), scores, weights);
                if (share < 1)
                {
                    Counts += SoftCounts.Amplify(amplifier, scores, weights, slopes);
                    Add(chunk, slopes, part, Slope);
                }
                if (share > 0)
                {
                    Counts += SoftCounts.Entropy(chunk.IsPositive, scores, weights, slopes);
                    Add(chunk, slopes, part, EntropySlope);
                }
            }
            ArrayPool<float>.Shared.Return(memory);
        }

        private static void Add(RowChunk chunk, ReadOnlySpan<float> slopes, Span<float> part, double[] sums)
        {
            Gemv.Multiply(true, chunk.Count, part.Length, chunk.Values, part.Length, slopes, part);
            for (int j = 0; j < part.Length; j++)
                sums[j] += part[j];
            foreach (float slope in slopes)
                sums[^1] += slope;
        }
    }
}
