using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests;

[Probes("columns")]
internal static class ColumnProbes
{
    private static readonly MLContext Context = new(1);

    private static IDataView Rows => Everyday.View(Context);

    private sealed class SparseRow
    {
        [VectorType(10)] public VBuffer<float> A;
        [VectorType(2)] public float[]? B;
    }

    public static object Concatenated() =>
        Describe.Fitted(Context.Transforms.Concatenate("All", "Number", "Features", "Number"), Rows, "All");

    public static object ConcatenatedOne() => Describe.Fitted(Context.Transforms.Concatenate("All", "Number"), Rows, "All");
    public static object ConcatenatedOneVector() => Describe.Fitted(Context.Transforms.Concatenate("All", "Features"), Rows, "All");
    public static object ConcatenatedInPlace() =>
        Describe.Fitted(Context.Transforms.Concatenate("Features", "Features", "Number"), Rows, "Features");
    public static object ConcatenatedFreeLength() => Describe.Fitted(Context.Transforms.Concatenate("All", "Free", "Number"), Rows, "All");
    public static object ConcatenatedTexts() => Describe.Fitted(Context.Transforms.Concatenate("All", "Text", "Text"), Rows, "All");
    public static object ConcatenatedSlotNames() => Describe.Fitted(
        Context.Transforms.Concatenate("Both", "Number", "Features")
            .Append(Context.Transforms.Concatenate("All", "Both", "Number")), Rows, "All");
    public static object ConcatenatedNormalized() => Describe.Fitted(
        Context.Transforms.NormalizeMinMax("Number").Append(Context.Transforms.NormalizeMinMax("Features"))
            .Append(Context.Transforms.Concatenate("All", "Number", "Features")), Context.Data.TakeRows(Rows, 1), "All");
    public static object ConcatenatedKinds() => Describe.Fitted(
        Context.Transforms.Categorical.OneHotEncoding("Text").Append(Context.Transforms.Concatenate("All", "Number", "Text")),
        Rows, "All");

    public static object ConcatenatedSparse()
    {
        var data = Context.Data.LoadFromEnumerable(
            [new SparseRow { A = new VBuffer<float>(10, 1, [3], [4]), B = [0, 5] }, new SparseRow { A = new VBuffer<float>(10, 0, null, null), B = [0, 0] }]);
        var result = Context.Transforms.Concatenate("All", "A", "B").Fit(data).Transform(data);
        return result.GetColumn<VBuffer<float>>("All").Select(v => new { v.IsDense, v.Length, values = v.DenseValues().ToArray() }).ToArray();
    }

    public static object BadConcatenation() => new
    {
        mixed = Bad(Context.Transforms.Concatenate("All", "Number", "Text")),
        precise = Bad(Context.Transforms.Concatenate("All", "Number", "Precise")),
        absent = Bad(Context.Transforms.Concatenate("All", "Number", "Nothing")),
        transformAbsent = Describe.Thrown(() => Context.Transforms.Concatenate("All", "Number").Fit(Rows)
            .Transform(Context.Data.LoadFromEnumerable(new[] { new SparseRow() }))),
        noInputs = Describe.Thrown(() => Context.Transforms.Concatenate("All")),
        noName = Describe.Thrown(() => Context.Transforms.Concatenate(null!, "Number")),
        nullInputs = Describe.Thrown(() => Context.Transforms.Concatenate("All", null!)),
    };

    public static object Copied() => Describe.Fitted(Context.Transforms.CopyColumns("Copy", "Features"), Rows);
    public static object CopiedAnnotations() => Describe.Fitted(
        Context.Transforms.Concatenate("All", "Number", "Features").Append(Context.Transforms.CopyColumns("Copy", "All")), Rows, "Copy");
    public static object CopiedOver() => Describe.Fitted(Context.Transforms.CopyColumns("Text", "Number"), Rows);
    public static object BadCopy() => new
    {
        absent = Bad(Context.Transforms.CopyColumns("Copy", "Nothing")),
        noName = Describe.Thrown(() => Context.Transforms.CopyColumns(null!, "Number")),
    };

    public static object Dropped() => Describe.Fitted(Context.Transforms.DropColumns("Number", "Text"), Rows);
    public static object DroppedHidden() => Describe.Fitted(
        Context.Transforms.CopyColumns("Number", "Precise").Append(Context.Transforms.DropColumns("Number")), Rows);
    public static object BadDrop() => Bad(Context.Transforms.DropColumns("Nothing"));

    public static object Selected() => Describe.Fitted(Context.Transforms.SelectColumns("Text", "Number"), Rows);
    public static object SelectedHidden() => Describe.Fitted(
        Context.Transforms.CopyColumns("Number", "Precise").Append(Context.Transforms.SelectColumns(["Number"], keepHidden: true)), Rows);
    public static object SelectedWithoutHidden() => Describe.Fitted(
        Context.Transforms.CopyColumns("Number", "Precise").Append(Context.Transforms.SelectColumns(["Number"], keepHidden: false)), Rows);
    public static object BadSelection() => new
    {
        absent = Bad(Context.Transforms.SelectColumns("Nothing")),
        none = Describe.Thrown(() => Context.Transforms.SelectColumns()),
    };

    private static string Bad<T>(IEstimator<T> estimator) where T : class, ITransformer =>
        Describe.Thrown(() => estimator.Fit(Rows));
}
