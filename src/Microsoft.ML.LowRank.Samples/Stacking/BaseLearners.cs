using Microsoft.ML.LowRank.Compression;
using Microsoft.ML.LowRank.Samples.Learning;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.LowRank.Samples.Stacking;

/// <summary>
/// A handful of base learners for any table: linear trainers that are penalised differently and that see the columns
/// differently. With ML.NET's packages at hand, tree trainers belong beside them.
/// </summary>
internal static class BaseLearners
{
    private const string Compressed = "Compressed";

    public static IReadOnlyList<StackingLearner> For(Dataset data)
    {
        var learners = new List<StackingLearner>
        {
            new(NameFor(data.Label.Task), context => Featurized(context, data).Append(LinearTrainer.For(context, data.Label.Task))),
            new("strongly penalised", context => Featurized(context, data).Append(Penalised(context, data.Label.Task, ColumnNames.Features))),
        };
        if (data.Label.Task != LearningTask.Multiclass)
        {
            learners.Add(new("ridge", context => Featurized(context, data).Append(Path(context, data.Label.Task, PenaltyKinds.Ridge))));
            learners.Add(new("lasso", context => Featurized(context, data).Append(Path(context, data.Label.Task, PenaltyKinds.Lasso))));
        }
        foreach (int rank in (int[])[2, 8])
        {
            learners.Add(new($"{rank} directions", context => Featurized(context, data)
                .Append(context.Transforms.LowRankCompress(Compressed, ColumnNames.Features, rank))
                .Append(Penalised(context, data.Label.Task, Compressed))));
        }
        learners.Add(new("4 directions of the label", context => Featurized(context, data)
            .Append(context.Transforms.LowRankCompress(ForLabel(4)))
            .Append(Penalised(context, data.Label.Task, Compressed))));
        if (data.HasNumbers && data.CategoryNames.Count > 0)
        {
            learners.Add(new("numbers only", context => Featurized(context, data)
                .Append(context.Transforms.CopyColumns(ColumnNames.Features, ColumnNames.Numbers))
                .Append(LinearTrainer.For(context, data.Label.Task))));
            learners.Add(new("categories only", context => Featurized(context, data)
                .Append(context.Transforms.Concatenate(ColumnNames.Features, [.. data.CategoryNames]))
                .Append(LinearTrainer.For(context, data.Label.Task))));
        }
        return learners;
    }

    /// <summary>Every learner has its own copy of the preparation: a stack's learners see the raw columns.</summary>
    private static IEstimator<ITransformer> Featurized(MLContext context, Dataset data) => Featurization.OfColumns(context, data);

    private static string NameFor(LearningTask task) => LinearTrainer.NameFor(task).Split(' ')[0];

    private static IEstimator<ITransformer> Path(MLContext context, LearningTask task, PenaltyKinds kind) => task == LearningTask.Binary
        ? context.BinaryClassification.Trainers.RegularizedLogisticRegression(penalties: kind)
        : context.Regression.Trainers.RegularizedLinear(penalties: kind);

    private static IEstimator<ITransformer> Penalised(MLContext context, LearningTask task, string features) => task switch
    {
        LearningTask.Binary => context.BinaryClassification.Trainers.LbfgsLogisticRegression(
            new LbfgsLogisticRegressionBinaryTrainer.Options { FeatureColumnName = features, L2Regularization = 20, NumberOfThreads = 1 }),
        LearningTask.Multiclass => context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(
            new LbfgsMaximumEntropyMulticlassTrainer.Options { FeatureColumnName = features, L2Regularization = 20, NumberOfThreads = 1 }),
        _ => context.Regression.Trainers.RegularizedLinear(featureColumnName: features, penalties: PenaltyKinds.ElasticNet),
    };

    private static LowRankCompressEstimator.Options ForLabel(int rank) => new()
    {
        Columns = [new InputOutputColumnPair(Compressed, ColumnNames.Features)],
        Method = LowRankMethod.FisherWeighted,
        LabelColumnName = ColumnNames.Label,
        EnergyShare = 0.999,
        Rank = rank,
    };
}
