using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Samples.Learning;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.LowRank.Packages.Quality;

/// <summary>A learner of ML.NET for rows of categories and numbers, with settings of which the validation part chooses.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Settings">What it is told, in words, and a pipeline for data of a schema.</param>
internal sealed record CtrLearner(string Name, IReadOnlyList<(string Words, Func<MLContext, DataViewSchema, IEstimator<ITransformer>> Make)> Settings);

/// <summary>
/// ML.NET's own learners. Categories are one-hot for all. Numbers are as they are for trees, and one-hot by bins for the
/// others, as they are binned for the networks.
/// </summary>
internal static class CtrLearners
{
    private const string Features = "Features";
    private const int Bins = 32;

    public static IReadOnlyList<CtrLearner> All { get; } =
    [
        new("Field-aware FM", [.. from passes in new[] { 3, 10, 30 } from rate in new[] { 0.03f, 0.1f }
            select ($"{passes} passes, rate {rate}", Fields((context, names) =>
                context.BinaryClassification.Trainers.FieldAwareFactorizationMachine(
                    new FieldAwareFactorizationMachineTrainer.Options
                    {
                        FeatureColumnName = names[0],
                        ExtraFeatureColumns = names[1..],
                        NumberOfIterations = passes,
                        LearningRate = rate,
                        LatentDimension = 4,
                    })))]),
        new("FastTree", [.. from trees in new[] { 100, 300 } from leaves in new[] { 10, 31 }
            select ($"{trees} trees of {leaves} leaves", Joined(isBinned: false, context =>
                context.BinaryClassification.Trainers.FastTree(new FastTreeBinaryTrainer.Options
                {
                    NumberOfTrees = trees,
                    NumberOfLeaves = leaves,
                    LearningRate = 0.1,
                    NumberOfThreads = 1,
                })))]),
        new("LightGBM", [.. from trees in new[] { 100, 300 } from leaves in new[] { 10, 31 }
            select ($"{trees} trees of {leaves} leaves", Joined(isBinned: false, context =>
                context.BinaryClassification.Trainers.LightGbm(new LightGbmBinaryTrainer.Options
                {
                    NumberOfIterations = trees,
                    NumberOfLeaves = leaves,
                    LearningRate = 0.1,
                    NumberOfThreads = 1,
                })))]),
        new("SDCA logistic regression", [.. from penalty in new[] { 1e-6f, 1e-5f, 1e-4f }
            select ($"L2 {penalty:g}", Joined(isBinned: true, context =>
                context.BinaryClassification.Trainers.SdcaLogisticRegression(
                    new SdcaLogisticRegressionBinaryTrainer.Options { L2Regularization = penalty, NumberOfThreads = 1 })))]),
    ];

    private static Func<MLContext, DataViewSchema, IEstimator<ITransformer>> Joined(
        bool isBinned, Func<MLContext, IEstimator<ITransformer>> trainer) => (context, schema) =>
            Encoded(context, schema, isBinned).Append(context.Transforms.Concatenate(Features, Names(schema))).Append(trainer(context));

    /// <summary>Every column is a field of its own.</summary>
    private static Func<MLContext, DataViewSchema, IEstimator<ITransformer>> Fields(
        Func<MLContext, string[], IEstimator<ITransformer>> trainer) => (context, schema) =>
            Encoded(context, schema, isBinned: true).Append(trainer(context, Names(schema)));

    private static IEstimator<ITransformer> Encoded(MLContext context, DataViewSchema schema, bool isBinned)
    {
        string[] Of(DataViewType type) => [.. Names(schema).Where(name => schema[name].Type.Equals(type))];
        string[] numbers = Of(NumberDataViewType.Single);
        IEstimator<ITransformer> encoded = OneHot(context, Of(TextDataViewType.Instance));
        if (!isBinned || numbers.Length == 0)
            return encoded;
        InputOutputColumnPair[] pairs = [.. numbers.Select(name => new InputOutputColumnPair(name))];
        return encoded.Append(context.Transforms.ReplaceMissingValues(pairs, MissingValueReplacingEstimator.ReplacementMode.Mean))
            .Append(context.Transforms.NormalizeBinning(pairs, maximumBinCount: Bins))
            .Append(OneHot(context, numbers));
    }

    private static OneHotEncodingEstimator OneHot(MLContext context, string[] names) =>
        context.Transforms.Categorical.OneHotEncoding([.. names.Select(name => new InputOutputColumnPair(name))]);

    private static string[] Names(DataViewSchema schema) =>
        [.. schema.Where(column => column.Name != ColumnNames.Label).Select(column => column.Name)];
}
