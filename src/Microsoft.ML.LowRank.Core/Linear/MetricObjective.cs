using System.Numerics.Tensors;
using Microsoft.ML.LowRank.Losses;
using Microsoft.ML.LowRank.Metrics;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Linear;

/// <summary>
/// One less a soft metric of a linear model, mixed with class-weighted cross-entropy if that is wanted, plus λ/2 ‖w‖², with its exact gradient in
/// one pass over the rows: sums of the slopes times the features by class, which the metric's two derivatives then weigh.
/// </summary>
/// <param name="rows">Standardised rows.</param>
/// <param name="metric">The metric.</param>
/// <param name="penalty">λ; the bias is free.</param>
/// <param name="threads">Threads; the result does not depend on them.</param>
internal sealed class MetricObjective(ClassRows rows, ClassificationMetric metric, double penalty, int threads)
{
    // Sums are made in so many lanes, whatever the number of threads, and added in their order.
    private const int Lanes = 64;

    private readonly Lane[] _lanes = [.. Enumerable.Range(0, (int)Math.Min(Lanes, Math.Max(1, rows.Chunks.Count))).Select(_ => new Lane(rows.Width))];
    private readonly float[] _direction = new float[rows.Width];

    /// <summary>What amplifies.</summary>
    public Amplifier Amplifier { get; set; }

    /// <summary>Share of cross-entropy; 1 for that alone.</summary>
    public double CrossEntropyShare { get; set; }

    /// <summary>Only one chunk in so many is read, of both classes.</summary>
    public int Stride { get; set; } = 1;

    /// <summary>Chunks that were read so far.</summary>
    public long ChunksRead { get; private set; }

    /// <param name="parameters">A weight per feature, and the bias.</param>
    /// <param name="gradient">Gets as many values.</param>
    /// <returns>The value; +∞ where the metric or a derivative is not a number.</returns>
    public double Evaluate(double[] parameters, double[] gradient)
    {
        int width = rows.Width;
        for (int j = 0; j < width; j++)
            _direction[j] = (float)parameters[j];
        WorkerPool.Run(_lanes.Length, WorkerPool.Resolve(threads), lane => _lanes[lane].Run(this, lane, parameters[width]));
        var positive = new Sums(width);
        var negative = new Sums(width);
        foreach (var lane in _lanes)
        {
            positive.Add(lane.Positive);
            negative.Add(lane.Negative);
            ChunksRead += lane.Chunks;
        }
        var counts = new ConfusionCounts(positive.Soft, positive.Complement, negative.Soft, negative.Complement);
        var slope = CrossEntropyShare < 1 ? MetricSlope.Of(metric, counts) : 0;
        if (slope is not { } by)
            return double.PositiveInfinity;
        double share = CrossEntropyShare, half = 0.5 / counts.Positives, otherHalf = 0.5 / counts.Negatives;
        double value = share * ((half * positive.CrossEntropy) + (otherHalf * negative.CrossEntropy));
        if (share < 1)
            value += (1 - share) * (1 - by.Value);
        for (int j = 0; j <= width; j++)
        {
            double g = share == 0 ? 0 : share * ((half * positive.CrossEntropySlope[j]) + (otherHalf * negative.CrossEntropySlope[j]));
            gradient[j] = g - ((1 - share) * ((by.ByTruePositives * positive.Slope[j]) + (by.ByFalsePositives * negative.Slope[j])));
        }
        for (int j = 0; j < width; j++)
        {
            value += penalty / 2 * parameters[j] * parameters[j];
            gradient[j] += penalty * parameters[j];
        }
        return value;
    }

    /// <summary>Sums over rows of one class.</summary>
    private sealed class Sums(int width)
    {
        public double Soft { get; set; }

        public double Complement { get; set; }

        public double CrossEntropy { get; set; }

        public double[] Slope { get; } = new double[width + 1];

        public double[] CrossEntropySlope { get; } = new double[width + 1];

        public void Add(Sums other)
        {
            (Soft, Complement, CrossEntropy) = (Soft + other.Soft, Complement + other.Complement, CrossEntropy + other.CrossEntropy);
            TensorPrimitives.Add(Slope, other.Slope, Slope);
            TensorPrimitives.Add(CrossEntropySlope, other.CrossEntropySlope, CrossEntropySlope);
        }

        public void Clear()
        {
            (Soft, Complement, CrossEntropy) = (0, 0, 0);
            Array.Clear(Slope);
            Array.Clear(CrossEntropySlope);
        }
    }

    private sealed class Lane(int width)
    {
        private readonly float[] _slope = new float[width];
        private readonly float[] _crossEntropySlope = new float[width];

        public Sums Positive { get; } = new(width);

        public Sums Negative { get; } = new(width);

        public int Chunks { get; private set; }

        public void Run(MetricObjective objective, int lane, double bias)
        {
            Positive.Clear();
            Negative.Clear();
            Chunks = 0;
            var chunks = objective.Rows.Chunks;
            // From the end: the positive rows, which are there, and which a stride must not miss.
            for (int at = lane * objective.Stride; at < chunks.Count; at += objective._lanes.Length * objective.Stride)
            {
                var chunk = chunks[chunks.Count - 1 - at];
                Add(objective, chunk, bias, chunk.IsPositive ? Positive : Negative);
                Chunks++;
            }
        }

        private void Add(MetricObjective objective, ClassRows.Chunk chunk, double bias, Sums sums)
        {
            bool hasMetric = objective.CrossEntropyShare < 1, hasCrossEntropy = objective.CrossEntropyShare > 0;
            var amplifier = objective.Amplifier;
            Array.Clear(_slope);
            Array.Clear(_crossEntropySlope);
            for (int row = 0; row < chunk.Count; row++)
            {
                double score = chunk.Dot(row, objective._direction) + bias, weight = chunk.Weights[row];
                var values = chunk.Values.AsSpan(row * width, width);
                if (hasMetric)
                {
                    var (soft, complement, slope) = amplifier.At(score);
                    (sums.Soft, sums.Complement) = (sums.Soft + (weight * soft), sums.Complement + (weight * complement));
                    sums.Slope[width] += weight * slope;
                    TensorPrimitives.MultiplyAdd(values, (float)(weight * slope), _slope, _slope);
                }
                else
                {
                    // Shares of the classes are asked for all the same.
                    sums.Complement += weight;
                }
                if (hasCrossEntropy)
                {
                    sums.CrossEntropy += weight * Logistic.Softplus(chunk.IsPositive ? -score : score);
                    double error = weight * (chunk.IsPositive ? -Logistic.Probability(-score) : Logistic.Probability(score));
                    sums.CrossEntropySlope[width] += error;
                    TensorPrimitives.MultiplyAdd(values, (float)error, _crossEntropySlope, _crossEntropySlope);
                }
            }
            for (int j = 0; j < width; j++)
            {
                sums.Slope[j] += _slope[j];
                sums.CrossEntropySlope[j] += _crossEntropySlope[j];
            }
        }
    }

    private ClassRows Rows => rows;
}
