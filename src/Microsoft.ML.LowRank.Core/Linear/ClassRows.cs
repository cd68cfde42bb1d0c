using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Linear;

/// <summary>
/// Rows of two classes in memory, in chunks of one class each: what a row adds to a gradient is multiplied by one number per class, so that
/// sums by class are all that a pass has to make. <see cref="Complete"/> scales the features.
/// </summary>
internal sealed class ClassRows
{
    // A chunk stays in the second-level cache while it is read twice, and is the most that is summed in float32.
    private const int ChunkValues = 1 << 16;
    private const int MostChunkRows = 256;
    private const int FewestChunkRows = 4;
    private const int FirstRows = 16;

    private readonly List<RowChunk>[] _chunks = [[], []];
    private readonly int _chunkRows;
    private readonly long _mostBytes;
    private long _bytes;

    /// <param name="width">Features of a row.</param>
    /// <param name="mostBytes">Memory that the rows may take; 0 for what the machine has.</param>
    public ClassRows(int width, long mostBytes = 0)
    {
        Width = width;
        _chunkRows = Math.Clamp(ChunkValues / width, FewestChunkRows, MostChunkRows);
        _mostBytes = mostBytes > 0 ? mostBytes : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
    }

    public int Width { get; }

    /// <summary>Rows with a weight.</summary>
    public long Count { get; private set; }

    /// <summary>The sum of the weights of the positive rows.</summary>
    public double Positives { get; private set; }

    /// <summary>The sum of the weights of the others.</summary>
    public double Negatives { get; private set; }

    /// <summary>All rows, known when they are complete.</summary>
    public ChunkSample All { get; private set; } = ChunkSample.None;

    /// <summary>How features are kept, known when rows are complete.</summary>
    public FeatureScale Scale { get; private set; } = FeatureScale.None;

    /// <param name="features">Finite.</param>
    /// <param name="isPositive">The class.</param>
    /// <param name="weight">Above 0.</param>
    /// <exception cref="InvalidOperationException">The rows need more memory than there is.</exception>
    public void Add(ReadOnlySpan<float> features, bool isPositive, float weight)
    {
        var chunks = _chunks[isPositive ? 1 : 0];
        if (chunks.Count == 0 || chunks[^1].Count == _chunkRows)
        {
            _bytes += sizeof(float) * (long)_chunkRows * Width;
            if (_bytes > _mostBytes && Count > 0)
                throw new InvalidOperationException(
                    $"{Count} rows of {Width} features, at four bytes each, are all that {_mostBytes >> 20} MB of memory hold, and there are more. " +
                    "Train on a part of the rows, or on fewer features (LowRankCompress makes few of many).");
            chunks.Add(new RowChunk(isPositive, Width, chunks.Count == 0 ? Math.Min(FirstRows, _chunkRows) : _chunkRows));
        }
        chunks[^1].Add(features, weight, Width, _chunkRows);
        Count++;
        if (isPositive)
            Positives += weight;
        else
            Negatives += weight;
    }

    /// <summary>Says that there are no more rows, and scales their features.</summary>
    /// <param name="threads">Threads; the result does not depend on them.</param>
    public void Complete(int threads)
    {
        All = new ChunkSample(_chunks[1], _chunks[0], 1, 1);
        Scale = FeatureScale.Apply(All, Width, threads);
    }

    /// <summary>Chunks at equal distances, at most so many of each class, which stand for all.</summary>
    public ChunkSample Sample(int mostPositive, int mostNegative)
    {
        var (positive, positiveFactor) = Some(_chunks[1], mostPositive);
        var (negative, negativeFactor) = Some(_chunks[0], mostNegative);
        return positiveFactor == 1 && negativeFactor == 1 ? All : new ChunkSample(positive, negative, positiveFactor, negativeFactor);
    }

    /// <summary>Chunks that hold about so many rows.</summary>
    public int ChunksOf(long rows) => (int)Math.Min(int.MaxValue, (rows + _chunkRows - 1) / _chunkRows);

    /// <summary>Weights and bias for features as they were given, from those of standardised ones; the bias is the last.</summary>
    public (double[] Weights, double Bias) InOwnUnits(double[] parameters) => Scale.InOwnUnits(parameters);

    /// <summary>Scores, classes and weights of rows.</summary>
    public (float[] Scores, float[] Labels, float[] Weights) Score(double[] parameters, ChunkSample sample, int threads)
    {
        int[] starts = new int[sample.Chunks.Length + 1];
        for (int i = 0; i < sample.Chunks.Length; i++)
            starts[i + 1] = starts[i] + sample.Chunks[i].Count;
        var (scores, labels, weights) = (new float[starts[^1]], new float[starts[^1]], new float[starts[^1]]);
        var direction = new float[Width];
        float bias = Scale.InMemory(parameters, direction);
        WorkerPool.Run(sample.Chunks.Length, threads, i =>
        {
            var chunk = sample.Chunks[i];
            var own = scores.AsSpan(starts[i], chunk.Count);
            chunk.Score(direction, bias, own);
            labels.AsSpan(starts[i], chunk.Count).Fill(chunk.IsPositive ? 1 : 0);
            float factor = (float)sample.FactorOf(chunk);
            for (int row = 0; row < chunk.Count; row++)
                weights[starts[i] + row] = factor * (chunk.Weights is { } w ? w[row] : 1);
        });
        return (scores, labels, weights);
    }

    private static (List<RowChunk> Chunks, double Factor) Some(List<RowChunk> chunks, int most)
    {
        if (chunks.Count <= most)
            return (chunks, 1);
        List<RowChunk> some = [.. Enumerable.Range(0, most).Select(i => chunks[(int)((long)i * chunks.Count / most)])];
        return (some, chunks.Sum(chunk => chunk.Weight) / some.Sum(chunk => chunk.Weight));
    }
}
