using System.Globalization;
using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.LinearAlgebra;
using Microsoft.ML.LowRank.Training;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>Rows of 39 texts, about a million distinct ones in all, and DeepFM of the reference size on them.</summary>
internal static class TextClicks
{
    public const int ScoredRows = 10_000;

    private const int IdsPerField = 25_600;
    private const int BatchRows = 512;

    /// <summary>One epoch over the first rows.</summary>
    public static CtrTransformer Train(MLContext context, int rows) => context.BinaryClassification.Trainers.Ctr(new CtrTrainer.Options
    {
        Architecture = new DeepFm(),
        MinimumCount = 1,
        MaximumEpochs = 1,
        ValidationFraction = 0,
        Seed = 1,
    }).Fit(context.Data.LoadFromEnumerable(Rows(0, rows)));

    /// <summary>Scores one row after another through ML.NET; they begin with the given one.</summary>
    public static Action Predictor(MLContext context, CtrTransformer model, int first)
    {
        var engine = context.Model.CreatePredictionEngine<TextImpression, Prediction>(model);
        TextImpression[] rows = [.. Rows(first, ScoredRows)];
        var prediction = new Prediction();
        int next = 0;
        return () => engine.Predict(rows[next++ % rows.Length], ref prediction);
    }

    /// <summary>Rows as a network sees them.</summary>
    public static RowCache Encode(FeatureEncoder encoder, int first, int count)
    {
        var cache = new RowCache(encoder.TableOffsets, 0, 1, new RowCacheSettings());
        var batch = new FeatureBatch(encoder, 1, BatchRows);
        var texts = new string[TextImpression.Fields];
        for (int row = first; row < first + count; row++)
        {
            bool label = Read(row, texts);
            batch.BeginRow();
            for (int field = 0; field < texts.Length; field++)
                batch.Text(field, texts[field]);
            batch.SetTargets([label ? 1 : 0]);
            batch.EndRow();
            if (batch.Batch.Rows < BatchRows && row + 1 < first + count)
                continue;
            cache.Append(batch.Batch);
            batch.Clear();
        }
        cache.Complete();
        return cache;
    }

    private static IEnumerable<TextImpression> Rows(int first, int count)
    {
        var texts = new string[TextImpression.Fields];
        for (int row = first; row < first + count; row++)
        {
            var made = new TextImpression { Label = Read(row, texts) };
            made.Set(texts);
            yield return made;
        }
    }

    /// <returns>The label.</returns>
    private static bool Read(int row, string[] texts)
    {
        var random = new SplitMix64((ulong)row);
        for (int field = 0; field < texts.Length; field++)
            texts[field] = (random.Next() % IdsPerField).ToString("x8", CultureInfo.InvariantCulture);
        return random.Next() % 4 == 0;
    }

    private sealed class Prediction
    {
        public bool PredictedLabel { get; set; }

        public float Score { get; set; }

        public float Probability { get; set; }
    }
}
