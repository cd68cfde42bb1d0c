using System.Runtime.InteropServices;
using Microsoft.ML.LowRank.LinearAlgebra;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>
/// Rows of two classes, one in fifty positive: features of mean 0 and deviation 1 that share twelve hidden factors, and log-odds that are
/// linear in the features but for one product of factors, so that no line tells the classes apart. The same numbers on every machine.
/// </summary>
internal sealed class RareRows
{
    private const int BlockRows = 4096;
    private const int Factors = 12;

    // Deviation of the linear part of the log-odds, weight of the product of two factors, and what leaves one in fifty.
    private const double Linear = 2.2;
    private const double Product = 0.8;
    private const double Offset = -6.33;

    public RareRows(int rows, int columns, int set = 0)
    {
        (Rows, Columns) = (rows, columns);
        (Values, Labels) = (new float[rows * columns], new float[rows]);
        var random = new SplitMix64(20260201);
        var mixing = new float[Factors * columns];
        for (int j = 0; j < columns; j++)
        {
            double length = 0;
            for (int f = 0; f < Factors; f++)
            {
                mixing[(f * columns) + j] = (float)(Uniform(ref random) / (1 + (f / 3.0)));
                length += mixing[(f * columns) + j] * mixing[(f * columns) + j];
            }
            // Half of the variance of a feature is shared.
            for (int f = 0; f < Factors; f++)
                mixing[(f * columns) + j] *= (float)Math.Sqrt(0.5 / length);
        }
        // Most features tell a little, some nothing.
        double[] weights = [.. Enumerable.Range(0, columns).Select(j => j % 4 == 3 ? 0 : Uniform(ref random))];
        double own = weights.Sum(w => 0.5 * w * w), shared = 0;
        for (int f = 0; f < Factors; f++)
            shared += Math.Pow(weights.Select((w, j) => w * mixing[(f * columns) + j]).Sum(), 2);
        double scale = Linear / Math.Sqrt(own + shared);
        float[] direction = [.. weights.Select(w => (float)(scale * w))];
        Parallel.For(0, (rows + BlockRows - 1) / BlockRows, block => Fill(block, set, mixing, direction));
    }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>Row after row.</summary>
    public float[] Values { get; }

    /// <summary>0 or 1.</summary>
    public float[] Labels { get; }

    /// <summary>Writes the features, then the labels, as raw little-endian float32.</summary>
    public void Save(string path)
    {
        using var file = File.Create(path);
        file.Write(MemoryMarshal.AsBytes(Values.AsSpan()));
        file.Write(MemoryMarshal.AsBytes(Labels.AsSpan()));
    }

    private void Fill(int block, int set, float[] mixing, float[] direction)
    {
        int first = block * BlockRows, rows = Math.Min(BlockRows, Rows - first);
        var random = new SplitMix64(((ulong)set << 40) + (ulong)block + 1);
        var hidden = new float[rows * Factors];
        for (int i = 0; i < hidden.Length; i++)
            hidden[i] = (float)Uniform(ref random);
        var values = Values.AsSpan(first * Columns, rows * Columns);
        double noise = Math.Sqrt(0.5);
        for (int i = 0; i < values.Length; i++)
            values[i] = (float)(noise * Uniform(ref random));
        Gemm.Multiply(false, false, rows, Columns, Factors, hidden, Factors, mixing, Columns, values, Columns, accumulate: true, 1);
        for (int i = 0; i < rows; i++)
        {
            double odds = Offset + (Product * hidden[i * Factors] * hidden[(i * Factors) + 1]);
            for (int j = 0; j < Columns; j++)
                odds += direction[j] * values[(i * Columns) + j];
            Labels[first + i] = random.NextDouble() < 1 / (1 + Math.Exp(-odds)) ? 1 : 0;
        }
    }

    /// <summary>Mean 0, variance 1.</summary>
    private static double Uniform(ref SplitMix64 random) => (random.NextDouble() - 0.5) * 3.4641016;
}
