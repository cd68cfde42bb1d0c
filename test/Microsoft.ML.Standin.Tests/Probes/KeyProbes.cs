using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Standin.Tests;

[Probes("keys")]
internal static class KeyProbes
{
    private static readonly MLContext Context = new(1);

    private static IDataView Rows => Everyday.View(Context);

    private sealed class Words
    {
        public string? Word;
        [VectorType(2)] public string[]? Pair;
        public string[]? Free;

        public static IDataView View => Context.Data.LoadFromEnumerable<Words>(
        [
            new() { Word = "b", Pair = ["x", "y"], Free = ["p"] },
            new() { Word = "a", Pair = ["y", "z"], Free = [] },
            new() { Word = "B", Pair = ["", "x"], Free = ["q", "p", "q"] },
            new() { Word = "b", Pair = ["x", "x"], Free = ["r"] },
            new() { Word = "", Pair = ["", ""], Free = null },
        ]);
    }

    private static ValueToKeyMappingEstimator ToKey(string column) => Context.Transforms.Conversion.MapValueToKey("Key", column);

    public static object OfTexts() => Describe.Fitted(ToKey("Word"), Words.View, "Key");
    public static object OfTextsByValue() => Describe.Fitted(
        Context.Transforms.Conversion.MapValueToKey("Key", "Word", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue),
        Words.View, "Key");
    public static object OfTextsLimited() => Describe.Fitted(
        Context.Transforms.Conversion.MapValueToKey("Key", "Word", maximumNumberOfKeys: 2), Words.View, "Key");
    public static object OfVectors() => Describe.Fitted(ToKey("Pair"), Words.View, "Key");
    public static object OfFreeVectors() => Describe.Fitted(ToKey("Free"), Words.View, "Key");
    public static object OfNumbers() => Describe.Fitted(ToKey("Number"), Rows, "Key");
    public static object OfWholeNumbers() => Describe.Fitted(ToKey("Whole"), Rows, "Key");
    public static object OfFlags() => Describe.Fitted(ToKey("Flag"), Rows, "Key");
    public static object OfKeys() => Describe.Fitted(ToKey("Group"), Rows, "Key");
    public static object OfMissingTextsOnly() => Describe.Fitted(ToKey("Word"), Context.Data.SkipRows(Words.View, 4), "Key");
    public static object AnnotatedAsText() => Describe.Fitted(
        Context.Transforms.Conversion.MapValueToKey("Key", "Whole", addKeyValueAnnotationsAsText: true), Rows, "Key");

    public static object UnseenValues()
    {
        var model = ToKey("Word").Fit(Context.Data.TakeRows(Words.View, 1));
        return Describe.Rows(model.Transform(Words.View), "Key");
    }

    public static object BadKeys() => new
    {
        absent = Describe.Thrown(() => ToKey("Nothing").Fit(Rows)),
        transform = Describe.Thrown(() => ToKey("Text").Fit(Rows).Transform(Words.View)),
    };

    public static object BackToValues() => Describe.Fitted(
        ToKey("Word").Append(Context.Transforms.Conversion.MapKeyToValue("Value", "Key")), Words.View, "Value");
    public static object BackToVectors() => Describe.Fitted(
        ToKey("Pair").Append(Context.Transforms.Conversion.MapKeyToValue("Value", "Key")), Words.View, "Value");
    public static object BackToNumbers() => Describe.Fitted(
        ToKey("Number").Append(Context.Transforms.Conversion.MapKeyToValue("Key")), Rows, "Key");
    public static object BadBack() => new
    {
        noValues = Describe.Thrown(() => Context.Transforms.Conversion.MapKeyToValue("Value", "Group").Fit(Rows)),
        noKey = Describe.Thrown(() => Context.Transforms.Conversion.MapKeyToValue("Value", "Number").Fit(Rows)),
        absent = Describe.Thrown(() => Context.Transforms.Conversion.MapKeyToValue("Value", "Nothing").Fit(Rows)),
    };

    public static object ToVectors() => Describe.Fitted(
        ToKey("Word").Append(Context.Transforms.Conversion.MapKeyToVector("Value", "Key")), Words.View, "Value");
    public static object ToVectorsOfPairs() => Describe.Fitted(
        ToKey("Pair").Append(Context.Transforms.Conversion.MapKeyToVector("Value", "Key")), Words.View, "Value");
    public static object ToVectorsWithoutValues() =>
        Describe.Fitted(Context.Transforms.Conversion.MapKeyToVector("Value", "Group"), Rows, "Value");
    public static object BadVectors() => Describe.Thrown(() => Context.Transforms.Conversion.MapKeyToVector("Value", "Number").Fit(Rows));

    public static object OneHot() => Describe.Fitted(Context.Transforms.Categorical.OneHotEncoding("Value", "Word"), Words.View, "Value");
    public static object OneHotOfPairs() => Describe.Fitted(Context.Transforms.Categorical.OneHotEncoding("Value", "Pair"), Words.View, "Value");
    public static object OneHotKeys() => Describe.Fitted(
        Context.Transforms.Categorical.OneHotEncoding("Value", "Word", OneHotEncodingEstimator.OutputKind.Key), Words.View, "Value");
    public static object OneHotOfNumbers() => Describe.Fitted(Context.Transforms.Categorical.OneHotEncoding("Value", "Whole"), Rows, "Value");
    public static object OneHotInPlace() => Describe.Fitted(Context.Transforms.Categorical.OneHotEncoding("Word"), Words.View, "Word");
    public static object OneHotOfUnseen()
    {
        var model = Context.Transforms.Categorical.OneHotEncoding("Value", "Word").Fit(Context.Data.TakeRows(Words.View, 2));
        return Describe.Rows(model.Transform(Words.View), "Value");
    }

    public static object OneHotIsSparse()
    {
        var wide = Context.Data.LoadFromEnumerable(Enumerable.Range(0, 20).Select(i => new Words { Word = "w" + i }));
        return Context.Transforms.Categorical.OneHotEncoding("Value", "Word").Fit(wide).Transform(wide)
            .GetColumn<VBuffer<float>>("Value").Take(2).Select(v => v.IsDense).ToArray();
    }
    public static object BadOneHot() => Describe.Thrown(() => Context.Transforms.Categorical.OneHotEncoding("Nothing").Fit(Rows));
}
