using Microsoft.ML.LowRank.LinearAlgebra;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>The stages with logistic loss: a few passes over the rows per penalty, shared by all folds and ratios.</summary>
internal static class LogisticStages
{
    public static ClassStages Fit(StackingFitSettings settings, BaseLayout layout, CountingSource source, int @class,
        FoldSplit[] splits, int[] kept, PenaltyRatios ratios)
    {
        var linked = new LayoutSource(source, layout, @class);
        var options = settings.Options;
        bool statistics = options.Statistics, interactions = options.Statistics && options.Interactions;
        int[] passed = [.. Enumerable.Range(layout.Learners, layout.PassthroughCount)];
        int[] everything = [.. Enumerable.Range(0, layout.Learners)];
        MetaFeatureSource Features(int[] models, bool withStatistics, bool withInteractions) => new(
            linked, new MetaFeatures(models, withStatistics, withInteractions, passed), options.NumberOfThreads);

        var features = Features(kept, statistics, interactions);
        PathFit[][] Fit(IRowSource features, FoldSplit[] splits, PathSettings how)
        {
            int before = source.Passes;
            var fit = LogisticPaths.Fit(features, [.. Enumerable.Range(0, features.Columns)], 0, splits, how);
            source.CountKept(fit.Passes, before);
            return fit.Fits;
        }

        var paths = Fit(features, splits,
            PenaltyRatios.Settings(options, true, ratios.Values, settings.Cancellation));
        var stages = new List<ClassStage>();
        // What fewer stages would give, at a penalty that was chosen with all of them.
        double penalty = RidgePenalty(options, paths[^1], ratios);
        ClassStage Ridge(string name, bool isBaseline, int[] models)
        {
            var path = Fit(Features(models, false, false), Array.ConvertAll(splits, split => split with { Inner = [] }),
                PenaltyRatios.Settings(options, true, [0], settings.Cancellation) with { Penalties = [penalty] });
            return new ClassStage(name, isBaseline, models, false, false, Array.ConvertAll(path, split => LinearPart.Of(split[0])));
        }
        stages.Add(Ridge("Ridge on all predictions", true, everything));
        if (kept.Length < layout.Learners)
            stages.Add(Ridge("Ridge on kept predictions", false, kept));
        var models = new List<LinearPart[]>();
        var errors = new List<double[]>();
        foreach (var kind in ratios.Kinds)
        {
            models.Add(Array.ConvertAll(paths, split => LinearPart.Of(ratios.Choose(split, kind))));
            errors.Add([.. paths.SkipLast(1).Select(split => OuterLoss(ratios.Choose(split, kind)))]);
            stages.Add(new ClassStage(PenaltyRatios.NameOf(kind), false, kept, statistics, interactions, models[^1]));
        }
        var products = ReadProducts(settings, layout, linked, [.. stages.TakeLast(models.Count)]);
        double[] WeightsWithout(int split) => BlendMoments.Weights(
            options, products, [.. errors], [.. products.Select(part => part.Weight)], split);
        var blended = Enumerable.Range(0, splits.Length).Select(s => LinearPart.Blend(
            [.. models.Select(own => own[s])], WeightsWithout(s < splits.Length - 1 ? s : -1))).ToArray();
        stages.Add(new ClassStage("Stack", false, kept, statistics, interactions, blended));
        return new ClassStages(stages, paths[^1], features.Ranges);
    }

    private static double OuterLoss(PathFit path)
        => path.ValidationErrors.Length == 0 ? 0 : path.ValidationErrors[Math.Max(0, path.Chosen)];

    private static double RidgePenalty(PenaltyOptions options, PathFit[] paths, PenaltyRatios ratios)
    {
        var path = options.Penalties.HasFlag(PenaltyKinds.Ridge) ? ratios.Choose(paths, PenaltyKinds.Ridge) : paths[0];
        return path.Penalties[Math.Max(0, path.Chosen)];
    }

    /// <summary>Moments of the out-of-fold probabilities per outer split, for blends by least squares and for the splits' weights.</summary>
    private static MomentSums[] ReadProducts(
        StackingFitSettings settings, BaseLayout layout, IRowSource linked, IReadOnlyList<ClassStage> stages)
    {
        var lines = new OutOfFoldLines(linked, layout, settings.Plan, stages, asProbabilities: true);
        var moments = new SegmentMoments(lines.Columns, 1, settings.Plan.Outer.Length, settings.Options.NumberOfThreads);
        foreach (var block in lines.Read())
            moments.Add(block);
        return moments.Segments();
    }
}
