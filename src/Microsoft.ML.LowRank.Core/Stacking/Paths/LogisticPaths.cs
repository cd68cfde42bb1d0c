using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>What <see cref="LogisticPaths"/> found.</summary>
/// <param name="Fits">Per split and ratio.</param>
/// <param name="Passes">Passes over the rows.</param>
internal sealed record LogisticPathsResult(PathFit[][] Fits, int Passes);

/// <summary>
/// Logistic regression with ridge, lasso and elastic net penalties chosen by nested cross-validation. All training
/// parts and ratios share every pass over the rows, and their validation losses come from the same passes.
/// </summary>
internal static class LogisticPaths
{
    /// <summary>Fits all paths of all training parts.</summary>
    /// <param name="source">Rows with targets 0 and 1. Those of segment −1 and of weight 0 are left out.</param>
    /// <param name="columns">The columns to fit.</param>
    /// <param name="target">Which of the targets.</param>
    /// <param name="splits">
    /// The training parts. Each has a grid of penalties of its own, which its inner splits share. Inner splits that
    /// have no weight on either side are left out.
    /// </param>
    /// <param name="settings">What to fit; <see cref="PathSettings.Logistic"/> has the defaults.</param>
    /// <exception cref="ArgumentException">A setting cannot be used, or there is no column.</exception>
    /// <exception cref="InvalidOperationException">A row cannot be used.</exception>
    public static LogisticPathsResult Fit(
        IRowSource source, int[] columns, int target, IReadOnlyList<FoldSplit> splits, PathSettings settings)
    {
        settings.ThrowIfInvalid();
        if (columns.Length == 0)
            throw new ArgumentException("There is no column to fit. Name one at least.", nameof(columns));
        int segments = 1 + splits.SelectMany(split => split.Inner.Append(split))
            .SelectMany(split => split.Training.Concat(split.Validation)).DefaultIfEmpty().Max();
        var rows = new LogisticRows(source, columns, target, segments, settings);
        var moments = LogisticMoments.Collect(rows, columns.Length, segments, settings.Threads);
        var units = new LogisticUnits(LogisticMoments.Of(moments, columns.Length), columns.Length, settings);
        var pairs = MakePairs(splits, moments, units, settings);
        Advance(rows, pairs, units, segments, settings);
        var inner = pairs.Where(pair => pair.Part.Outer is not null).ToLookup(pair => (pair.Part.Split, pair.Ratio));
        var fits = pairs.Where(pair => pair.Part.Outer is null).GroupBy(pair => pair.Part.Split)
            .Select(split => split.Select(pair =>
                Assemble(pair, [.. inner[(pair.Part.Split, pair.Ratio)]], units, settings)).ToArray());
        return new LogisticPathsResult([.. fits], rows.Passes);
    }

    private static List<LogisticPair> MakePairs(
        IReadOnlyList<FoldSplit> splits, LogisticMoments[] moments, LogisticUnits units, PathSettings settings)
    {
        var pairs = new List<LogisticPair>();
        for (int s = 0; s < splits.Count; s++)
        {
            var outer = new LogisticPart(s, splits[s], null, moments, units, settings);
            var parts = splits[s].Inner.Select(inner => new LogisticPart(s, inner, outer, moments, units, settings))
                .Where(part => part.Weight > 0 && part.ValidationWeight > 0).Prepend(outer).ToArray();
            for (int r = 0; r < settings.L1Ratios.Length; r++)
            {
                var grid = PenaltyGrid.Make(settings, settings.L1Ratios[r], outer.LargestGradient, outer.Trace);
                pairs.AddRange(parts.Select(part => new LogisticPair(part, r, grid, units, settings)));
            }
        }
        return pairs;
    }

    private static void Advance(
        LogisticRows rows, List<LogisticPair> pairs, LogisticUnits units, int segments, PathSettings settings)
    {
        var curvatures = Array.ConvertAll(settings.L1Ratios, _ => LogisticCurvature.Shared(units.Width, segments));
        while (pairs.FindAll(pair => !pair.IsDone) is { Count: > 0 } open)
        {
            var stale = new List<LogisticCurvature>();
            foreach (var group in open.Where(pair => !pair.IsRetrying).GroupBy(pair => pair.Ratio))
            {
                var mean = new double[units.Width];
                foreach (var pair in group)
                    ShortVectors.AddScaled(1.0 / group.Count(), pair.Point, mean);
                if (!curvatures[group.Key].IsFarFrom(mean))
                    continue;
                curvatures[group.Key].Begin(mean);
                stale.Add(curvatures[group.Key]);
            }
            stale.AddRange(open.Select(pair => pair.AskForOwn(units.Width)).OfType<LogisticCurvature>());
            var pass = new LogisticPass(open, stale, units, segments, settings.Threads);
            pass.Run(rows);
            WorkerPool.Run(open.Count, settings.Threads, k =>
            {
                var (loss, gradient, validation) = pass.Of(k, open[k].Part);
                open[k].Advance(loss, gradient, validation, curvatures[open[k].Ratio]);
            });
        }
    }

    private static PathFit Assemble(
        LogisticPair outer, LogisticPair[] inner, LogisticUnits units, PathSettings settings)
    {
        var selection = PenaltySelection.Of(
            Array.ConvertAll(inner, pair => pair.Errors), Array.ConvertAll(inner, pair => pair.Part.ValidationWeight),
            outer.Points.Length, settings.Choice);
        var raw = Array.ConvertAll(outer.Points, point => units.ToRaw(point));
        return new PathFit
        {
            L1Ratio = settings.L1Ratios[outer.Ratio],
            Penalties = outer.Penalties,
            Errors = selection.Errors,
            ErrorSpread = selection.Spread,
            ValidationErrors = outer.Part.ValidationWeight > 0 ? outer.Errors : [],
            Chosen = selection.Chosen,
            Coefficients = Array.ConvertAll(raw, model => model.Coefficients),
            Intercepts = Array.ConvertAll(raw, model => model.Intercept),
            Gaps = outer.Gaps,
            InnerGap = inner.SelectMany(pair => pair.Gaps).DefaultIfEmpty().Max(),
            Sweeps = outer.Passes,
            ExactSteps = outer.ExactSteps,
        };
    }
}
