using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests;

[Probes("persistence")]
internal static class PersistenceProbes
{
    private static readonly MLContext Context = new(1);

    private static IDataView Rows => Everyday.View(Context);

    private static Dictionary<string, IEstimator<ITransformer>> Everything => new()
    {
        ["Concatenate"] = Context.Transforms.Concatenate("Value", "Number", "Features"),
        ["CopyColumns"] = Context.Transforms.CopyColumns("Value", "Number"),
        ["DropColumns"] = Context.Transforms.DropColumns("Text", "Free"),
        ["SelectColumns"] = Context.Transforms.SelectColumns("Text", "Number"),
        ["MapValueToKey"] = Context.Transforms.Conversion.MapValueToKey("Value", "Text"),
        ["MapValueToKey of numbers"] = Context.Transforms.Conversion.MapValueToKey("Value", "Precise"),
        ["MapKeyToValue"] = Context.Transforms.Conversion.MapValueToKey("Value", "Text")
            .Append(Context.Transforms.Conversion.MapKeyToValue("Value")),
        ["MapKeyToVector"] = Context.Transforms.Conversion.MapKeyToVector("Value", "Group"),
        ["OneHotEncoding"] = Context.Transforms.Categorical.OneHotEncoding("Value", "Text"),
        ["ConvertType"] = Context.Transforms.Conversion.ConvertType("Value", "Whole", DataKind.Double),
        ["NormalizeMeanVariance"] = Context.Transforms.NormalizeMeanVariance("Value", "Features", fixZero: false),
        ["NormalizeMinMax"] = Context.Transforms.NormalizeMinMax("Value", "Features", fixZero: false),
        ["ReplaceMissingValues"] = Context.Transforms.ReplaceMissingValues(
            "Value", "Features", Transforms.MissingValueReplacingEstimator.ReplacementMode.Mean),
    };

    private static ITransformer SavedAndLoaded(ITransformer model, DataViewSchema schema, out DataViewSchema loadedSchema)
    {
        using var stream = new MemoryStream();
        Context.Model.Save(model, schema, stream);
        stream.Position = 0;
        return new MLContext(2).Model.Load(stream, out loadedSchema);
    }

    public static object EachTransformGivesTheSameAgain() => Everything.ToDictionary(e => e.Key, e =>
    {
        var model = e.Value.Fit(Rows);
        var loaded = SavedAndLoaded(model, Rows.Schema, out _);
        return Same(model.Transform(Rows), loaded.Transform(Rows));
    });

    public static object EachTrainerGivesTheSameAgain()
    {
        var data = Context.Transforms.Conversion.MapValueToKey("Class", "Kind").Fit(Example.View(Context)).Transform(Example.View(Context));
        IEstimator<ITransformer>[] trainers =
        [
            Context.BinaryClassification.Trainers.LbfgsLogisticRegression(),
            Context.Regression.Trainers.Sdca("Target", maximumNumberOfIterations: 5),
            Context.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Class"),
        ];
        return trainers.Select(trainer =>
        {
            var model = trainer.Fit(data);
            var loaded = SavedAndLoaded(model, data.Schema, out _);
            return new { type = loaded.GetType().ToString(), same = Same(model.Transform(data), loaded.Transform(data)) };
        }).ToArray();
    }

    public static object Chain()
    {
        var chain = Context.Transforms.CopyColumns("A", "Number")
            .Append(Context.Transforms.Categorical.OneHotEncoding("B", "Text"))
            .Append(Context.Transforms.Concatenate("All", "A", "B"))
            .Append(Context.Transforms.NormalizeMeanVariance("All"));
        var model = chain.Fit(Rows);
        var loaded = SavedAndLoaded(model, Rows.Schema, out DataViewSchema schema);
        return new
        {
            same = Same(model.Transform(Rows), loaded.Transform(Rows)),
            type = loaded.GetType().ToString(),
            parts = ((IEnumerable<ITransformer>)loaded).Select(t => t.GetType().ToString()).ToArray(),
            schema = Describe.Schema(schema),
        };
    }

    public static object SchemaAnnotations()
    {
        var data = Context.Transforms.Conversion.MapValueToKey("Key", "Text").Append(Context.Transforms.Concatenate("All", "Number", "Features"))
            .Fit(Rows).Transform(Rows);
        SavedAndLoaded(Context.Transforms.CopyColumns("A", "All").Fit(data), data.Schema, out DataViewSchema schema);
        return Describe.Schema(schema);
    }

    public static object WithoutSchema()
    {
        SavedAndLoaded(Context.Transforms.CopyColumns("A", "Number").Fit(Rows), null!, out DataViewSchema schema);
        return schema == null;
    }

    public static object Files()
    {
        string path = Path.Combine(Path.GetTempPath(), $"probe-{Guid.NewGuid():N}.zip");
        try
        {
            Context.Model.Save(Context.Transforms.CopyColumns("A", "Number").Fit(Rows), Rows.Schema, path);
            return Describe.Schema(Context.Model.Load(path, out _).Transform(Rows).Schema);
        }
        finally
        {
            File.Delete(path);
        }
    }

    public static object Bad() => new
    {
        noFile = Describe.Thrown(() => Context.Model.Load(Path.Combine(Path.GetTempPath(), "no-such-model.zip"), out _)),
        noModel = Describe.Thrown(() => Context.Model.Load(new MemoryStream([1, 2, 3]), out _)),
        nothing = Describe.Thrown(() => Context.Model.Save(null!, Rows.Schema, Stream.Null)),
    };

    private static bool Same(IDataView one, IDataView other) =>
        JsonDifference.Between(Json.Of(Describe.SchemaAndRows(one)), Json.Of(Describe.SchemaAndRows(other)), 0).Count == 0;
}
