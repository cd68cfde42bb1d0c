using Microsoft.ML.LowRank.LinearAlgebra;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// The four stages: models that repeat others are left out, statistics are added, penalised linear models are fitted for
/// every class, and blended. On the way, what each stage is worth.
/// </summary>
internal sealed class RegularizedStages(
    StackingFitSettings settings, BaseLayout layout, CountingSource source, BaseMoments moments, StackingReportBuilder report)
{
    private readonly FoldSplit[] _splits = [.. settings.Plan.Outer, settings.Plan.Final];
    private int[] _kept = [];

    private MetaLearnerOptions Options => settings.Options;

    private bool IsLogistic => settings.Task != PredictionTask.Regression && Options.Loss == MetaLoss.Logistic;

    private int PassCount => layout.PassthroughCount;

    /// <summary>The stages in their order; the last is the stack.</summary>
    public IReadOnlyList<StackingWay> Fit()
    {
        var all = MomentSums.Of(settings.Plan.Final.Training.Select(s => moments.Averaged[s]), moments.Averaged[0].Size);
        var averaged = all.Size == layout.Learners + 1 ? all : all.Select([.. Enumerable.Range(0, layout.Learners), all.Size - 1]);
        _kept = RedundantModels.Find(settings, moments, averaged, report).Kept;
        var ratios = new PenaltyRatios(Options, IsLogistic);
        report.Announce(settings, Sentence(ratios));
        var classes = new ClassStages[layout.Width];
        for (int c = 0; c < classes.Length; c++)
        {
            settings.Cancellation.ThrowIfCancellationRequested();
            settings.Progress?.Invoke(classes.Length == 1 ? "Penalised models" : $"Penalised models, class {c + 1}", 0.3 + (0.5 * c / classes.Length));
            classes[c] = IsLogistic
                ? LogisticStages.Fit(settings, layout, source, c, _splits, _kept, ratios)
                : SquaredStages.Fit(settings, layout, new LayoutSource(source, layout, c), moments.Linked[c], _splits, _kept, ratios);
        }
        report.Paths(classes, FeatureNames());
        return [.. classes[0].Stages.Select((_, stage) => Join(classes, stage))];
    }

    /// <summary>The model of a stage is made of the linear models of all classes.</summary>
    private StackingWay Join(ClassStages[] classes, int stage)
    {
        var first = classes[0].Stages[stage];
        StackingModel Model(int split) => new(layout, new StackingModelParts
        {
            LearnerNames = settings.LearnerNames,
            PassthroughNames = settings.PassthroughNames,
            Kept = first.Kept,
            Statistics = first.Statistics,
            Interactions = first.Interactions,
            Weights = Array.ConvertAll(classes, own => own.Stages[stage].Models[split].Coefficients),
            Biases = Array.ConvertAll(classes, own => own.Stages[stage].Models[split].Intercept),
            Ranges = first.Statistics ? Array.ConvertAll(classes, own => own.Ranges[..first.AddedCount]) : [],
        });
        var models = Enumerable.Range(0, _splits.Length).Select(Model).ToArray();
        return new StackingWay(first.Name, first.IsBaseline, models[^1], models[..^1])
        {
            MeanSquaredErrors = settings.Task == PredictionTask.Regression ? first.MeanSquaredErrors : null,
        };
    }

    private string[] FeatureNames()
    {
        var features = new MetaFeatures(_kept, Options.Statistics, Options.Statistics && Options.Interactions, []);
        return [.. _kept.Select(k => settings.LearnerNames[k]), .. features.AddedNames, .. settings.PassthroughNames];
    }

    private string Sentence(PenaltyRatios ratios)
    {
        string models = string.Join(", ", ratios.Kinds.Select(kind => PenaltyRatios.NameOf(kind).ToLowerInvariant()));
        string features = $"{_kept.Length} of {layout.Learners} predictions" + (Options.Statistics ? " and statistics over them" : "")
            + (PassCount > 0 ? $" and {PassCount} values passed through" : "");
        return $"{models} on {features}";
    }
}

/// <summary>A linear model over features.</summary>
internal readonly record struct LinearPart(double[] Coefficients, double Intercept)
{
    /// <summary>The weighted mean of models over the same features is a model over them.</summary>
    public static LinearPart Blend(IReadOnlyList<LinearPart> models, double[] weights)
    {
        var sum = new double[models[0].Coefficients.Length];
        double intercept = 0;
        for (int m = 0; m < weights.Length; m++)
        {
            for (int i = 0; i < sum.Length; i++)
                sum[i] += weights[m] * models[m].Coefficients[i];
            intercept += weights[m] * models[m].Intercept;
        }
        return new LinearPart(sum, intercept);
    }

    public static LinearPart Of(PathFit fit)
        => new(fit.Coefficients[Math.Max(0, fit.Chosen)], fit.Intercepts[Math.Max(0, fit.Chosen)]);
}

/// <summary>One stage for one class: a linear model per outer split, and last the one on all rows.</summary>
internal sealed record ClassStage(
    string Name, bool IsBaseline, int[] Kept, bool Statistics, bool Interactions, LinearPart[] Models)
{
    /// <summary>Number of statistics, of which products come last.</summary>
    public int AddedCount => Statistics ? Interactions ? 6 : 4 : 0;

    /// <summary>With squared loss: the mean squared error on the validation part of every outer split.</summary>
    public double[]? MeanSquaredErrors { get; init; }
}

/// <summary>All stages for one class, and the paths on all rows from which the last of them came.</summary>
/// <param name="Stages">In their order; the last is the stack.</param>
/// <param name="FinalPaths">One per ratio.</param>
/// <param name="Ranges">The range of every statistic over the training rows.</param>
internal sealed record ClassStages(IReadOnlyList<ClassStage> Stages, PathFit[] FinalPaths, FeatureRange[] Ranges);
