using System.Collections.Concurrent;
using System.Numerics.Tensors;
using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Quality.Learners;

/// <summary>
/// Random functions of a vector, by which a linear trainer becomes a nonlinear one: cosines of random projections stand
/// for a Gaussian kernel (Rahimi and Recht, 2007), rectified ones for a hidden layer that is not trained.
/// </summary>
/// <param name="count">How many functions.</param>
/// <param name="spread">Standard deviation of the entries of the random directions.</param>
/// <param name="areCosines">Cosines, or else rectified projections.</param>
/// <param name="seed">Another seed gives other functions.</param>
internal sealed class RandomFeatures(int count, double spread, bool areCosines, int seed)
{
    // How many values a vector has is known when the first row comes.
    private readonly ConcurrentDictionary<int, (float[] Directions, float[] Offsets)> _drawn = [];

    public void Compute(ReadOnlySpan<float> values, Span<float> result)
    {
        var (directions, offsets) = _drawn.GetOrAdd(values.Length, Draw);
        for (int i = 0; i < count; i++)
        {
            float projection = TensorPrimitives.Dot(values, directions.AsSpan(i * values.Length, values.Length)) + offsets[i];
            result[i] = areCosines ? MathF.Sqrt(2) * MathF.Cos(projection) : MathF.Max(0, projection);
        }
    }

    private (float[] Directions, float[] Offsets) Draw(int length)
    {
        ulong position = ((ulong)(uint)seed << 32) + 1;
        double Uniform() => ((RowSplit.Hash(position++) >> 11) + 0.5) / (1UL << 53);
        double Normal() => Math.Sqrt(-2 * Math.Log(Uniform())) * Math.Cos(2 * Math.PI * Uniform());
        float[] offsets = [.. Enumerable.Range(0, count).Select(_ => (float)(areCosines ? 2 * Math.PI * Uniform() : Normal()))];
        return ([.. Enumerable.Range(0, count * length).Select(_ => (float)(spread * Normal()))], offsets);
    }
}
