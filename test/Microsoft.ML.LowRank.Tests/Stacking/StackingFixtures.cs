using Microsoft.ML.LowRank.Tensors;
using Microsoft.ML.LowRank.Testing;
using Options = Microsoft.ML.LowRank.RegularizedStackingTrainer.Options;

namespace Microsoft.ML.LowRank.Tests.Stacking;

/// <summary>The uses of RegularizedStacking that go through the battery.</summary>
internal static class StackingFixtures
{
    private const EstimatorTraits Always = EstimatorTraits.UsesLabel | EstimatorTraits.ReportsProgress
        | EstimatorTraits.CanBeCancelled | EstimatorTraits.ThreadsGiveSameBits | EstimatorTraits.UsesSeed;

    /// <summary>Instances as learners, all of them ours, so that every stream of the file is.</summary>
    public static EstimatorFixture Instances => Base("regression, instances", "Number", PredictionTask.Regression, context =>
    [
        new("ridge", Learners.Ridge(context)),
        new("lasso", Learners.Ridge(context, penalties: PenaltyKinds.Lasso)),
        new("extra", Learners.Ridge(context, features: "Extra")),
    ], o => o.OnLearnerFailure = LearnerFailure.Throw) with
    {
        InputColumns = ["Features", "Extra"],
        BadSchemas = [.. SharedSchemas.Vector("Features"), .. SharedSchemas.FitOnly("Number")],
        PredictionEngine = PredictionEngineProbe.For<ScoredRows.Row, ScoredRows.Number>(),
        Traits = Always | EstimatorTraits.MissingGivesMissing,
        Options = StackingOptions.Regression,
        ModelSignature = "LRSTACKS",
        Engines = [.. KernelVariants.Available.Select(kernel => (KernelVariants.EnvironmentVariable, kernel.Name))],
        ScoreBySpans = SpanScores,
    };

    /// <summary>Recipes, text within a learner, and columns passed through.</summary>
    public static EstimatorFixture Recipes => Base("regression, recipes and passthrough", "Number", PredictionTask.Regression, _ =>
    [
        new("ridge", Recipe(context => Learners.Ridge(context))),
        new("cities", Recipe(context => context.Transforms.Categorical.OneHotEncoding("City")
            .Append(context.Transforms.Concatenate("Features", "Features", "City")).Append(Learners.Ridge(context)))),
        new("codes", Recipe(context => context.Transforms.LowRankCompress("Features", "Features", 2).Append(Learners.Ridge(context)))),
    ], o => o.PassthroughColumnName = "Extra") with
    {
        InputColumns = ["Features", "City", "Extra"],
        PredictionEngine = PredictionEngineProbe.For<ScoredRows.Row, ScoredRows.Number>(),
        BadSchemas = [.. SharedSchemas.Vector("Extra"), .. SharedSchemas.FitOnly("Number")],
        // Wide columns would be those passed through as well, of which the meta-learner holds the products.
        WideColumns = 60,
    };

    /// <summary>The models of the folds score, by an average.</summary>
    public static EstimatorFixture Averaged => Base("regression, folds averaged", "Number", PredictionTask.Regression, context =>
    [
        new("ridge", Learners.Ridge(context)),
        new("recipe", Recipe(own => Learners.Ridge(own, penalties: PenaltyKinds.Lasso))),
    ], o => (o.FinalModels, o.MetaLearner, o.NumberOfFolds) = (StackingFinalModels.AverageFolds, MetaLearner.Average, 3)) with
    {
        Traits = Always | EstimatorTraits.MissingGivesMissing,
        ModelSignature = "LRSTACKS",
    };

    public static EstimatorFixture Binary => Base("two classes", "Flag", PredictionTask.BinaryClassification, context =>
    [
        new("logistic", Learners.Logistic(context)),
        new("scaled", context.Transforms.NormalizeMinMax("Features").Append(Learners.Logistic(context, l2: 10))),
    ]) with
    {
        OutputColumns = ["PredictedLabel", "Score", "Probability"],
        Traits = Always | EstimatorTraits.BinaryClassifier,
        PredictionEngine = PredictionEngineProbe.For<ScoredRows.Row, ScoredRows.TwoClasses>(),
        Options = StackingOptions.Binary,
        CrossValidate = (context, data, estimator) => Assert.Equal(
            3, context.BinaryClassification.CrossValidate(data, estimator, 3, "Flag").Count),
        ExpectedFailures = TextsOfMLNet,
    };

    public static EstimatorFixture Multiclass => Base("three classes, squared loss", "Class", PredictionTask.MulticlassClassification, _ =>
    [
        new("softmax", Recipe(context => Learners.Softmax(context))),
        new("scaled", Recipe(context => context.Transforms.NormalizeMinMax("Features").Append(Learners.Softmax(context, l2: 10)))),
    ], o => (o.NumberOfFolds, o.Loss) = (3, MetaLoss.Squared)) with
    {
        OutputColumns = ["PredictedLabel", "Score"],
        NamedOutputs = ["Score"],
        Traits = Always | EstimatorTraits.MulticlassClassifier,
        PredictionEngine = PredictionEngineProbe.For<ScoredRows.Row, ScoredRows.Classes>(),
        CrossValidate = (context, data, estimator) => Assert.Equal(
            3, context.MulticlassClassification.CrossValidate(data, estimator, 3, "Class").Count),
        ExpectedFailures = TextsOfMLNet,
    };

    /// <summary>Calibrators and normalizers of ML.NET itself write a text for people into the file, in the current culture.</summary>
    private static IReadOnlyDictionary<string, string> TextsOfMLNet => typeof(MLContext).Assembly.GetName().Name != "Microsoft.ML.Data"
        ? new Dictionary<string, string>()
        : new[] { "de-DE", "tr-TR", "ar-SA" }.ToDictionary(
            culture => $"46 writes the same file in {culture}", _ => "The base learners' files hold texts in the culture at hand.");

    public static IEstimator<ITransformer> Create(MLContext context, PredictionTask task, Options options) => task switch
    {
        PredictionTask.Regression => context.Regression.Trainers.RegularizedStacking(options),
        PredictionTask.BinaryClassification => context.BinaryClassification.Trainers.RegularizedStacking(options),
        _ => context.MulticlassClassification.Trainers.RegularizedStacking(options),
    };

    public static Options Usual(string label, IReadOnlyList<StackingLearner> learners) => new()
    {
        Learners = learners,
        LabelColumnName = label,
        Penalties = PenaltyKinds.Ridge | PenaltyKinds.Lasso,
        NumberOfPenalties = 6,
        Seed = 1,
    };

    private static Func<MLContext, IEstimator<ITransformer>> Recipe(Func<MLContext, IEstimator<ITransformer>> create) => create;

    private static EstimatorFixture Base(string name, string label, PredictionTask task,
        Func<MLContext, IReadOnlyList<StackingLearner>> learners, Action<Options>? set = null)
    {
        Options Make(MLContext context, RunOptions run)
        {
            var options = Usual(label, learners(context)).Run(run);
            set?.Invoke(options);
            return options;
        }
        return new EstimatorFixture
        {
            Name = $"RegularizedStacking, {name}",
            CreateEstimator = context => Create(context, task, Make(context, new RunOptions())),
            CreateForRun = (context, run) => Create(context, task, Make(context, run)),
            CreateData = _ => new TableView(StackData.Create()),
            InputColumns = ["Features"],
            OutputColumns = ["Score"],
            LabelColumn = label,
            Traits = Always,
            // What a base learner says of its columns is its own; and a narrower column is no fault where it normalizes first.
            BadSchemas =
            [
                .. SharedSchemas.Vector("Features").SkipLast(1).Select(bad => bad with { Said = ["Features"] }),
                .. SharedSchemas.FitOnly(label),
            ],
            PredictionEngine = PredictionEngineProbe.For<ScoredRows.Row, ScoredRows.Number>(),
            CrossValidate = (context, data, estimator) => Assert.Equal(3, context.Regression.CrossValidate(data, estimator, 3, label).Count),
            EdgeOutcomes = new Dictionary<string, EdgeOutcome>
            {
                [Edges.Empty] = EdgeOutcome.Refuses("no rows"),
                [Edges.OneRow] = EdgeOutcome.Refuses("1 rows", "too few"),
                [Edges.SingleClass] = EdgeOutcome.Refuses(label),
                [Edges.ConstantFeature] = EdgeOutcome.Fits,
                [Edges.OneFeature] = EdgeOutcome.Fits,
            },
            WideColumns = 200,
        };
    }

    /// <summary>The base models by ML.NET, the meta-learner by its span method.</summary>
    private static Table SpanScores(ITransformer model, Table table)
    {
        var stack = (RegularizedStackingTransformer)model;
        int width = stack.Model.LearnerNames.Count;
        var rows = new float[table.Count * width];
        foreach (string name in stack.LearnerNames)
        {
            float[] scores = StackData.Scores(stack.GetLearner(name)[0], new TableView(table));
            int at = stack.Model.LearnerNames.ToList().IndexOf(name);
            for (int row = 0; row < table.Count; row++)
                rows[(row * width) + at] = scores[row];
        }
        var result = new float[table.Count];
        stack.Model.Score(rows, table.Count, result);
        return new Table(Table.Numbers("Score", result));
    }
}
