using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace Microsoft.ML.LowRank.Features;

public class DistinctIdsTests
{
    [Fact]
    public void Counts_are_those_of_a_dictionary_and_come_in_order()
    {
        var inputs = Gen.Choose(0, 3).Zip(Gen.Choose(0, 40).ArrayOf()).ToArbitrary();
        Prop.ForAll(inputs, input =>
        {
            // Uniform, all in the last homes of a part, all in the first, and small numbers.
            ulong Spread(int i) => input.Item1 switch
            {
                0 => new Fingerprinter(5).Integer((ulong)i, out _),
                1 => ulong.MaxValue - (ulong)i,
                2 => (1UL << 58) + (ulong)i,
                _ => (ulong)i,
            };
            var ids = new DistinctIds();
            var expected = new SortedDictionary<ulong, uint>();
            foreach (int i in input.Item2)
            {
                Assert.Equal(expected.TryAdd(Spread(i), 0u), ids.Add(Spread(i), 1));
                expected[Spread(i)]++;
            }
            Assert.Equal(expected.Select(pair => (pair.Key, pair.Value)), ids.InOrder().Select(id => (id.Fingerprint, id.Count)));
            Assert.Equal(expected.Count, ids.Count);
            Assert.False(ids.HasCollision);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_crowd_at_either_end_of_a_part_is_kept_whole()
    {
        foreach (ulong start in (ulong[])[0, (1UL << 58) - 3000, ulong.MaxValue - 2999])
        {
            var ids = new DistinctIds();
            foreach (ulong i in Enumerable.Range(0, 3000).Select(i => (ulong)((i * 7) % 3000)))
                Assert.True(ids.Add(start + i, 0));
            Assert.Equal(Enumerable.Range(0, 3000).Select(i => start + (ulong)i), ids.InOrder().Select(id => id.Fingerprint));
        }
    }

    [Fact]
    public void A_different_check_is_a_collision()
    {
        var ids = new DistinctIds();
        ids.Add(7, 1);
        ids.Add(8, 1);
        ids.Add(7, 1);
        Assert.False(ids.HasCollision);
        ids.Add(7, 2);
        Assert.True(ids.HasCollision);
        ids.Add(7, 1);
        Assert.Equal([DistinctId.Collision, 1], ids.InOrder().Select(id => id.Count));
    }

    [Fact]
    public void The_vocabulary_finds_all_of_a_million_ids_and_no_other()
    {
        var hashing = new Fingerprinter(3);
        ulong[] fingerprints = [.. Enumerable.Range(0, 1_000_000).Select(i => hashing.Integer((ulong)i, out _)).Order()];
        var vocabulary = new Vocabulary(fingerprints);
        for (int i = 0; i < fingerprints.Length; i++)
            if (vocabulary.IndexOf(fingerprints[i]) != i)
                Assert.Fail($"Fingerprint {i} was not found.");
        for (ulong i = 1_000_000; i < 1_100_000; i++)
            if (vocabulary.IndexOf(hashing.Integer(i, out _)) != -1)
                Assert.Fail($"Number {i} is not in the vocabulary.");
    }

    [Fact]
    public void A_vocabulary_that_is_not_uniform_is_searched_right_too()
    {
        ulong[] fingerprints = [.. Enumerable.Range(0, 1000).Select(i => 3 * (ulong)i), ulong.MaxValue];
        var vocabulary = new Vocabulary(fingerprints);
        for (ulong i = 0; i < 3010; i++)
            Assert.Equal(Array.IndexOf(fingerprints, i), vocabulary.IndexOf(i));
        Assert.Equal(1000, vocabulary.IndexOf(ulong.MaxValue));
        Assert.Equal(-1, Vocabulary.Empty.IndexOf(0));
    }

    [Fact]
    public void A_vocabulary_of_any_size_and_spread_finds_what_it_has_and_nothing_else()
    {
        // Numbers of few bits, high or low, so that entries are crowded, empty, or one at either end.
        var number = Gen.Zip(Gen.Choose(0, 300), Gen.Choose(0, 64)).Select(v => BitOperations.RotateRight((ulong)v.Item1, v.Item2 & 63));
        Prop.ForAll(Gen.Zip(number.ListOf(), number.ListOf()).ToArbitrary(), lists =>
        {
            ulong[] fingerprints = [.. lists.Item1.Distinct().Order()];
            var vocabulary = new Vocabulary(fingerprints);
            foreach (ulong wanted in lists.Item1.Concat(lists.Item2).Append(0UL).Append(ulong.MaxValue))
                Assert.Equal(Array.IndexOf(fingerprints, wanted), vocabulary.IndexOf(wanted));
        }).QuickCheckThrowOnFailure();
    }
}
