using Microsoft.ML.LowRank.LinearAlgebra;
using Microsoft.ML.LowRank.Stacking;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Linear;

/// <summary>Fits the paths of a penalised linear model and takes the best of them.</summary>
internal static class RegularizedLinearFitter
{
    /// <param name="source">The rows; their first target is the number, or 0 and 1.</param>
    /// <param name="task">Regression or two classes.</param>
    /// <param name="featureNames">One per column.</param>
    /// <param name="plan">The folds.</param>
    /// <param name="options">Which penalties, and how to choose.</param>
    /// <param name="progress">Told what is being done, and which share of the fit is behind it.</param>
    /// <exception cref="InvalidOperationException">There is nothing to learn from, or nothing to learn.</exception>
    public static (RegularizedLinearModel Model, RegularizedLinearReport Report) Fit(IRowSource source, PredictionTask task,
        string[] featureNames, FoldPlan plan, PenaltyOptions options, Action<string, double> progress)
    {
        bool isLogistic = task == PredictionTask.BinaryClassification;
        var ratios = new PenaltyRatios(options, isLogistic);
        // There is no part of a model to return, so a fit that is cancelled always throws.
        var settings = PenaltyRatios.Settings(options, isLogistic, ratios.Values, options.CancellationToken);
        var counting = new CountingSource(source);
        progress("Reading rows", 0.1);
        var (paths, rows) = isLogistic
            ? FitLogistic(counting, plan, settings, options, progress) : FitSquared(counting, plan, settings, options, progress);
        int best = PathFit.BestOf(paths);
        var chosen = paths[best];
        int index = Math.Max(0, chosen.Chosen);
        var report = new RegularizedLinearReport
        {
            ErrorName = isLogistic ? "log loss" : "RMSE",
            RowCount = rows,
            PassCount = counting.Passes,
            Paths = [.. paths.Select(path => new PenaltyPath(StackingReportBuilder.NameOf(path, null), path, featureNames, isLogistic))],
            ChosenPath = best,
        };
        var model = new RegularizedLinearModel(task, chosen.Coefficients[index], chosen.Intercepts[index], chosen.L1Ratio,
            chosen.Penalties[index], report.Paths[best].Errors.Count == 0 ? double.NaN : report.Paths[best].Errors[index]);
        return (model, report);
    }

    private static (PathFit[] Paths, long Rows) FitSquared(CountingSource source, FoldPlan plan, PathSettings settings,
        PenaltyOptions options, Action<string, double> progress)
    {
        var moments = Read(source, plan, options, source.Columns);
        Require(moments.Segments(), options);
        progress("Penalised models", 0.6);
        int[] columns = [.. Enumerable.Range(0, source.Columns)];
        return (LeastSquaresPaths.Fit(moments.Segments(), columns, source.Columns, [plan.Final], settings)[0], moments.Rows.Sum());
    }

    private static (PathFit[] Paths, long Rows) FitLogistic(CountingSource source, FoldPlan plan, PathSettings settings,
        PenaltyOptions options, Action<string, double> progress)
    {
        // Labels alone, to refuse what cannot be learned before many passes are spent on it.
        var labels = Read(new LabelSource(source), plan, options, 0);
        Require(labels.Segments(), options);
        progress("Penalised models", 0.2);
        int[] columns = [.. Enumerable.Range(0, source.Columns)];
        int before = source.Passes;
        var fit = LogisticPaths.Fit(source, columns, 0, [plan.Final], settings);
        source.CountKept(fit.Passes, before);
        return (fit.Fits[0], labels.Rows.Sum());
    }

    private static SegmentMoments Read(IRowSource source, FoldPlan plan, PenaltyOptions options, int columns)
    {
        var moments = new SegmentMoments(columns, 1, plan.SegmentCount, options.NumberOfThreads);
        foreach (var block in source.Read())
            moments.Add(block);
        return moments;
    }

    private static void Require(MomentSums[] segments, PenaltyOptions options)
    {
        var all = MomentSums.Of(segments, segments[0].Size);
        if (!(all.Weight > 0))
            throw new InvalidOperationException("There is no row with a positive weight and finite features; there is nothing to fit to.");
        if (!(all.Covariance(centered: true)[^1] > 0))
            throw new InvalidOperationException(
                $"The label column '{options.LabelColumnName}' has the same value in all {segments.Length} folds; there is nothing to learn.");
    }

    /// <summary>The labels of rows without their features.</summary>
    private sealed class LabelSource(IRowSource source) : IRowSource
    {
        public int Columns => 0;

        public IEnumerable<RowBlock> Read()
        {
            foreach (var block in source.Read())
                yield return new RowBlock
                {
                    FirstRow = block.FirstRow,
                    Rows = block.Rows,
                    Weights = block.Weights,
                    Targets = block.Targets,
                    TargetCount = block.TargetCount,
                    Segments = block.Segments,
                };
        }
    }
}
