using Microsoft.ML.LowRank.LinearAlgebra;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>A fitted meta-learner, how it came about, and every way that it was compared with.</summary>
internal sealed record StackingFit(StackingModel Model, StackingReport Report, IReadOnlyList<StackingWay> Ways);

/// <summary>
/// Fits a meta-learner to rows of base predictions, and everything it is compared with, from moments: the rows are read
/// once for the predictions, once for the features made of the kept ones, and for classes a few times more.
/// </summary>
internal sealed class StackingFitter
{
    private readonly StackingFitSettings _settings;
    private readonly CountingSource _source;
    private readonly BaseLayout _layout;
    private readonly StackingReportBuilder _report;

    private StackingFitter(IRowSource source, StackingFitSettings settings)
    {
        _settings = settings;
        _source = new CountingSource(source);
        _layout = new BaseLayout(settings.Task, settings.ClassCount, settings.AreProbabilities, settings.PassthroughNames.Length, settings.Limits);
        _report = new StackingReportBuilder(settings);
    }

    private MetaLearnerOptions Options => _settings.Options;

    /// <exception cref="InvalidOperationException">There are no rows to learn from, or nothing to learn.</exception>
    public static StackingFit Fit(IRowSource source, StackingFitSettings settings) => new StackingFitter(source, settings).Run();

    private StackingFit Run()
    {
        _settings.Progress?.Invoke("Moments of base predictions", 0.1);
        var moments = BaseMoments.Read(_source, _layout, _settings.Plan.SegmentCount, Options.NumberOfThreads);
        Check(moments);
        var averages = new AverageWays(_settings, _layout, moments);
        var ways = new List<StackingWay>(averages.All());
        StackingWay chosen;
        if (Options.MetaLearner == MetaLearner.Regularized && Options.Penalties != PenaltyKinds.None)
        {
            _settings.Progress?.Invoke("Penalised models", 0.3);
            var stages = new RegularizedStages(_settings, _layout, _source, moments, _report);
            ways.AddRange(stages.Fit());
            chosen = ways[^1];
        }
        else
        {
            chosen = averages.Chosen(_report);
            ways.Add(chosen);
        }
        _settings.Progress?.Invoke("Errors of every stage", 0.9);
        Judge(ways, moments);
        _report.Describe(_layout, moments, chosen, ways, _source.Passes);
        return new StackingFit(chosen.Model, _report.Build(), ways);
    }

    private void Check(BaseMoments moments)
    {
        // The targets of every class: those of all together vary also where there is only one.
        var classes = Array.ConvertAll(moments.Linked, own => MomentSums.Of(
            _settings.Plan.Final.Training.Select(s => own[s]), own[0].Size));
        if (!(classes[0].Weight > 0))
            throw new InvalidOperationException("There is no row with a positive weight and all predictions; there is nothing to fit to.");
        if (!Array.Exists(classes, own => own.Covariance(centered: true)[^1] > 0))
            throw new InvalidOperationException(
                $"The label column '{Options.LabelColumnName}' has the same value in all rows; there is nothing to learn.");
        _report.RowCount = moments.Rows.Sum();
    }

    /// <summary>The error of every way on rows that its models had not seen.</summary>
    private void Judge(List<StackingWay> ways, BaseMoments moments)
    {
        var splits = _settings.Plan.Outer;
        if (_settings.Task == PredictionTask.Regression)
        {
            foreach (var way in ways)
                way.Errors ??= [.. splits.Select((split, s) => Math.Sqrt(way.MeanSquaredErrors![s]))];
        }
        else
        {
            var losses = RowLoss.Measure(_source, _layout, splits, [.. ways.Select(way => way.SplitModels)]);
            foreach (var (way, loss) in ways.Zip(losses))
                way.Errors = loss;
        }
        foreach (var way in ways)
            way.Settle(_settings, moments.Averaged);
    }
}
