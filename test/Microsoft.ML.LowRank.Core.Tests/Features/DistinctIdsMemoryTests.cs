namespace Microsoft.ML.LowRank.Features;

/// <summary>Looks at the whole heap, and therefore runs beside no other test.</summary>
[Collection(nameof(DistinctIdsMemoryTests))]
[CollectionDefinition(nameof(DistinctIdsMemoryTests), DisableParallelization = true)]
public class DistinctIdsMemoryTests
{
    [Fact]
    public void A_million_ids_take_no_more_than_24_bytes_each()
    {
        var ids = new DistinctIds();
        var hashing = new Fingerprinter(0);
        long before = GC.GetTotalMemory(true);
        for (ulong i = 0; i < 1_000_000; i++)
            ids.Add(hashing.Integer(i, out uint check), check);
        long bytes = GC.GetTotalMemory(true) - before;
        Assert.Equal(1_000_000, ids.Count);
        Assert.InRange(bytes, 16_000_000, 24_500_000);
        GC.KeepAlive(ids);
    }

    [Fact]
    public void A_vocabulary_of_a_million_takes_about_9_bytes_each()
    {
        var hashing = new Fingerprinter(0);
        long before = GC.GetTotalMemory(true);
        var vocabulary = new Vocabulary(Fingerprints());
        long bytes = GC.GetTotalMemory(true) - before;
        Assert.InRange(bytes, 8_000_000, 9_500_000);
        GC.KeepAlive(vocabulary);

        ulong[] Fingerprints()
        {
            var fingerprints = new ulong[1_000_000];
            for (int i = 0; i < fingerprints.Length; i++)
                fingerprints[i] = hashing.Integer((ulong)i, out _);
            Array.Sort(fingerprints);
            return fingerprints;
        }
    }
}
