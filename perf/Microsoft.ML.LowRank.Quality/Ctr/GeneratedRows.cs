using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Metrics;
using Microsoft.ML.LowRank.Samples.Generate;
using Microsoft.ML.LowRank.Samples.Tables;
using Microsoft.ML.LowRank.Training;

namespace Microsoft.ML.LowRank.Quality.Ctr;

/// <summary>
/// Rows of a generated click log: the first so many to train on, and behind the longest training part, the same for all,
/// some to choose settings by and some that are touched only to judge. They are encoded as they are made; none is kept otherwise.
/// </summary>
internal sealed class GeneratedRows : IDisposable
{
    /// <summary>The longest training part; the log's truth depends on it.</summary>
    public const int MostRows = 10_000_000;

    public const int ValidationRows = 100_000;
    public const int TestRows = 200_000;

    private const int Seed = 1;
    private const int AppendedRows = 512;
    private const int Bins = 32;

    private readonly ClickLog _log = new(MostRows, Seed);
    private readonly Dictionary<Part, RowCache> _caches = [];

    /// <param name="rows">Rows to train on.</param>
    /// <param name="leastCount">Ids that training rows have less often share the vector of ids not seen.</param>
    public GeneratedRows(int rows, int leastCount)
    {
        Encoder = Learn(rows, leastCount);
        _caches.Add(Part.Training, Encode(0, rows));
        _caches.Add(Part.Validation, Encode(MostRows, ValidationRows));
        _caches.Add(Part.Test, Encode(MostRows + ValidationRows, TestRows));
    }

    public FeatureEncoder Encoder { get; }

    public RowCache this[Part part] => _caches[part];

    /// <summary>The best AUC and log loss that there can be on the test rows, and the AUC of the true effects of single fields.</summary>
    public static (double Auc, double LogLoss, double AdditiveAuc) Truth()
    {
        var log = new ClickLog(MostRows, Seed);
        float[] labels = new float[TestRows], logits = new float[TestRows], additive = new float[TestRows];
        double loss = 0;
        foreach (var (i, row) in log.Read(MostRows + ValidationRows, TestRows).Index())
        {
            (labels[i], logits[i], additive[i]) = (row.Clicked ? 1 : 0, (float)row.Logit, (float)row.MainEffects);
            loss += Logistic.Softplus(row.Clicked ? -row.Logit : row.Logit);
        }
        return (BinaryMetrics.AreaUnderCurve(logits, labels), loss / TestRows, BinaryMetrics.AreaUnderCurve(additive, labels));
    }

    public void Dispose()
    {
        foreach (var cache in _caches.Values)
            cache.Dispose();
    }

    private FeatureEncoder Learn(int rows, int leastCount)
    {
        var learner = new FeatureLearner([
            .. Enumerable.Range(1, ClickLog.CountFields).Select(i => new FeatureField($"I{i}", FieldKind.Number)
            {
                Encoding = NumericEncoding.QuantileBins,
                BinCount = Bins,
            }),
            .. Enumerable.Range(1, ClickLog.IdFields).Select(i => new FeatureField($"C{i}", FieldKind.Category) { MinimumCount = leastCount }),
        ]);
        while (true)
        {
            foreach (var row in _log.Read(0, rows))
            {
                learner.BeginRow();
                Give(row, learner);
                learner.EndRow();
            }
            if (learner.Collided.Count == 0)
                return learner.Finish();
            learner = learner.Again();
        }
    }

    private RowCache Encode(long first, int rows)
    {
        var cache = new RowCache(Encoder.TableOffsets, Encoder.NumberNames.Count, 1, new RowCacheSettings());
        var batch = new FeatureBatch(Encoder, 1, AppendedRows);
        foreach (var row in _log.Read(first, rows))
        {
            batch.BeginRow();
            Give(row, batch);
            batch.SetTargets([row.Clicked ? 1 : 0]);
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

    private void Give(ClickRow row, IFeatureSink sink)
    {
        for (int field = 0; field < ClickLog.CountFields; field++)
        {
            if (row.Counts[field] != ClickRow.Missing)
                sink.Number(field, row.Counts[field]);
        }
        for (int field = 0; field < ClickLog.IdFields; field++)
        {
            if (row.Ids[field] != ClickRow.Missing)
                sink.Integer(ClickLog.CountFields + field, _log.CodeOf(field, row.Ids[field]));
        }
    }
}
