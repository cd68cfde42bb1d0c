using System.Numerics.Tensors;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Linear;

/// <summary>
/// Features of mean 0 and deviation 1, though in memory they are only about that: shift and scale for memory come from some of the rows, and
/// the little that is left is known exactly from all and put into weights and gradients instead of being written once more.
/// </summary>
internal sealed class FeatureScale
{
    private const int EnoughChunks = 128;
    private const int ChunksOfARun = 32;

    private readonly float[] _shift;
    private readonly float[] _scale;
    private readonly double[] _mean;
    private readonly double[] _inverse;

    private FeatureScale(int width)
    {
        (_shift, _scale) = (new float[width], new float[width]);
        (_mean, _inverse) = (new double[width], new double[width]);
    }

    public static FeatureScale None { get; } = new(0);

    /// <summary>Scales rows where they lie.</summary>
    public static FeatureScale Apply(ChunkSample rows, int width, int threads)
    {
        var scale = new FeatureScale(width);
        scale.Measure(rows.Chunks, width);
        var runs = rows.Runs(ChunksOfARun).ToArray();
        var sums = new double[runs.Length][];
        WorkerPool.Run(runs.Length, threads, run => sums[run] = scale.Write(rows.Chunks.AsSpan()[runs[run].From..runs[run].End], width));
        double weight = rows.Chunks.Sum(chunk => chunk.Weight);
        for (int j = 0; j < width; j++)
        {
            double sum = 0, square = 0;
            foreach (double[] run in sums)
                (sum, square) = (sum + run[j], square + run[width + j]);
            scale._mean[j] = sum / weight;
            double variance = (square / weight) - (scale._mean[j] * scale._mean[j]);
            if (!double.IsFinite(variance))
                throw new InvalidOperationException(
                    $"The values of feature {j} are of so different sizes that their deviation is beyond what Single can hold; clip or transform them.");
            // A constant was made 0.
            scale._inverse[j] = square > 0 && variance > 0 ? 1 / Math.Sqrt(variance) : 0;
        }
        return scale;
    }

    /// <summary>The weights of rows in memory; returns their bias.</summary>
    /// <param name="parameters">Weights of standardised features, and the bias.</param>
    /// <param name="direction">Gets the weights.</param>
    public float InMemory(double[] parameters, Span<float> direction)
    {
        double bias = parameters[^1];
        for (int j = 0; j < direction.Length; j++)
        {
            double weight = parameters[j] * _inverse[j];
            direction[j] = (float)weight;
            bias -= weight * _mean[j];
        }
        return (float)bias;
    }

    /// <summary>The gradient by weights of standardised features, from that by weights of rows in memory; both with the bias at the end.</summary>
    public void ToStandard(double[] gradient)
    {
        for (int j = 0; j < _mean.Length; j++)
            gradient[j] = (gradient[j] - (_mean[j] * gradient[^1])) * _inverse[j];
    }

    /// <summary>Weights and bias of features as they were given.</summary>
    public (double[] Weights, double Bias) InOwnUnits(double[] parameters)
    {
        var weights = new double[_mean.Length];
        double bias = parameters[^1];
        for (int j = 0; j < weights.Length; j++)
        {
            double inMemory = parameters[j] * _inverse[j];
            weights[j] = inMemory * _scale[j];
            bias -= (inMemory * _mean[j]) + (weights[j] * _shift[j]);
        }
        return (weights, bias);
    }

    /// <summary>Shift and scale for memory, from some of the rows.</summary>
    private void Measure(RowChunk[] chunks, int width)
    {
        int used = Math.Min(chunks.Length, EnoughChunks);
        var (mean, square) = (new double[width], new double[width]);
        double weight = 0;
        void Each(Action<RowChunk, int, double> action)
        {
            for (int i = 0; i < used; i++)
            {
                var chunk = chunks[(int)((long)i * chunks.Length / used)];
                for (int row = 0; row < chunk.Count; row++)
                    action(chunk, row * width, chunk.Weights is { } w ? w[row] : 1);
            }
        }
        Each((_, _, own) => weight += own);
        Each((chunk, at, own) =>
        {
            for (int j = 0; j < mean.Length; j++)
                mean[j] += own / weight * chunk.Values[at + j];
        });
        // A shift need not be the mean, but it has to be a number of memory.
        for (int j = 0; j < width; j++)
            _shift[j] = (float)mean[j];
        Each((chunk, at, own) =>
        {
            for (int j = 0; j < square.Length; j++)
                square[j] += own / weight * ((double)chunk.Values[at + j] - _shift[j]) * ((double)chunk.Values[at + j] - _shift[j]);
        });
        for (int j = 0; j < width; j++)
        {
            // What is constant in some rows may be large in others.
            double deviation = square[j] > 0 || used == chunks.Length ? Math.Sqrt(square[j]) : Farthest(chunks, j, width);
            _scale[j] = deviation > 0 ? (float)Math.Clamp(1 / deviation, 1e-37, 1e37) : 1;
        }
    }

    private double Farthest(RowChunk[] chunks, int column, int width)
    {
        double farthest = 0;
        foreach (var chunk in chunks)
        {
            for (int at = column; at < chunk.Count * width; at += width)
                farthest = Math.Max(farthest, Math.Abs((double)chunk.Values[at] - _shift[column]));
        }
        return farthest;
    }

    /// <summary>Shifts and scales some chunks; returns the sums of the values and of their squares.</summary>
    private double[] Write(ReadOnlySpan<RowChunk> chunks, int width)
    {
        var sums = new double[2 * width];
        var (part, squares, ones) = (new float[width], new float[chunks[0].Values.Length], new float[chunks[0].Values.Length / width]);
        foreach (var chunk in chunks)
        {
            int count = chunk.Count * width;
            if (squares.Length < chunk.Values.Length)
                (squares, ones) = (new float[chunk.Values.Length], new float[chunk.Values.Length / width]);
            var values = chunk.Values.AsSpan(0, count);
            for (int at = 0; at < count; at += width)
            {
                var row = values.Slice(at, width);
                TensorPrimitives.Subtract(row, _shift, row);
                TensorPrimitives.Multiply(row, _scale, row);
            }
            TensorPrimitives.Multiply(values, values, squares);
            ones.AsSpan(0, chunk.Count).Fill(1);
            chunk.Weigh(ones.AsSpan(0, chunk.Count));
            Gemv.Multiply(true, chunk.Count, width, values, width, ones.AsSpan(0, chunk.Count), part);
            AddTo(part, sums);
            Gemv.Multiply(true, chunk.Count, width, squares, width, ones.AsSpan(0, chunk.Count), part);
            AddTo(part, sums.AsSpan(width));
        }
        return sums;
    }

    private static void AddTo(ReadOnlySpan<float> part, Span<double> sums)
    {
        for (int j = 0; j < part.Length; j++)
            sums[j] += part[j];
    }
}
