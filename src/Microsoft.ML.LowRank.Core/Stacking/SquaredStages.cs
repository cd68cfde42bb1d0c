using Microsoft.ML.LowRank.LinearAlgebra;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>The stages with squared loss: everything comes from the moments of two passes.</summary>
internal static class SquaredStages
{
    public static ClassStages Fit(StackingFitSettings settings, BaseLayout layout, IRowSource linked,
        MomentSums[] baseMoments, FoldSplit[] splits, int[] kept, PenaltyRatios ratios)
    {
        var options = settings.Options;
        bool statistics = options.Statistics, interactions = options.Statistics && options.Interactions;
        var fitter = new Fitter(settings, splits);
        var stages = new List<ClassStage>();
        int[] passed = [.. Enumerable.Range(layout.Learners, layout.PassthroughCount)];
        int[] everything = [.. Enumerable.Range(0, layout.Learners)];
        stages.Add(fitter.Ridge("Ridge on all predictions", true, baseMoments, [.. everything, .. passed], everything, false, false));
        if (kept.Length < layout.Learners)
            stages.Add(fitter.Ridge("Ridge on kept predictions", false, baseMoments, [.. kept, .. passed], kept, false, false));
        var moments = baseMoments;
        FeatureRange[] ranges = [];
        int[] columns = [.. kept, .. passed];
        if (statistics)
        {
            var features = new MetaFeatures(kept, statistics, interactions, passed);
            var source = new MetaFeatureSource(linked, features, options.NumberOfThreads);
            moments = Read(source, settings);
            ranges = source.Ranges;
            columns = [.. Enumerable.Range(0, features.Columns)];
            if (interactions)
            {
                // Statistics stand before their products.
                int[] plain = [.. columns.Where(c => c < kept.Length + 4 || c >= kept.Length + features.AddedNames.Count)];
                stages.Add(fitter.Ridge("Ridge with statistics", false, moments, plain, kept, true, false));
            }
        }
        var paths = LeastSquaresPaths.Fit(moments, columns, moments[0].Size - 1, splits, fitter.Settings(ratios.Values));
        var models = new List<LinearPart[]>();
        foreach (var kind in ratios.Kinds)
        {
            var parts = Array.ConvertAll(paths, split => LinearPart.Of(ratios.Choose(split, kind)));
            models.Add(parts);
            stages.Add(fitter.Stage(PenaltyRatios.NameOf(kind), false, moments, columns, kept, statistics, interactions, parts));
        }
        var blended = Blend(settings, moments, columns, splits, models, stages);
        stages.Add(fitter.Stage("Stack", false, moments, columns, kept, statistics, interactions, blended));
        if (settings.Task != PredictionTask.Regression)
            stages = Calibrate(settings, layout, linked, stages);
        return new ClassStages(stages, paths[^1], ranges);
    }

    private static MomentSums[] Read(IRowSource source, StackingFitSettings settings)
    {
        var moments = new SegmentMoments(source.Columns, 1, settings.Plan.SegmentCount, settings.Options.NumberOfThreads);
        foreach (var block in source.Read())
            moments.Add(block);
        return moments.Segments();
    }

    /// <summary>
    /// The blend that is used comes from all outer splits; that which judges a split comes from the others, so that it is
    /// judged on rows that had no say in it.
    /// </summary>
    private static LinearPart[] Blend(StackingFitSettings settings, MomentSums[] moments, int[] columns,
        FoldSplit[] splits, List<LinearPart[]> models, List<ClassStage> stages)
    {
        int outer = splits.Length - 1;
        var errors = stages.TakeLast(models.Count).Select(stage => stage.MeanSquaredErrors!).ToArray();
        var products = Enumerable.Range(0, outer)
            .Select(s => BlendMoments.Of(moments, columns, splits[s], [.. models.Select(own => own[s])])).ToArray();
        double[] sizes = [.. products.Select(part => part.Weight)];
        double[] WeightsWithout(int split) => BlendMoments.Weights(
            settings.Options, products, Array.ConvertAll(errors, own => Array.ConvertAll(own, Math.Sqrt)), sizes, split);
        return [.. Enumerable.Range(0, splits.Length)
            .Select(s => LinearPart.Blend([.. models.Select(own => own[s])], WeightsWithout(s < outer ? s : -1)))];
    }

    /// <summary>A line on labels of 0 and 1 becomes log-odds by a logistic curve through out-of-fold predictions.</summary>
    private static List<ClassStage> Calibrate(
        StackingFitSettings settings, BaseLayout layout, IRowSource linked, List<ClassStage> stages)
    {
        var lines = new OutOfFoldLines(linked, layout, settings.Plan, stages, asProbabilities: false);
        var curves = LogisticCurve.Fit(lines, settings.Cancellation);
        return [.. stages.Select((stage, index) => stage with { Models = Array.ConvertAll(stage.Models, curves[index].Apply) })];
    }

    private sealed class Fitter(StackingFitSettings settings, FoldSplit[] splits)
    {
        public PathSettings Settings(double[] ratios) => PenaltyRatios.Settings(settings.Options, false, ratios, settings.Cancellation);

        public ClassStage Ridge(string name, bool isBaseline, MomentSums[] moments, int[] columns, int[] kept,
            bool statistics, bool interactions)
        {
            var paths = LeastSquaresPaths.Fit(moments, columns, moments[0].Size - 1, splits, Settings([0]));
            return Stage(name, isBaseline, moments, columns, kept, statistics, interactions,
                Array.ConvertAll(paths, split => LinearPart.Of(split[0])));
        }

        public ClassStage Stage(string name, bool isBaseline, MomentSums[] moments, int[] columns, int[] kept,
            bool statistics, bool interactions, LinearPart[] parts) => new(name, isBaseline, kept, statistics, interactions, parts)
            {
                MeanSquaredErrors = [.. splits.SkipLast(1).Select((split, s) => Error(moments, columns, split, parts[s]))],
            };

        private static double Error(MomentSums[] moments, int[] columns, FoldSplit split, LinearPart part)
        {
            int size = moments[0].Size;
            var sums = MomentSums.Of(split.Validation.Select(s => moments[s]), size).Select([.. columns, size - 1]);
            return BlendWeights.MeanSquaredError(sums, part.Coefficients, part.Intercept);
        }
    }
}
