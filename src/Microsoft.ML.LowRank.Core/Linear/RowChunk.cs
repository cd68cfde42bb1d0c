using System.Numerics.Tensors;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Linear;

/// <summary>Some rows of one class, row after row.</summary>
/// <param name="isPositive">The class.</param>
/// <param name="width">Features of a row.</param>
/// <param name="rows">Rows that there is room for at first.</param>
internal sealed class RowChunk(bool isPositive, int width, int rows)
{
    public bool IsPositive => isPositive;

    public int Count { get; private set; }

    public double Weight { get; private set; }

    public float[] Values { get; private set; } = GC.AllocateUninitializedArray<float>(rows * width);

    /// <summary>A weight per row, or null while all are 1.</summary>
    public float[]? Weights { get; private set; }

    /// <param name="features">The row.</param>
    /// <param name="weight">Its weight.</param>
    /// <param name="columns">Features of a row.</param>
    /// <param name="most">Rows of a full chunk.</param>
    public void Add(ReadOnlySpan<float> features, float weight, int columns, int most)
    {
        if (Values.Length < (Count + 1) * columns)
        {
            var larger = GC.AllocateUninitializedArray<float>(most * columns);
            Values.AsSpan(0, Count * columns).CopyTo(larger);
            Values = larger;
        }
        features.CopyTo(Values.AsSpan(Count * columns));
        if (weight != 1 && Weights is null)
        {
            Weights = new float[most];
            Weights.AsSpan(0, Count).Fill(1);
        }
        if (Weights is { } weights)
            weights[Count] = weight;
        Count++;
        Weight += weight;
    }

    /// <summary>The scores of its rows.</summary>
    public void Score(ReadOnlySpan<float> direction, float bias, Span<float> scores)
    {
        Gemv.Multiply(false, Count, direction.Length, Values, direction.Length, direction, scores);
        TensorPrimitives.Add(scores, bias, scores);
    }

    /// <summary>Multiplies a number per row by the row's weight.</summary>
    public void Weigh(Span<float> values)
    {
        if (Weights is { } weights)
            TensorPrimitives.Multiply(values, weights.AsSpan(0, Count), values);
    }
}

/// <summary>Some chunks, and how many rows of their class a row of each stands for.</summary>
internal sealed class ChunkSample(List<RowChunk> positive, List<RowChunk> negative, double positiveFactor, double negativeFactor)
{
    public static ChunkSample None { get; } = new([], [], 1, 1);

    /// <summary>Those of the positive rows first.</summary>
    public RowChunk[] Chunks { get; } = [.. positive, .. negative];

    public double FactorOf(RowChunk chunk) => FactorOf(chunk.IsPositive);

    public double FactorOf(bool isPositive) => isPositive ? positiveFactor : negativeFactor;

    /// <summary>
    /// Which chunks are summed together, whatever the number of threads: runs of at most so many that divide them about evenly. None is of two
    /// classes.
    /// </summary>
    public IEnumerable<(int From, int End)> Runs(int most)
    {
        foreach (var (first, end) in new[] { (0, positive.Count), (positive.Count, Chunks.Length) })
        {
            for (int from = first; from < end; from += most)
                yield return (from, Math.Min(end, from + most));
        }
    }
}
