using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests;

[Probes("conversions")]
internal static class ConversionProbes
{
    private static readonly MLContext Context = new(1);

    private static IDataView Rows => Everyday.View(Context);

    private sealed class Texts
    {
        public string? Text;

        public static IDataView View => Context.Data.LoadFromEnumerable(
            new[] { "1", "2.5", "", "abc", "true", "-3", null }.Select(t => new Texts { Text = t }));
    }

    private static object Converted(string column, DataKind kind) => Describe.Fitted(
        Context.Transforms.Conversion.ConvertType("Value", column, kind), Rows, "Value");

    public static object NumberToDouble() => Converted("Number", DataKind.Double);
    public static object NumberToText() => Converted("Number", DataKind.String);
    public static object DoubleToSingle() => Converted("Precise", DataKind.Single);
    public static object DoubleToText() => Converted("Precise", DataKind.String);
    public static object WholeToSingle() => Converted("Whole", DataKind.Single);
    public static object WholeToInt64() => Converted("Whole", DataKind.Int64);
    public static object WholeToText() => Converted("Whole", DataKind.String);
    public static object FlagToSingle() => Converted("Flag", DataKind.Single);
    public static object FlagToText() => Converted("Flag", DataKind.String);
    public static object VectorToDouble() => Converted("Features", DataKind.Double);
    public static object FreeVectorToText() => Converted("Free", DataKind.String);
    public static object KeyToSingle() => Converted("Group", DataKind.Single);
    public static object NumberToBoolean() => Converted("Number", DataKind.Boolean);
    public static object NumberToInt32() => Converted("Number", DataKind.Int32);
    public static object Default() => Describe.Fitted(Context.Transforms.Conversion.ConvertType("Whole"), Rows, "Whole");

    public static object TextToSingle() => Describe.Fitted(
        Context.Transforms.Conversion.ConvertType("Value", "Text"), Texts.View, "Value");
    public static object TextToBoolean() => Describe.Fitted(
        Context.Transforms.Conversion.ConvertType("Value", "Text", DataKind.Boolean), Texts.View, "Value");

    public static object KeepsSlotNames() => Describe.Fitted(
        Context.Transforms.Concatenate("All", "Number", "Features")
            .Append(Context.Transforms.Conversion.ConvertType("Value", "All", DataKind.Double)), Rows, "Value");

    public static object Bad() => Describe.Thrown(() => Context.Transforms.Conversion.ConvertType("Nothing").Fit(Rows));
}
