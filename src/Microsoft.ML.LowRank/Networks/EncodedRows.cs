using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.LinearAlgebra;
using Microsoft.ML.LowRank.Training;

namespace Microsoft.ML.LowRank.Networks;

/// <summary>Labelled rows as a network reads them, in two caches: those that are trained on, and those that judge.</summary>
internal sealed class EncodedRows : IDisposable
{
    private const int AppendedRows = 512;

    // Share of the memory for encoded rows that is kept for those that judge.
    private const double JudgingShare = 0.125;

    private readonly FeatureEncoder _encoder;
    private readonly OutputScale _scale;

    /// <param name="encoder">How values are encoded.</param>
    /// <param name="scale">How labels become targets.</param>
    /// <param name="memory">Bytes of memory; the rest goes to a temporary file.</param>
    /// <param name="folder">Folder of the file, or null.</param>
    public EncodedRows(FeatureEncoder encoder, OutputScale scale, long memory, string? folder)
    {
        (_encoder, _scale) = (encoder, scale);
        RowCache Cache(double share) => new(encoder.TableOffsets, encoder.NumberNames.Count, 1, new RowCacheSettings
        {
            MemoryBudget = (long)(share * memory),
            Folder = folder,
        });
        Training = Cache(1 - JudgingShare);
        Judging = Cache(JudgingShare);
    }

    public RowCache Training { get; }

    public RowCache Judging { get; }

    /// <summary>The rows that judge, or null where there are none.</summary>
    public RowCache? Judges => Judging.Rows > 0 ? Judging : null;

    /// <summary>Which rows of one view judge: decided by a row's position and the seed alone. Null for none.</summary>
    public static Func<long, bool>? Part(ulong seed, double fraction)
        => fraction > 0 ? position => new SplitMix64(seed + (ulong)position).NextDouble() < fraction : null;

    /// <summary>Reads the rows of a view to train on.</summary>
    /// <param name="rows">The view.</param>
    /// <param name="isJudging">Which of them judge, or null for none.</param>
    /// <param name="advance">Called now and then with the number of rows that were read.</param>
    public void Add(LabelledRows rows, Func<long, bool>? isJudging, Action<long> advance) => Encode(rows, Training, isJudging, advance);

    /// <summary>Reads the rows of a view that judge.</summary>
    public void AddJudging(LabelledRows rows, Action<long> advance) => Encode(rows, Judging, null, advance);

    /// <summary>Says that there are no more rows.</summary>
    public void Complete()
    {
        Training.Complete();
        Judging.Complete();
    }

    public void Dispose()
    {
        Training.Dispose();
        Judging.Dispose();
    }

    private void Encode(LabelledRows rows, RowCache cache, Func<long, bool>? isJudging, Action<long> advance)
    {
        var batches = new[] { new FeatureBatch(_encoder, 1, AppendedRows), new FeatureBatch(_encoder, 1, AppendedRows) };
        rows.Read(isJudging, (reader, judges) =>
        {
            var batch = batches[judges ? 1 : 0];
            batch.BeginRow();
            reader.GiveValues(batch);
            float target = _scale.Standardize(reader.Label);
            batch.SetTargets(new ReadOnlySpan<float>(in target));
            batch.SetWeight(reader.Weight);
            batch.EndRow();
            if (batch.Batch.Rows < AppendedRows)
                return;
            (judges ? Judging : cache).Append(batch.Batch);
            batch.Clear();
        }, advance);
        cache.Append(batches[0].Batch);
        Judging.Append(batches[1].Batch);
    }
}
