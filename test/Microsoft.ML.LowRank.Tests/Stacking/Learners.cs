using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Tests.Stacking;

/// <summary>Base learners for tests.</summary>
internal static class Learners
{
    /// <summary>Ridge regression, fast and with folds that the row's column gives.</summary>
    public static IEstimator<ITransformer> Ridge(MLContext context, string label = "Number", string features = "Features",
        PenaltyKinds penalties = PenaltyKinds.Ridge)
        => context.Regression.Trainers.RegularizedLinear(new RegularizedLinearTrainer.Options
        {
            LabelColumnName = label,
            FeatureColumnName = features,
            Penalties = penalties,
            NumberOfPenalties = 6,
            NumberOfFolds = 3,
            NumberOfThreads = 1,
            Seed = 1,
        });

    public static IEstimator<ITransformer> Logistic(MLContext context, float l2 = 1, string features = "Features")
        => context.BinaryClassification.Trainers.LbfgsLogisticRegression(new()
        {
            LabelColumnName = "Flag",
            FeatureColumnName = features,
            L2Regularization = l2,
            NumberOfThreads = 1,
            MaximumNumberOfIterations = 15,
        });

    public static IEstimator<ITransformer> Softmax(
        MLContext context, float l2 = 1, string label = "Class", string features = "Features")
        => context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(new()
        {
            LabelColumnName = label,
            FeatureColumnName = features,
            L2Regularization = l2,
            NumberOfThreads = 1,
            MaximumNumberOfIterations = 10,
        });

    /// <summary>A learner of numbers that needs no real fit: a slot of "Predictions", a model of given worth.</summary>
    public static IdLearner OfSlot(Testing.Table table, int slot, List<IReadOnlyList<int>>? fits = null)
        => IdLearner.Of(id => (float)table["Predictions"].GetNumbers(id)[slot], fits);

    public static RegularizedStackingTransformer FitNumber(
        IDataView data, IReadOnlyList<StackingLearner> learners, Action<RegularizedStackingTrainer.Options>? change = null,
        MLContext? context = null)
        => (context ?? new MLContext(1)).Regression.Trainers.RegularizedStacking(NumberOptions(learners, change)).Fit(data);

    public static RegularizedStackingTrainer.Options NumberOptions(
        IReadOnlyList<StackingLearner> learners, Action<RegularizedStackingTrainer.Options>? change = null)
    {
        var options = new RegularizedStackingTrainer.Options
        {
            Learners = learners,
            LabelColumnName = "Number",
            NumberOfPenalties = 6,
            Penalties = PenaltyKinds.Ridge | PenaltyKinds.Lasso,
            Seed = 1,
        };
        change?.Invoke(options);
        return options;
    }
}

/// <summary>
/// A learner that sees of each row its "Id" alone, and which the test writes as a function: from the rows that a fit sees
/// to a prediction of any row. It takes note of the rows of every fit.
/// </summary>
internal sealed class IdLearner(Func<IReadOnlyList<int>, Func<int, float>> fit, List<IReadOnlyList<int>>? fits = null)
    : IEstimator<ITransformer>
{
    private readonly MLContext _context = new(1);

    /// <summary>A learner whose predictions do not depend on what it saw.</summary>
    public static IdLearner Of(Func<int, float> predict, List<IReadOnlyList<int>>? fits = null) => new(_ => predict, fits);

    public ITransformer Fit(IDataView input)
    {
        int[] ids = [.. StackData.Read(input, "Id").Select(row => (int)row[0])];
        if (fits != null)
        {
            lock (fits)
                fits.Add(ids);
        }
        return Mapping(fit(ids)).Fit(input);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => Mapping(_ => 0).GetOutputSchema(inputSchema);

    private IEstimator<ITransformer> Mapping(Func<int, float> predict) => _context.Transforms.CustomMapping<Source, Target>(
        (source, target) => target.Score = predict((int)source.Id), contractName: null);

    internal sealed class Source
    {
        public float Id { get; set; }
    }

    internal sealed class Target
    {
        public float Score { get; set; }
    }
}
