using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests;

[Probes("missing")]
internal static class MissingValueProbes
{
    private static readonly MLContext Context = new(1);

    private sealed class Gaps
    {
        public float Number;
        [VectorType(3)] public float[]? Features;
        [VectorType(12)] public VBuffer<float> Sparse;
        public double Precise;
        public int Whole;

        private static Gaps Of(float number, float[] features, int index) => new()
        {
            Number = number,
            Precise = number,
            Features = features,
            Sparse = new VBuffer<float>(12, 1, [number], [index]),
        };

        public static IDataView View => Context.Data.LoadFromEnumerable<Gaps>(
        [
            Of(1, [1, float.NaN, 3], 2), Of(float.NaN, [float.NaN, float.NaN, 5], 7), Of(4, [2, float.NaN, -1], 2),
            Of(-2.5f, [0, float.NaN, 10], 9),
        ]);
    }

    private static object Replaced(string column, Transforms.MissingValueReplacingEstimator.ReplacementMode mode, bool bySlot = true) =>
        Describe.Fitted(Context.Transforms.ReplaceMissingValues("Value", column, mode, bySlot), Gaps.View, "Value");

    public static object ByDefault() => Describe.Fitted(Context.Transforms.ReplaceMissingValues("Number"), Gaps.View, "Number");
    public static object VectorByDefault() => Describe.Fitted(Context.Transforms.ReplaceMissingValues("Value", "Features"), Gaps.View, "Value");
    public static object Mean() => Replaced("Number", Transforms.MissingValueReplacingEstimator.ReplacementMode.Mean);
    public static object Minimum() => Replaced("Number", Transforms.MissingValueReplacingEstimator.ReplacementMode.Minimum);
    public static object Maximum() => Replaced("Number", Transforms.MissingValueReplacingEstimator.ReplacementMode.Maximum);
    [Tolerance(1e-12)] public static object MeanOfDoubles() => Replaced("Precise", Transforms.MissingValueReplacingEstimator.ReplacementMode.Mean);
    public static object MeanBySlot() => Replaced("Features", Transforms.MissingValueReplacingEstimator.ReplacementMode.Mean);
    public static object MeanOfAllSlots() => Replaced("Features", Transforms.MissingValueReplacingEstimator.ReplacementMode.Mean, false);
    public static object MinimumBySlot() => Replaced("Features", Transforms.MissingValueReplacingEstimator.ReplacementMode.Minimum);
    public static object MaximumBySlot() => Replaced("Features", Transforms.MissingValueReplacingEstimator.ReplacementMode.Maximum);
    public static object MeanOfSparse() => Replaced("Sparse", Transforms.MissingValueReplacingEstimator.ReplacementMode.Mean);
    public static object MinimumOfSparse() => Replaced("Sparse", Transforms.MissingValueReplacingEstimator.ReplacementMode.Minimum);

    public static object KeepsSlotNames() => Describe.Fitted(
        Context.Transforms.Concatenate("All", "Number", "Features").Append(Context.Transforms.ReplaceMissingValues("All")),
        Gaps.View, "All");

    public static object Bad() => new
    {
        whole = Describe.Thrown(() => Context.Transforms.ReplaceMissingValues("Whole").Fit(Gaps.View)),
        absent = Describe.Thrown(() => Context.Transforms.ReplaceMissingValues("Nothing").Fit(Gaps.View)),
    };
}
