using Microsoft.ML.LowRank.LinearAlgebra;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>
/// Dense rows of sixteen hidden factors of falling strength, mixed into all columns, and noise of deviation 1/4 around
/// a mean that differs from column to column. The same numbers on every machine.
/// </summary>
internal sealed class DenseRows : IRowSource
{
    private const int BlockRows = 4096;
    private const int Factors = 16;

    private readonly RowBlock[] _blocks;

    public DenseRows(int rows, int columns)
    {
        Rows = rows;
        Columns = columns;
        var random = new SplitMix64(20260101);
        var mixing = new float[Factors * columns];
        for (int f = 0; f < Factors; f++)
            for (int j = 0; j < columns; j++)
                mixing[(f * columns) + j] = Uniform(ref random) / (1 + f);
        var mean = new float[columns];
        for (int j = 0; j < columns; j++)
            mean[j] = Uniform(ref random);
        _blocks = [.. Enumerable.Range(0, (rows + BlockRows - 1) / BlockRows)
            .Select(b => Block(b * BlockRows, Math.Min(BlockRows, rows - (b * BlockRows)), mixing, mean))];
    }

    public int Rows { get; }

    public int Columns { get; }

    public IReadOnlyList<RowBlock> Blocks => _blocks;

    public IEnumerable<RowBlock> Read() => _blocks;

    /// <summary>Writes the rows as raw little-endian float32, row-major.</summary>
    public void Save(string path)
    {
        using var file = File.Create(path);
        foreach (var block in _blocks)
            file.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(block.Values.AsSpan()));
    }

    private RowBlock Block(int firstRow, int rows, float[] mixing, float[] mean)
    {
        var random = new SplitMix64((ulong)firstRow + 1);
        var hidden = new float[rows * Factors];
        for (int i = 0; i < hidden.Length; i++)
            hidden[i] = Uniform(ref random);
        var values = new float[rows * Columns];
        for (int i = 0; i < values.Length; i++)
            values[i] = mean[i % Columns] + (Uniform(ref random) / 4);
        Gemm.Multiply(
            false, false, rows, Columns, Factors, hidden, Factors, mixing, Columns, values, Columns, accumulate: true, 0);
        return new RowBlock { FirstRow = firstRow, Rows = rows, Columns = Columns, Values = values };
    }

    /// <summary>Mean 0, variance 1.</summary>
    private static float Uniform(ref SplitMix64 random) => (float)((random.NextDouble() - 0.5) * 3.4641016);
}
