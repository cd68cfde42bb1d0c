using Microsoft.ML.LowRank.Samples.Learning;

namespace Microsoft.ML.LowRank.Quality.Learners;

/// <summary>A way to learn a set, from raw columns to scores.</summary>
/// <param name="Name">Its name in tables and stacks.</param>
/// <param name="Create">Makes the whole chain.</param>
internal sealed record BaseLearner(string Name, Func<MLContext, Dataset, IEstimator<ITransformer>> Create)
{
    /// <summary>A chain of features and a trainer that may read them several times.</summary>
    public static BaseLearner Of(
        string name, Func<Features, IEstimator<ITransformer>> features, Func<MLContext, IEstimator<ITransformer>> trainer) =>
        new(name, (context, data) =>
            features(new Features(context, data)).AppendCacheCheckpoint(context).Append(trainer(context)));

    public StackingLearner ToStackingLearner(Dataset data) => new(Name, context => Create(context, data));
}
