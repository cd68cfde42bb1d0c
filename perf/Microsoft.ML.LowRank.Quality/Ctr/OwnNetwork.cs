using System.Diagnostics;
using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.LinearAlgebra;
using Microsoft.ML.LowRank.Losses;
using Microsoft.ML.LowRank.Networks;
using Microsoft.ML.LowRank.Samples.Tables;
using Microsoft.ML.LowRank.Tensors;
using Microsoft.ML.LowRank.Training;

namespace Microsoft.ML.LowRank.Quality.Ctr;

/// <summary>Trains our networks on rows that are encoded already, as the trainer does with those that it has encoded.</summary>
internal static class OwnNetwork
{
    // That of the first values of all vectors.
    private const double UsualDeviation = 0.01;

    /// <summary>Trains on the rows of a set, and judges on its test part.</summary>
    public static CtrOutcome Run(EncodedTable rows, CtrModel model, CtrSettings settings, int seed, int threads) => Judge(
        Train(rows, model, settings, seed, threads), rows[Part.Test]);

    /// <summary>Trains on any encoded rows, and judges on a part of them.</summary>
    public static CtrOutcome Run(IEncodedRows rows, CtrArchitecture architecture, int dimension, CtrTrainer.Options options,
        Part judgedOn, int seed, int threads, double deviation = UsualDeviation) =>
        Judge(Train(rows, architecture, dimension, options, seed, threads, deviation), rows[judgedOn]);

    /// <summary>Trains on the rows of a set.</summary>
    public static TrainedNetwork Train(IEncodedRows rows, CtrModel model, CtrSettings settings, int seed, int threads) => Train(
        rows, model.Make(settings.Dropout), model.DimensionFor(settings), new CtrTrainer.Options
        {
            BatchSize = settings.BatchSize,
            LearningRate = settings.LearningRate,
            EmbeddingL2 = settings.Penalty,
            GradientNorm = settings.GradientNorm,
            MaximumEpochs = settings.MaximumEpochs,
            Patience = settings.Patience,
            PlateauFactor = settings.PlateauFactor,
            Monitor = ValidationMetric.AreaUnderCurve,
        }, seed, threads, UsualDeviation);

    private static TrainedNetwork Train(IEncodedRows rows, CtrArchitecture architecture, int dimension, CtrTrainer.Options options,
        int seed, int threads, double deviation)
    {
        ulong mixed = new SplitMix64((ulong)seed).Next();
        var network = new Network(
            architecture, Network.ShapeOf(rows.Encoder, 1), dimension, new ParameterSet(new CpuBackend(threads), mixed));
        var trainer = new NetworkTrainer(new CpuBackend(threads), network, new LogisticLoss(), options, mixed);
        if (deviation != UsualDeviation && network.Parameters.Find("embedding") is { } table)
            Scale(((CpuTensor)table.Tensor).Span, (float)(deviation / UsualDeviation));
        var watch = Stopwatch.StartNew();
        var training = trainer.Train(rows[Part.Training], rows[Part.Validation], _ => { }, () => false);
        double seconds = watch.Elapsed.TotalSeconds;
        UntrainedRows.Fill(rows.Encoder, network);
        return new TrainedNetwork(network, training, seconds);
    }

    private static CtrOutcome Judge(TrainedNetwork trained, RowCache rows)
    {
        var (network, training, seconds) = trained;
        var scores = JudgedScores.Of(network, rows);
        return new CtrOutcome(scores.Auc, scores.LogLoss, training.BestScore,
            training.Epochs.Count, training.Epochs.Last(epoch => epoch.IsBest).Number, seconds);
    }

    private static void Scale(Span<float> values, float factor)
    {
        foreach (ref float value in values)
            value *= factor;
    }
}

/// <summary>A network and how it was trained.</summary>
internal sealed record TrainedNetwork(Network Network, NetworkTraining Training, double Seconds);
