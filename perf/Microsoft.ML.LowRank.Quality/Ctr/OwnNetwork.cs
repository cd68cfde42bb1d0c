using System.Diagnostics;
using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.LinearAlgebra;
using Microsoft.ML.LowRank.Losses;
using Microsoft.ML.LowRank.Metrics;
using Microsoft.ML.LowRank.Networks;
using Microsoft.ML.LowRank.Samples.Tables;
using Microsoft.ML.LowRank.Tensors;
using Microsoft.ML.LowRank.Training;

namespace Microsoft.ML.LowRank.Quality.Ctr;

/// <summary>Trains our networks on rows that are encoded already, as the trainer does with those that it has encoded.</summary>
internal static class OwnNetwork
{
    private const int ScoredAtOnce = 4_096;

    // That of the first values of all vectors.
    private const double UsualDeviation = 0.01;

    /// <summary>Trains on the rows of a set, and judges on its test part.</summary>
    public static CtrOutcome Run(EncodedTable rows, CtrModel model, CtrSettings settings, int seed, int threads) => Run(
        rows.Encoder, part => rows[part], model.Make(settings.Dropout), model.DimensionFor(settings), new CtrTrainer.Options
        {
            BatchSize = settings.BatchSize,
            LearningRate = settings.LearningRate,
            EmbeddingL2 = settings.Penalty,
            GradientNorm = settings.GradientNorm,
            MaximumEpochs = settings.MaximumEpochs,
            Patience = settings.Patience,
            PlateauFactor = settings.PlateauFactor,
            Monitor = ValidationMetric.AreaUnderCurve,
        }, Part.Test, seed, threads);

    /// <summary>Trains on any encoded rows, and judges on a part of them.</summary>
    public static CtrOutcome Run(FeatureEncoder encoder, Func<Part, RowCache> rows, CtrArchitecture architecture, int dimension,
        CtrTrainer.Options options, Part judgedOn, int seed, int threads, double deviation = UsualDeviation)
    {
        ulong mixed = new SplitMix64((ulong)seed).Next();
        var network = new Network(
            architecture, Network.ShapeOf(encoder, 1), dimension, new ParameterSet(new CpuBackend(threads), mixed));
        var trainer = new NetworkTrainer(new CpuBackend(threads), network, new LogisticLoss(), options, mixed);
        if (deviation != UsualDeviation && network.Parameters.Find("embedding") is { } table)
            Scale(((CpuTensor)table.Tensor).Span, (float)(deviation / UsualDeviation));
        var watch = Stopwatch.StartNew();
        var training = trainer.Train(rows(Part.Training), rows(Part.Validation), _ => { }, () => false);
        double seconds = watch.Elapsed.TotalSeconds;
        UntrainedRows.Fill(encoder, network);
        var scored = Score(new NetworkScorer(network), rows(judgedOn));
        return new CtrOutcome(
            BinaryMetrics.AreaUnderCurve(scored.Logits, scored.Labels), LogLoss(scored.Logits, scored.Labels), training.BestScore,
            training.Epochs.Count, training.Epochs.Last(epoch => epoch.IsBest).Number, seconds);
    }

    private static void Scale(Span<float> values, float factor)
    {
        foreach (ref float value in values)
            value *= factor;
    }

    private static (float[] Logits, float[] Labels) Score(NetworkScorer scorer, RowCache rows)
    {
        var logits = new float[rows.Rows];
        var labels = new float[rows.Rows];
        int at = 0;
        foreach (var batch in rows.ReadInOrder(ScoredAtOnce))
        {
            scorer.Run(batch, 0, batch.Rows, logits.AsSpan(at, batch.Rows));
            batch.Targets.AsSpan(0, batch.Rows).CopyTo(labels.AsSpan(at));
            at += batch.Rows;
        }
        return (logits, labels);
    }

    private static double LogLoss(float[] logits, float[] labels) =>
        logits.Zip(labels).Average(row => Logistic.Softplus(row.Second > 0.5f ? -row.First : row.First));
}
