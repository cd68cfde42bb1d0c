using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Training;

/// <summary>In which order blocks are read, and how the rows of a group of them are mixed.</summary>
internal sealed class RowOrder
{
    private readonly ulong[]? _groupSeeds;

    private RowOrder(int[] blocks, int groupBlocks, ulong[]? groupSeeds)
    {
        (Blocks, _groupSeeds) = (blocks, groupSeeds);
        GroupBlocks = groupBlocks;
    }

    /// <summary>The blocks, in the order in which they are read.</summary>
    public int[] Blocks { get; }

    /// <summary>Blocks of a group.</summary>
    public int GroupBlocks { get; }

    /// <summary>Number of groups; the last may be smaller.</summary>
    public int Groups => (Blocks.Length + GroupBlocks - 1) / GroupBlocks;

    /// <summary>As the rows were written.</summary>
    public static RowOrder Written(int blocks) => new([.. Enumerable.Range(0, blocks)], 1, null);

    /// <summary>Shuffled, another way in every epoch.</summary>
    public static RowOrder Shuffled(int blocks, int groupBlocks, ulong seed, int epoch)
    {
        // Mixed twice, so that seeds and epochs that differ by little have nothing in common.
        ulong mixed = new SplitMix64(seed).Next();
        var random = new SplitMix64(new SplitMix64(mixed ^ (ulong)epoch).Next());
        int[] order = [.. Enumerable.Range(0, blocks)];
        Shuffle(order, ref random);
        var seeds = new ulong[(blocks + groupBlocks - 1) / groupBlocks];
        for (int group = 0; group < seeds.Length; group++)
            seeds[group] = random.Next();
        return new RowOrder(order, groupBlocks, seeds);
    }

    /// <summary>The order of a group's rows.</summary>
    public void Fill(int group, Span<int> rows)
    {
        for (int row = 0; row < rows.Length; row++)
            rows[row] = row;
        if (_groupSeeds is null)
            return;
        var random = new SplitMix64(_groupSeeds[group]);
        Shuffle(rows, ref random);
    }

    private static void Shuffle(Span<int> items, ref SplitMix64 random)
    {
        for (int last = items.Length - 1; last > 0; last--)
        {
            int other = (int)Math.BigMul(random.Next(), (ulong)last + 1, out _);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }
}
