using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Quality.Ctr;

/// <summary>One pass over generated rows.</summary>
internal static class GeneratedNetwork
{
    public static CtrOutcome Run(GeneratedRows rows, GeneratedModel model, Part judgedOn) => OwnNetwork.Run(
        rows.Encoder, part => rows[part], model.Make(), model.Dimension, new CtrTrainer.Options
        {
            BatchSize = model.BatchSize,
            LearningRate = model.LearningRate,
            FinalRateFactor = model.FinalRateFactor,
            EmbeddingL2 = model.Penalty,
            MaximumEpochs = 1,
        }, judgedOn, seed: 1, threads: 1, model.Deviation);
}
