using System.Runtime.InteropServices;
using Microsoft.ML.LowRank.LinearAlgebra;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>
/// Sparse rows as texts have them: each row mixes three of forty topics, a topic prefers its own columns by Zipf's law,
/// every row has the same number of distinct columns, and values are between 1 and 2. The same numbers on every machine.
/// </summary>
internal sealed class SparseRows : IRowSource
{
    private const int BlockRows = 1024;
    private const int Topics = 40;

    private readonly RowBlock[] _blocks;

    public SparseRows(int rows, int columns, double filled)
    {
        Rows = rows;
        Columns = columns;
        PerRow = Math.Max(1, (int)(columns * filled));
        _blocks = [.. Enumerable.Range(0, (rows + BlockRows - 1) / BlockRows)
            .AsParallel().AsOrdered().Select(b => Block(b * BlockRows, Math.Min(BlockRows, rows - (b * BlockRows))))];
    }

    public int Rows { get; }

    public int Columns { get; }

    public int PerRow { get; }

    public IReadOnlyList<RowBlock> Blocks => _blocks;

    public IEnumerable<RowBlock> Read() => _blocks;

    /// <summary>Writes all values as float32, then all columns as int32; every row has <see cref="PerRow"/> of them.</summary>
    public void Save(string path)
    {
        using var file = File.Create(path);
        foreach (var block in _blocks)
            file.Write(MemoryMarshal.AsBytes(block.Values.AsSpan()));
        foreach (var block in _blocks)
            file.Write(MemoryMarshal.AsBytes(block.Indices.AsSpan()));
    }

    private RowBlock Block(int firstRow, int rows)
    {
        var random = new SplitMix64((ulong)firstRow + 1);
        var indices = new int[rows * PerRow];
        var values = new float[rows * PerRow];
        var taken = new HashSet<int>();
        for (int i = 0; i < rows; i++)
        {
            taken.Clear();
            // Low numbers are more frequent, so that the topics differ in energy.
            Span<int> topics = [Topic(ref random), Topic(ref random), Topic(ref random)];
            while (taken.Count < PerRow)
                taken.Add(Column(topics[(int)(random.Next() % 3)], ref random));
            var row = indices.AsSpan(i * PerRow, PerRow);
            taken.CopyTo(indices, i * PerRow);
            row.Sort();
            for (int p = 0; p < PerRow; p++)
                values[(i * PerRow) + p] = (float)(1 + random.NextDouble());
        }
        return new RowBlock
        {
            FirstRow = firstRow,
            Rows = rows,
            Columns = Columns,
            Values = values,
            Indices = indices,
            RowStarts = [.. Enumerable.Range(0, rows + 1).Select(i => i * PerRow)],
        };
    }

    private static int Topic(ref SplitMix64 random) => (int)(Topics * Math.Pow(random.NextDouble(), 2));

    private int Column(int topic, ref SplitMix64 random)
    {
        // Rank by Zipf's law (inverse of its smooth form), then a permutation of the columns that the topic chooses.
        int rank = (int)Math.Pow(Columns, random.NextDouble()) - 1;
        return (int)((((long)rank * 7919) + (topic * 104_729L)) % Columns);
    }
}
