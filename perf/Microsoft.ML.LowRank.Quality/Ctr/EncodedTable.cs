using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Samples.Tables;
using Microsoft.ML.LowRank.Training;

namespace Microsoft.ML.LowRank.Quality.Ctr;

/// <summary>The rows of a set as networks see them. How they are encoded is learned from the training rows alone.</summary>
internal sealed class EncodedTable : IEncodedRows
{
    private const int AppendedRows = 512;

    private readonly Dictionary<Part, RowCache> _caches = [];

    public EncodedTable(CtrTable table)
    {
        RowCount = table.RowCount;
        Encoder = Learn(table);
        foreach (var part in Enum.GetValues<Part>())
            _caches.Add(part, Encode(table, part));
    }

    public int RowCount { get; }

    public FeatureEncoder Encoder { get; }

    public RowCache this[Part part] => _caches[part];

    public void Dispose()
    {
        foreach (var cache in _caches.Values)
            cache.Dispose();
    }

    private static FeatureEncoder Learn(CtrTable table)
    {
        var learner = new FeatureLearner(table.Fields);
        while (true)
        {
            foreach (int row in table.RowsOf(Part.Training))
            {
                learner.BeginRow();
                table.Give(row, learner);
                learner.EndRow();
            }
            if (learner.Collided.Count == 0)
                return learner.Finish();
            learner = learner.Again();
        }
    }

    private RowCache Encode(CtrTable table, Part part)
    {
        var cache = new RowCache(Encoder.TableOffsets, Encoder.NumberNames.Count, 1, new RowCacheSettings());
        var batch = new FeatureBatch(Encoder, 1, AppendedRows);
        foreach (int row in table.RowsOf(part))
        {
            batch.BeginRow();
            table.Give(row, batch);
            batch.SetTargets([table.Labels[row] ? 1 : 0]);
            batch.EndRow();
            if (batch.Batch.Rows < AppendedRows)
                continue;
            cache.Append(batch.Batch);
            batch.Clear();
        }
        cache.Append(batch.Batch);
        cache.Complete();
        return cache;
    }
}
