using System.Diagnostics;
using Microsoft.ML.LowRank.LinearAlgebra;
using Microsoft.ML.LowRank.Stacking;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>Our side of the stacking comparisons: fits on rows in memory, timed from the first read to the last weight.</summary>
internal sealed class OwnStacking(BasePredictions data, int threads)
{
    private const int Folds = 10;
    private const int Seed = 42;

    /// <summary>What is compared: a name, and the fit that gives a linear model of the predictions.</summary>
    public IReadOnlyList<(string Name, Func<OwnResult> Fit)> Methods =>
    [
        ("all stages", () => Stack(new Options { NumberOfThreads = threads })),
        ("all models kept", () => Stack(new Options { NumberOfThreads = threads, Deduplicate = false })),
        ("ridge alone", () => Stack(new Options
        {
            NumberOfThreads = threads, Deduplicate = false, Statistics = false, Penalties = PenaltyKinds.Ridge,
        })),
        ("selection", () => Weights(moments => EnsembleSelection.Select(moments, data.Models).Weights)),
        ("hill climbing", () => Weights(moments => GridHillClimbing.Climb(moments, data.Models))),
    ];

    public static (OwnResult Result, double[] Seconds) Time(Func<OwnResult> fit, int repeats)
    {
        var result = fit();
        var seconds = new double[repeats];
        for (int i = 0; i < repeats; i++)
        {
            var watch = Stopwatch.StartNew();
            result = fit();
            seconds[i] = watch.Elapsed.TotalSeconds;
        }
        return (result, seconds);
    }

    public static double Error(StackingModel model, BasePredictions rows)
    {
        var scores = new float[rows.Rows];
        model.Score(rows.Values, rows.Rows, scores);
        double sum = 0;
        for (int i = 0; i < scores.Length; i++)
            sum += ((double)scores[i] - rows.Target[i]) * ((double)scores[i] - rows.Target[i]);
        return Math.Sqrt(sum / scores.Length);
    }

    private OwnResult Stack(Options options)
    {
        var fit = StackingFitter.Fit(new Source(data, Segments()), new StackingFitSettings
        {
            Task = PredictionTask.Regression,
            LearnerNames = [.. Enumerable.Range(0, data.Models).Select(k => $"m{k}")],
            AreProbabilities = new bool[data.Models],
            Limits = PredictionLimits.Of(data.Target),
            Options = options,
            Plan = FoldPlan.KFold(Folds, 3),
        });
        var report = fit.Report;
        return new OwnResult(fit.Model, report.Stages[^1].Error, report.ConditionNumberBefore, report.ConditionNumberAfter);
    }

    private OwnResult Weights(Func<double[], double[]> choose)
    {
        var moments = new SegmentMoments(data.Models, 1, 1, threads);
        foreach (var block in new Source(data, null).Read())
            moments.Add(block);
        var sums = moments.Segments()[0];
        double[] weights = choose(new PredictionStatistics(sums).ErrorMoments());
        var layout = new BaseLayout(PredictionTask.Regression, 1, new bool[data.Models], 0);
        string[] names = [.. Enumerable.Range(0, data.Models).Select(k => $"m{k}")];
        return new OwnResult(new StackingModel(layout, StackingModelParts.Average(names, weights)),
            Math.Sqrt(BlendWeights.MeanSquaredError(sums, weights)), double.NaN, double.NaN);
    }

    /// <summary>Folds as the package draws them: a permutation of all folds for every ten rows.</summary>
    private int[] Segments()
    {
        var segments = new int[data.Rows];
        int[] order = [.. Enumerable.Range(0, Folds)];
        var random = new Random(Seed);
        for (int row = 0; row < segments.Length; row++)
        {
            if (row % Folds == 0)
                random.Shuffle(order);
            segments[row] = order[row % Folds];
        }
        return segments;
    }

    private sealed class Options : MetaLearnerOptions;

    private sealed class Source(BasePredictions data, int[]? segments) : IRowSource
    {
        private const int BlockRows = 4096;

        public int Columns => data.Models;

        public IEnumerable<RowBlock> Read()
        {
            var block = new RowBlock
            {
                Columns = data.Models,
                Values = new float[BlockRows * data.Models],
                Targets = new float[BlockRows],
                TargetCount = 1,
                Segments = segments == null ? null : new int[BlockRows],
            };
            for (int from = 0; from < data.Rows; from += BlockRows)
            {
                block.FirstRow = from;
                block.Rows = Math.Min(BlockRows, data.Rows - from);
                data.Values.AsSpan(from * data.Models, block.Rows * data.Models).CopyTo(block.Values);
                data.Target.AsSpan(from, block.Rows).CopyTo(block.Targets);
                segments?.AsSpan(from, block.Rows).CopyTo(block.Segments);
                yield return block;
            }
        }
    }
}

/// <summary>A fit of ours.</summary>
/// <param name="Model">What it gave.</param>
/// <param name="Own">The error that it reports itself.</param>
/// <param name="ConditionBefore">Condition number of the correlations of all models.</param>
/// <param name="ConditionAfter">The same of those that were kept.</param>
internal sealed record OwnResult(StackingModel Model, double Own, double ConditionBefore, double ConditionAfter)
{
    public double Seconds { get; init; }
}
