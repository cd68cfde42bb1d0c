using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests;

[Probes("chains")]
internal static class ChainProbes
{
    private static readonly MLContext Context = new(1);

    private static IDataView Rows => Everyday.View(Context);

    private sealed class OnlyText
    {
        public string? Text;
    }

    private sealed class NumberAsText
    {
        public string? Number;
        [VectorType(3)] public float[]? Features;
    }

    private static EstimatorChain<ITransformer> Chain => Context.Transforms.CopyColumns("A", "Number")
        .Append(Context.Transforms.Concatenate("All", "A", "Features"))
        .Append((IEstimator<ITransformer>)Context.Transforms.NormalizeMinMax("All"));

    public static object Fitted() => Describe.Fitted(Chain, Rows);

    public static object FittedChain()
    {
        var model = Chain.Fit(Rows);
        return new
        {
            count = model.Count(),
            types = model.Select(t => t.GetType().FullName).ToArray(),
            last = model.LastTransformer.GetType().FullName,
            ((ITransformer)model).IsRowToRowMapper,
        };
    }

    public static object OutputSchema() => Describe.Schema(Chain.Fit(Rows).GetOutputSchema(Rows.Schema));

    public static object AppendedToFitted()
    {
        var model = Chain.Fit(Rows);
        var longer = model.Append(Context.Transforms.CopyColumns("B", "A").Fit(model.Transform(Rows)));
        return Describe.SchemaAndRows(longer.Transform(Rows), "B");
    }

    public static object AppendedToTransformer()
    {
        ITransformer first = Context.Transforms.CopyColumns("B", "Number").Fit(Rows);
        var second = first.Append(Context.Transforms.CopyColumns("C", "Text").Fit(Rows));
        return Describe.Schema(second.Transform(Rows).Schema);
    }

    public static object Empty()
    {
        var model = new EstimatorChain<ITransformer>().Fit(Rows);
        return new { count = model.Count(), last = model.LastTransformer?.GetType().FullName, columns = model.Transform(Rows).Schema.Count };
    }

    public static object Cached() => Describe.Fitted(
        Context.Transforms.CopyColumns("A", "Number").AppendCacheCheckpoint(Context)
            .Append(Context.Transforms.NormalizeMinMax("A")), Rows, "A");

    public static object CheckpointReadsTheSourceOnce()
    {
        int passes = 0;
        IEnumerable<Everyday> Source()
        {
            passes++;
            foreach (var row in Everyday.Rows)
                yield return row;
        }
        var data = Context.Data.LoadFromEnumerable(Source());
        Context.Transforms.CopyColumns("A", "Number").AppendCacheCheckpoint(Context)
            .Append(Context.Transforms.NormalizeMinMax("A")).Append(Context.Transforms.NormalizeMeanVariance("A")).Fit(data);
        int cached = passes;
        Context.Transforms.CopyColumns("A", "Number")
            .Append(Context.Transforms.NormalizeMinMax("A")).Append(Context.Transforms.NormalizeMeanVariance("A")).Fit(data);
        return new { cached, uncached = passes - cached };
    }

    public static object BadSchemaInFit() => new
    {
        absent = Describe.Thrown(() => Chain.Fit(Context.Data.LoadFromEnumerable([new OnlyText()]))),
        wrongType = Describe.Thrown(() => Chain.Fit(Context.Data.LoadFromEnumerable([new NumberAsText()]))),
    };

    public static object BadSchemaIsSeenBeforeAnyRow()
    {
        bool read = false;
        IEnumerable<OnlyText> Source()
        {
            read = true;
            yield return new OnlyText { Text = "a" };
        }
        var chain = Context.Transforms.Conversion.MapValueToKey("Text").Append(Context.Transforms.CopyColumns("A", "Nothing"));
        string thrown = Describe.Thrown(() => chain.Fit(Context.Data.LoadFromEnumerable(Source())));
        return new { thrown, read };
    }

    public static object BadSchemaInTransform()
    {
        var model = Chain.Fit(Rows);
        var absent = Context.Data.LoadFromEnumerable([new OnlyText()]);
        var wrongType = Context.Data.LoadFromEnumerable([new NumberAsText()]);
        return new
        {
            absent = Describe.Thrown(() => model.Transform(absent)),
            wrongType = Describe.Thrown(() => model.Transform(wrongType)),
            schema = Describe.Thrown(() => model.GetOutputSchema(absent.Schema)),
            mapper = Describe.Thrown(() => ((ITransformer)model).GetRowToRowMapper(absent.Schema)),
        };
    }

    public static object Mapper()
    {
        var mapper = ((ITransformer)Chain.Fit(Rows)).GetRowToRowMapper(Rows.Schema);
        var output = mapper.OutputSchema["All"];
        return new
        {
            input = mapper.InputSchema.Count,
            output = Describe.Column(output),
            needed = mapper.GetDependencies([output]).Select(c => c.Name).Order().ToArray(),
            neededByPassThrough = mapper.GetDependencies([mapper.OutputSchema["Text"]]).Select(c => c.Name).ToArray(),
        };
    }

    public static object MappedRows()
    {
        var data = Rows;
        var mapper = ((ITransformer)Chain.Fit(data)).GetRowToRowMapper(data.Schema);
        var output = mapper.OutputSchema["All"];
        using var cursor = data.GetRowCursor(mapper.GetDependencies([output]));
        using var row = mapper.GetRow(cursor, [output]);
        var getter = DataViewValues.Getter(row, row.Schema["All"]);
        var values = new List<object?>();
        while (cursor.MoveNext())
            values.Add(new { row.Position, value = getter() });
        return values;
    }

    public static object FitDoesNotChangeTheChain()
    {
        var chain = Chain;
        Everyday[] shorter = Everyday.Rows[..1];
        chain.Fit(Context.Data.LoadFromEnumerable(shorter));
        return Describe.Fitted(chain, Rows, "All");
    }

    public static object ColumnsReadFully() => new
    {
        numbers = Rows.GetColumn<float>("Number"),
        vectors = Rows.GetColumn<float[]>("Features"),
        texts = Rows.GetColumn<string>("Text"),
        absent = Describe.Thrown(() => _ = Rows.GetColumn<float>("Nothing").Count()),
        wrongType = Describe.Thrown(() => _ = Rows.GetColumn<int>("Number").Count()),
    };
}
