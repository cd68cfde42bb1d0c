using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Training;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>Rows of one field of many distinct ids and of two small ones.</summary>
internal static class DistinctClicks
{
    private const int BatchRows = 512;

    // A step without a common divisor goes through all ids in a shuffled order, and again.
    private const long Step = 6_700_417;

    public static IEnumerable<Impression> Read(long rows, int ids)
    {
        var row = new Impression();
        for (long i = 0; i < rows; i++)
        {
            row.Set(i, ids);
            yield return row;
        }
    }

    /// <summary>The first rows as a network sees them.</summary>
    public static RowCache Encode(FeatureEncoder encoder, int count, int ids)
    {
        var cache = new RowCache(encoder.TableOffsets, encoder.NumberNames.Count, 1, new RowCacheSettings());
        var batch = new FeatureBatch(encoder, 1, BatchRows);
        foreach (var row in Read(count, ids))
        {
            batch.BeginRow();
            Give(batch, nameof(row.User), row.User);
            Give(batch, nameof(row.Hour), (ulong)row.Hour);
            Give(batch, nameof(row.Device), (ulong)row.Device);
            batch.SetTargets([row.Label ? 1 : 0]);
            batch.EndRow();
            if (batch.Batch.Rows < BatchRows)
                continue;
            cache.Append(batch.Batch);
            batch.Clear();
        }
        cache.Append(batch.Batch);
        cache.Complete();
        return cache;
    }

    /// <summary>Whole numbers are categories or numbers, as the trainer took them.</summary>
    private static void Give(FeatureBatch batch, string name, ulong value)
    {
        int field = batch.Encoder.Fields.Index().First(own => own.Item.Name == name).Index;
        if (batch.Encoder.Fields[field].Kind == FieldKind.Category)
            batch.Integer(field, value);
        else
            batch.Number(field, value);
    }

    internal sealed class Impression
    {
        public ulong User { get; set; }

        public int Hour { get; set; }

        public int Device { get; set; }

        public bool Label { get; set; }

        public void Set(long i, int ids)
        {
            User = (ulong)(i * Step % ids) << 20;
            (Hour, Device) = ((int)(i % 24), (int)(i % 7));
            Label = (User >> 20) % 5 < (ulong)(i % 3);
        }
    }
}
