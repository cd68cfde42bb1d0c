using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Training;

/// <summary>In which order blocks are read, and how the rows of a group of them are mixed.</summary>
internal sealed class RowOrder
{
    private readonly ulong[]? _groupSeeds;

    private readonly bool _isStratified;

    private RowOrder(int[] blocks, int groupBlocks, ulong[]? groupSeeds, bool isStratified = false)
    {
        (Blocks, _groupSeeds, _isStratified) = (blocks, groupSeeds, isStratified);
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
    /// <param name="blocks">Number of blocks.</param>
    /// <param name="groupBlocks">Blocks of a group.</param>
    /// <param name="seed">Decides the order, with the epoch.</param>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="isStratified">Whether rows of every class are spread evenly over a group, so that batches have them alike.</param>
    public static RowOrder Shuffled(int blocks, int groupBlocks, ulong seed, int epoch, bool isStratified = false)
    {
        // Mixed twice, so that seeds and epochs that differ by little have nothing in common.
        ulong mixed = new SplitMix64(seed).Next();
        var random = new SplitMix64(new SplitMix64(mixed ^ (ulong)epoch).Next());
        int[] order = [.. Enumerable.Range(0, blocks)];
        Shuffle(order, ref random);
        var seeds = new ulong[(blocks + groupBlocks - 1) / groupBlocks];
        for (int group = 0; group < seeds.Length; group++)
            seeds[group] = random.Next();
        return new RowOrder(order, groupBlocks, seeds, isStratified);
    }

    /// <summary>The order of a group's rows.</summary>
    /// <param name="group">The group.</param>
    /// <param name="classes">Of every row its class, a whole number from 0.</param>
    /// <param name="rows">Gets the order.</param>
    public void Fill(int group, ReadOnlySpan<float> classes, Span<int> rows)
    {
        for (int row = 0; row < rows.Length; row++)
            rows[row] = row;
        if (_groupSeeds is null)
            return;
        var random = new SplitMix64(_groupSeeds[group]);
        Shuffle(rows, ref random);
        if (_isStratified)
            Spread(classes, rows, ref random);
    }

    /// <summary>Rows of a class keep their order among themselves, and lie as far apart as there are others between them.</summary>
    private static void Spread(ReadOnlySpan<float> classes, Span<int> rows, ref SplitMix64 random)
    {
        int count = 0;
        foreach (int row in rows)
            count = Math.Max(count, (int)classes[row] + 1);
        var own = new List<int>[count];
        foreach (int row in rows)
            (own[(int)classes[row]] ??= []).Add(row);
        // The class whose next place comes first; of a rare one places are far apart.
        var places = new PriorityQueue<(int Class, int Next, double Step), double>();
        for (int k = 0; k < count; k++)
        {
            if (own[k] is { Count: var size })
                places.Enqueue((k, 0, 1.0 / size), random.NextDouble() / size);
        }
        for (int at = 0; places.TryDequeue(out var next, out double place);)
        {
            // As long as no other class comes first there is no need to ask.
            double end = places.TryPeek(out _, out double other) ? other : double.PositiveInfinity;
            var list = own[next.Class];
            for (; next.Next < list.Count && place <= end; place += next.Step)
                rows[at++] = list[next.Next++];
            if (next.Next < list.Count)
                places.Enqueue(next, place);
        }
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
