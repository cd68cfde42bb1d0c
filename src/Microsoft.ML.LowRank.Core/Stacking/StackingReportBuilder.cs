using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>Gathers what a fit has to say of itself.</summary>
internal sealed class StackingReportBuilder(StackingFitSettings settings)
{
    private readonly List<string> _messages = [.. settings.Messages];
    private RedundancyResult? _redundancy;
    private double _before = double.NaN, _after = double.NaN;
    private IReadOnlyList<PenaltyPath> _paths = [];
    private StackedModel[] _models = [];
    private StackingStage[] _stages = [];
    private int _passes;

    public long RowCount { get; set; }

    private bool IsRegression => settings.Task == PredictionTask.Regression;

    public void Announce(StackingFitSettings of, string what)
        => _messages.Insert(0, $"Meta-learner: {what}, fitted out of fold on {RowCount} rows. " +
            $"{nameof(MetaLearnerOptions)}.{nameof(MetaLearnerOptions.MetaLearner)} is {of.Options.MetaLearner}; set it to use another.");

    public void Redundancy(RedundancyResult result, double before, double after)
    {
        (_redundancy, _before, _after) = (result, before, after);
        if (result.Dropped.Length > 0)
            _messages.Add($"{result.Dropped.Length} of {settings.LearnerNames.Length} models repeat a better one or hardly vary, and " +
                $"were left out: {string.Join(", ", result.Dropped.Select(drop => $"'{settings.LearnerNames[drop.Index]}'"))}.");
    }

    public void Paths(ClassStages[] classes, string[] featureNames)
    {
        bool logistic = !IsRegression && settings.Options.Loss == MetaLoss.Logistic;
        _paths = [.. classes.SelectMany((own, c) => own.FinalPaths.Select(path => new PenaltyPath(
            NameOf(path, classes.Length > 1 ? c : null), path, featureNames, logistic)))];
    }

    public void Describe(BaseLayout layout, BaseMoments moments, StackingWay chosen, IReadOnlyList<StackingWay> ways, int passes)
    {
        if (_redundancy == null)
            _before = _after = RedundantModels.Statistics(settings, moments).Condition([.. Enumerable.Range(0, layout.Learners)]);
        double[] risks = Risks(layout, moments);
        _models = [.. settings.LearnerNames.Select((name, k) => Model(name, k, risks[k], chosen)),
            .. settings.LeftOut.Select(left => new StackedModel(left.Name, double.NaN, false, left.Reason, 0, 0))];
        _stages = [.. ways.Select(way => new StackingStage(way.Name, way.IsBaseline, way.Error, way.Spread))];
        _passes = passes;
    }

    public StackingReport Build() => new()
    {
        Task = settings.Task,
        ErrorName = IsRegression ? "RMSE" : "log loss",
        RowCount = RowCount,
        PassCount = _passes,
        ConditionNumberBefore = _before,
        ConditionNumberAfter = _after,
        Models = _models,
        Stages = _stages,
        Paths = _paths,
        Messages = _messages,
    };

    public static string NameOf(PathFit path, int? @class)
    {
        string name = path.L1Ratio == 0 ? "Ridge" : path.L1Ratio == 1 ? "Lasso"
            : FormattableString.Invariant($"Elastic net {path.L1Ratio}");
        return @class is { } c ? $"{name}, class {c + 1}" : name;
    }

    /// <summary>Of every model the root mean squared error of its predictions: numbers, or probabilities of classes.</summary>
    private double[] Risks(BaseLayout layout, BaseMoments moments)
    {
        var sums = MomentSums.Of(settings.Plan.Final.Training.Select(s => moments.Averaged[s]), moments.Averaged[0].Size);
        return new PredictionStatistics(sums.Select([.. Enumerable.Range(0, layout.Learners), sums.Size - 1])).Risks();
    }

    private StackedModel Model(string name, int k, double risk, StackingWay chosen)
    {
        double weight = WeightOf(chosen.Model, name);
        double[] own = [.. chosen.SplitModels.Select(model => WeightOf(model, name))];
        double mean = own.DefaultIfEmpty(0).Average();
        double spread = own.Length < 2 ? 0 : Math.Sqrt(own.Sum(w => (w - mean) * (w - mean)) / (own.Length - 1));
        bool kept = chosen.Model.IsUsed(k);
        return new StackedModel(name, risk, kept, kept ? null : ReasonOf(k, chosen), weight, spread);
    }

    private string ReasonOf(int k, StackingWay chosen)
    {
        if (_redundancy?.Dropped.FirstOrDefault(drop => drop.Index == k) is not { } drop)
            return chosen.Model.IsAverage ? "no weight" : "all its coefficients are 0";
        return drop.Alternative is { } other
            ? FormattableString.Invariant($"repeats '{settings.LearnerNames[other]}' (r {drop.Correlation:F4})")
            : "hardly varies";
    }

    private static double WeightOf(StackingModel model, string name)
    {
        int at = model.FeatureNames.ToList().IndexOf(name);
        double sum = 0;
        for (int c = 0; at >= 0 && c < model.ClassCount; c++)
            sum += model.GetWeights(c)[at];
        return sum / model.ClassCount;
    }
}
