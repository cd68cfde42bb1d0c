using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests;

[Probes("normalizers")]
internal static class NormalizerProbes
{
    private static readonly MLContext Context = new(1);

    private sealed class Scales
    {
        public float Number;
        public double Precise;
        [VectorType(5)] public float[]? Features;
        [VectorType(12)] public VBuffer<float> Sparse;
        public int Whole;
        public float[]? Free;

        private static Scales Of(float a, float b, float c) => new()
        {
            Number = a,
            Precise = 1000 + b,
            Features = [a, b, c, 7, 0],
            Sparse = new VBuffer<float>(12, 2, [b, c], [3, 8]),
            Free = [a],
        };

        public static IDataView View => Context.Data.LoadFromEnumerable<Scales>(
            [Of(1, 10, -1), Of(2, 20, -4), Of(4, -20, -2), Of(8, 5, -8), Of(16, 0, -3)]);

        public static IDataView WithGaps => Context.Data.LoadFromEnumerable<Scales>(
            [Of(1, 10, -1), Of(float.NaN, 20, -4), Of(4, float.NaN, -2), Of(8, 5, float.PositiveInfinity)]);

        public static IDataView NoRows => Context.Data.LoadFromEnumerable(Array.Empty<Scales>());

        public static IDataView Others => Context.Data.LoadFromEnumerable<Scales>(
            [Of(100, -100, 100), Of(float.NaN, 0, 0), Of(float.PositiveInfinity, float.NegativeInfinity, 1)]);
    }

    private static object Of(Func<string, string, IEstimator<ITransformer>> normalizer, IDataView data) => new[] { "Number", "Precise", "Features", "Sparse" }
        .ToDictionary(c => c, c => Describe.Try(() => Describe.Fitted(normalizer("Value", c), data, "Value")));

    private static IEstimator<ITransformer> MeanVariance(string output, string input) =>
        Context.Transforms.NormalizeMeanVariance(output, input);
    private static IEstimator<ITransformer> MeanVarianceNotFixed(string output, string input) =>
        Context.Transforms.NormalizeMeanVariance(output, input, fixZero: false);
    private static IEstimator<ITransformer> MinMax(string output, string input) => Context.Transforms.NormalizeMinMax(output, input);
    private static IEstimator<ITransformer> MinMaxNotFixed(string output, string input) =>
        Context.Transforms.NormalizeMinMax(output, input, fixZero: false);

    [Tolerance(1e-6)] public static object ByMeanVariance() => Of(MeanVariance, Scales.View);
    [Tolerance(1e-6)] public static object ByMeanVarianceNotFixed() => Of(MeanVarianceNotFixed, Scales.View);
    [Tolerance(1e-6)]
    public static object ByCumulativeDistribution() => Of(
        (output, input) => Context.Transforms.NormalizeMeanVariance(output, input, useCdf: true), Scales.View);
    [Tolerance(1e-6)] public static object ByMinMax() => Of(MinMax, Scales.View);
    [Tolerance(1e-6)] public static object ByMinMaxNotFixed() => Of(MinMaxNotFixed, Scales.View);
    [Tolerance(1e-6)] public static object ByMeanVarianceWithGaps() => Of(MeanVariance, Scales.WithGaps);
    [Tolerance(1e-6)] public static object ByMeanVarianceNotFixedWithGaps() => Of(MeanVarianceNotFixed, Scales.WithGaps);
    [Tolerance(1e-6)] public static object ByMinMaxWithGaps() => Of(MinMax, Scales.WithGaps);
    [Tolerance(1e-6)] public static object ByMinMaxNotFixedWithGaps() => Of(MinMaxNotFixed, Scales.WithGaps);

    [Tolerance(1e-6)]
    public static object OtherRows() => new[] { MeanVariance("Value", "Features"), MinMax("Value", "Features"), MinMaxNotFixed("Value", "Features"), MeanVarianceNotFixed("Value", "Features") }
        .Select(n => Describe.Rows(n.Fit(Scales.View).Transform(Scales.Others), "Value")).ToArray();

    [Tolerance(1e-6)]
    public static object LimitedExamples() => Describe.Rows(
        Context.Transforms.NormalizeMinMax("Value", "Number", maximumExampleCount: 2).Fit(Scales.View).Transform(Scales.View), "Value");

    public static object SparseStaysSparse() => MeanVariance("Value", "Sparse").Fit(Scales.View).Transform(Scales.View)
        .GetColumn<VBuffer<float>>("Value").Select(v => v.IsDense).ToArray();

    [Tolerance(1e-6)]
    public static object KeepsSlotNames() => Describe.Fitted(
        Context.Transforms.Concatenate("All", "Number", "Features").Append(Context.Transforms.NormalizeMinMax("All")), Scales.View, "All");

    public static object Bad() => new
    {
        whole = Describe.Thrown(() => MinMax("Value", "Whole").Fit(Scales.View)),
        free = Describe.Thrown(() => MinMax("Value", "Free").Fit(Scales.View)),
        absent = Describe.Thrown(() => MinMax("Value", "Nothing").Fit(Scales.View)),
        noRows = Describe.Try(() => Describe.Rows(MinMax("Value", "Number").Fit(Scales.NoRows).Transform(Scales.View), "Value")),
        noRowsMeanVariance = Describe.Try(() => Describe.Rows(MeanVariance("Value", "Number").Fit(Scales.NoRows).Transform(Scales.View), "Value")),
    };
}
