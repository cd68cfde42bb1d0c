using System.Numerics.Tensors;

namespace Microsoft.ML.LowRank.Linear;

/// <summary>
/// Rows of two classes in memory, standardised, in chunks of one class each: what a row adds to a gradient is multiplied by one number per
/// class, so that sums by class are all that a pass has to make.
/// </summary>
internal sealed class ClassRows(int width)
{
    public const int ChunkRows = 256;

    private readonly List<Chunk>[] _chunks = [[], []];
    private readonly double[] _means = new double[width];
    private readonly double[] _deviations = new double[width];

    public int Width => width;

    /// <summary>Rows with a weight.</summary>
    public long Count { get; private set; }

    /// <summary>The sum of the weights of the positive rows.</summary>
    public double Positives { get; private set; }

    /// <summary>The sum of the weights of the others.</summary>
    public double Negatives { get; private set; }

    /// <summary>All chunks, those of the negative rows first.</summary>
    public IReadOnlyList<Chunk> Chunks { get; private set; } = [];

    /// <param name="features">Finite.</param>
    /// <param name="isPositive">The class.</param>
    /// <param name="weight">Above 0.</param>
    public void Add(ReadOnlySpan<float> features, bool isPositive, float weight)
    {
        var chunks = _chunks[isPositive ? 1 : 0];
        if (chunks.Count == 0 || chunks[^1].Count == ChunkRows)
            chunks.Add(new Chunk(isPositive, width));
        chunks[^1].Add(features, weight);
        Count++;
        if (isPositive)
            Positives += weight;
        else
            Negatives += weight;
    }

    /// <summary>Gives every column mean 0 and deviation 1; a constant one becomes 0.</summary>
    public void Standardize()
    {
        Chunks = [.. _chunks[0], .. _chunks[1]];
        double total = Positives + Negatives;
        ForEach((values, weight) =>
        {
            for (int j = 0; j < width; j++)
                _means[j] += weight / total * values[j];
        });
        ForEach((values, weight) =>
        {
            for (int j = 0; j < width; j++)
                _deviations[j] += weight / total * (values[j] - _means[j]) * (values[j] - _means[j]);
        });
        for (int j = 0; j < width; j++)
        {
            double deviation = Math.Sqrt(_deviations[j]);
            // What is left of a constant is rounding.
            _deviations[j] = deviation > 1e-7 * Math.Abs(_means[j]) ? deviation : 0;
        }
        ForEach((values, _) =>
        {
            for (int j = 0; j < width; j++)
                values[j] = _deviations[j] == 0 ? 0 : (float)((values[j] - _means[j]) / _deviations[j]);
        });
    }

    /// <summary>Weights and bias for features as they were given, from those of standardised ones; the bias is the last.</summary>
    public (double[] Weights, double Bias) InOwnUnits(double[] parameters)
    {
        var weights = new double[width];
        double bias = parameters[width];
        for (int j = 0; j < width; j++)
        {
            weights[j] = _deviations[j] == 0 ? 0 : parameters[j] / _deviations[j];
            bias -= weights[j] * _means[j];
        }
        return (weights, bias);
    }

    /// <summary>Scores, classes and weights of all rows.</summary>
    public (float[] Scores, float[] Labels, float[] Weights) Score(double[] parameters)
    {
        var (scores, labels, weights) = (new float[Count], new float[Count], new float[Count]);
        float[] direction = [.. parameters.Take(width).Select(w => (float)w)];
        int at = 0;
        foreach (var chunk in Chunks)
        {
            for (int row = 0; row < chunk.Count; row++, at++)
                (scores[at], labels[at], weights[at]) = ((float)(chunk.Dot(row, direction) + parameters[width]), chunk.IsPositive ? 1 : 0, chunk.Weights[row]);
        }
        return (scores, labels, weights);
    }

    private void ForEach(RowAction action)
    {
        foreach (var chunk in Chunks)
        {
            for (int row = 0; row < chunk.Count; row++)
                action(chunk.Values.AsSpan(row * width, width), chunk.Weights[row]);
        }
    }

    private delegate void RowAction(Span<float> values, double weight);

    /// <summary>Some rows of one class.</summary>
    internal sealed class Chunk(bool isPositive, int width)
    {
        private float[] _values = new float[Math.Min(ChunkRows, 16) * width];

        public bool IsPositive => isPositive;

        public int Count { get; private set; }

        public float[] Values => _values;

        public float[] Weights { get; } = new float[ChunkRows];

        public void Add(ReadOnlySpan<float> features, float weight)
        {
            if (_values.Length < (Count + 1) * width)
                Array.Resize(ref _values, ChunkRows * width);
            features.CopyTo(_values.AsSpan(Count * width));
            Weights[Count++] = weight;
        }

        public float Dot(int row, ReadOnlySpan<float> direction) => TensorPrimitives.Dot(_values.AsSpan(row * width, width), direction);
    }
}
