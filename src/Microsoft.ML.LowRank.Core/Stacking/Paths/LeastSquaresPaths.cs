using Microsoft.ML.LowRank.LinearAlgebra;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// Ridge, lasso and elastic net with the penalty chosen by nested cross-validation, all from moments: no training part,
/// no ratio, no penalty and no validation error touches a row.
/// </summary>
internal static class LeastSquaresPaths
{
    /// <summary>Fits all paths of all training parts.</summary>
    /// <param name="segments">Moments of every segment of the rows, all around the same shift.</param>
    /// <param name="columns">Places in the moments of the columns to fit.</param>
    /// <param name="target">Place in the moments of the target.</param>
    /// <param name="splits">
    /// The training parts. Each has a grid of penalties of its own, which its inner splits share, so that their errors
    /// can be averaged. Inner splits that have no weight on either side are left out.
    /// </param>
    /// <param name="settings">What to fit.</param>
    /// <returns>Per split and ratio.</returns>
    /// <exception cref="ArgumentException">A setting cannot be used, or there is no column.</exception>
    /// <exception cref="InvalidOperationException">A moment is not finite.</exception>
    public static PathFit[][] Fit(
        IReadOnlyList<MomentSums> segments, int[] columns, int target, IReadOnlyList<FoldSplit> splits,
        PathSettings settings)
    {
        settings.ThrowIfInvalid();
        if (columns.Length == 0)
            throw new ArgumentException("There is no column to fit. Name one at least.", nameof(columns));
        var parts = new List<Part>();
        for (int s = 0; s < splits.Count; s++)
        {
            var outer = new Part(s, splits[s], null);
            parts.Add(outer);
            parts.AddRange(splits[s].Inner.Select(inner => new Part(s, inner, outer)));
        }
        WorkerPool.Run(parts.Count, settings.Threads, p => parts[p].Prepare(segments, columns, target, settings));
        parts.RemoveAll(part => part.Outer is not null && part.Validation is null);
        int ratios = settings.L1Ratios.Length;
        // Ratio by ratio, so that the threads share out the long paths first and meet at the end of short ones.
        WorkerPool.Run(parts.Count * ratios, settings.Threads, item =>
            parts[item % parts.Count].Solve(item / parts.Count, settings));
        var inner = parts.Where(part => part.Outer is not null).ToLookup(part => part.Split);
        return [.. parts.Where(part => part.Outer is null).Select(outer =>
            Enumerable.Range(0, ratios).Select(r => Assemble(outer, [.. inner[outer.Split]], r, settings)).ToArray())];
    }

    private static PathFit Assemble(Part outer, Part[] inner, int r, PathSettings settings)
    {
        var path = outer.Paths[r];
        var penalties = outer.Grids[r];
        var selection = PenaltySelection.Of(
            Array.ConvertAll(inner, part => part.Errors[r]!), Array.ConvertAll(inner, part => part.Validation!.Weight),
            penalties.Length, settings.Choice);
        var raw = Array.ConvertAll(path.Coefficients, coefficients => outer.Problem.ToRaw(coefficients));
        return new PathFit
        {
            L1Ratio = settings.L1Ratios[r],
            Penalties = penalties,
            Errors = selection.Errors,
            ErrorSpread = selection.Spread,
            ValidationErrors = outer.Errors[r] ?? [],
            Chosen = selection.Chosen,
            Coefficients = Array.ConvertAll(raw, model => model.Coefficients),
            Intercepts = Array.ConvertAll(raw, model => model.Intercept),
            Gaps = Array.ConvertAll(path.Evidence, evidence => evidence.Gap),
            InnerGap = inner.SelectMany(part => part.Paths[r].Evidence).Select(evidence => evidence.Gap)
                .DefaultIfEmpty().Max(),
            Sweeps = Array.ConvertAll(path.Evidence, evidence => evidence.Sweeps),
            ExactSteps = Array.ConvertAll(path.Evidence, evidence => evidence.ExactSteps),
        };
    }

    /// <summary>A training part: of a split itself, or of one of its inner splits.</summary>
    private sealed class Part(int split, FoldSplit source, Part? outer)
    {
        public int Split => split;

        /// <summary>The training part whose inner split this is; null for one that is not.</summary>
        public Part? Outer => outer;

        public LeastSquaresProblem Problem { get; private set; } = null!;

        /// <summary>
        /// Null where there is nothing to learn from or to judge by.
        /// </summary>
        public ValidationMoments? Validation { get; private set; }

        /// <summary>Penalties per ratio.</summary>
        public double[][] Grids { get; private set; } = [];

        public LeastSquaresPath[] Paths { get; private set; } = [];

        /// <summary>Per ratio and penalty, on the validation part; null where there is none.</summary>
        public double[]?[] Errors { get; private set; } = [];

        public void Prepare(
            IReadOnlyList<MomentSums> segments, int[] columns, int target, PathSettings settings)
        {
            settings.Cancellation.ThrowIfCancellationRequested();
            int size = segments.Count == 0 ? 0 : segments[0].Size;
            Problem = LeastSquaresProblem.Create(
                MomentSums.Of(source.Training.Select(s => segments[s]), size), columns, target, settings);
            Paths = new LeastSquaresPath[settings.L1Ratios.Length];
            Errors = new double[settings.L1Ratios.Length][];
            if (outer is null)
                Grids = Array.ConvertAll(settings.L1Ratios, ratio =>
                    PenaltyGrid.Make(settings, ratio, Problem.LargestGradient, Problem.Trace));
            var validation = MomentSums.Of(source.Validation.Select(s => segments[s]), size);
            if (Problem.Weight > 0 && validation.Weight > 0)
                Validation = new ValidationMoments(validation, Problem, columns, target);
        }

        public void Solve(int ratio, PathSettings settings)
        {
            var penalties = (outer ?? this).Grids[ratio];
            Paths[ratio] = LeastSquaresPath.Solve(Problem, settings.L1Ratios[ratio], penalties, settings);
            if (Validation is { } validation)
                Errors[ratio] = Paths[ratio].Errors(validation);
        }
    }
}
