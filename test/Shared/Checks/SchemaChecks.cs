using System.Reflection;
using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Testing;

/// <summary>Checks 5-8: schemas promised, delivered, refused and passed on.</summary>
internal static class SchemaChecks
{
    private const string SlotNames = "SlotNames";

    public static IEnumerable<EstimatorCheck> For(EstimatorFixture fixture) =>
    [
        new(fixture, "05 the promised schema is delivered", PromiseIsKept),
        new(fixture, "05 transformer, mapper and view have one schema", OneSchema),
        .. fixture.BadSchemas.Select(bad => new EstimatorCheck(fixture, $"06 refuses {bad.Name}",
            run => Refuses(run, bad))),
        new(fixture, "07 input columns stay as they were", InputsStay),
        new(fixture, "07 slots of outputs have names", SlotsHaveNames),
        new(fixture, "08 extra and hidden columns pass through", ExtrasPassThrough),
    ];

    private static void PromiseIsKept(CheckRun run)
    {
        var promised = run.CreateEstimator().GetOutputSchema(ShapeOf(run.Data.Schema));
        var delivered = ShapeOf(run.Fit().GetOutputSchema(run.Data.Schema));
        Compare(promised, delivered, "the output schema");
    }

    private static void Compare(SchemaShape promised, SchemaShape delivered, string where)
    {
        var left = promised.OrderBy(column => column.Name, StringComparer.Ordinal).ToList();
        var right = delivered.OrderBy(column => column.Name, StringComparer.Ordinal).ToList();
        string[] missing = [.. left.Select(column => column.Name).Except(right.Select(column => column.Name))];
        string[] sudden = [.. right.Select(column => column.Name).Except(left.Select(column => column.Name))];
        Expect.That(missing.Length == 0, $"In {where} were promised, but not delivered: {string.Join(", ", missing)}.");
        Expect.That(sudden.Length == 0, $"In {where} were delivered, but not promised: {string.Join(", ", sudden)}.");
        foreach (var (p, d) in left.Zip(right))
        {
            string promise = $"{p.Kind} of {(p.IsKey ? "key " : "")}{p.ItemType}",
                delivery = $"{d.Kind} of {(d.IsKey ? "key " : "")}{d.ItemType}";
            Expect.That(promise == delivery,
                $"In {where}, '{p.Name}' was promised as {promise} and delivered as {delivery}.");
            Compare(p.Annotations, d.Annotations, $"the annotations of '{p.Name}'");
        }
    }

    private static void OneSchema(CheckRun run)
    {
        var model = run.Fit();
        var view = new TableView(run.Data);
        var schema = model.GetOutputSchema(view.Schema);
        Expect.NoDifference(SchemaComparer.Difference(schema, model.Transform(view).Schema),
            "GetOutputSchema and the transformed view");
        Expect.That(model.IsRowToRowMapper, "The transformer is no row-to-row mapper.");
        var mapper = model.GetRowToRowMapper(view.Schema);
        Expect.That(ReferenceEquals(mapper.InputSchema, view.Schema),
            "The mapper's InputSchema is not the schema it was made for.");
        Expect.NoDifference(SchemaComparer.Difference(schema, mapper.OutputSchema), "GetOutputSchema and the mapper");
    }

    private static void Refuses(CheckRun run, BadSchema bad)
    {
        var view = new TableView(bad.Change(run.Data));
        if (bad.SeenInShape)
            Refuse(() => run.CreateEstimator().GetOutputSchema(ShapeOf(view.Schema)), "in the schema propagation");
        if (bad.AcceptedByFit)
        {
            run.Fit(run.CreateEstimator(), view);
        }
        else
        {
            Refuse(() => run.Fit(run.CreateEstimator(), view), "in Fit");
            Expect.That(view.RowsRead == 0, $"Fit read {view.RowsRead} rows before it refused {bad.Name}.");
        }
        if (!bad.RefusedByTransformer)
            return;
        var model = run.Fit();
        Refuse(() => model.GetOutputSchema(view.Schema), "in the transformer's GetOutputSchema");
        Refuse(() => model.Transform(view), "in Transform");

        void Refuse(Action action, string where)
        {
            var thrown = Expect.Refusal(action, $"Data with {bad.Name} {where}", bad.Said);
            Expect.That(thrown is ArgumentException or InvalidOperationException,
                $"Data with {bad.Name} {where} was refused by {thrown.GetType().Name}; ML.NET throws ArgumentException or InvalidOperationException.");
        }
    }

    private static void InputsStay(CheckRun run)
    {
        var scored = run.Fit().Transform(new TableView(run.Data));
        for (int i = 0; i < run.Data.Columns.Count; i++)
        {
            var before = run.Data.Schema[i];
            Expect.That(i < scored.Schema.Count && scored.Schema[i].Name == before.Name,
                $"Column {i}, '{before.Name}', is gone from its place.");
            Expect.That(scored.Schema[i].Type.Equals(before.Type),
                $"Column '{before.Name}' became {scored.Schema[i].Type}.");
            string said = SchemaComparer.Describe(before.Annotations),
                says = SchemaComparer.Describe(scored.Schema[i].Annotations);
            Expect.That(said == says, $"The annotations of '{before.Name}' were {said} and are {says}.");
        }
        var after = CursorReader.Read(scored, scored.Schema.Take(run.Data.Columns.Count)).Table;
        Expect.SameRows(run.Data, after, 0, "Input columns before and after");
    }

    private static void SlotsHaveNames(CheckRun run)
    {
        if (run.Fixture.NamedOutputs.Count == 0)
            throw new CheckNotApplicableException("The fixture names no output with slot names.");
        var schema = run.Fit().GetOutputSchema(run.Data.Schema);
        foreach (var column in CheckRun.ColumnsIn(schema, run.Fixture.NamedOutputs))
        {
            Expect.That(column.Annotations.Schema.GetColumnOrNull(SlotNames) is not null,
                $"Output '{column.Name}' has no slot names.");
            VBuffer<ReadOnlyMemory<char>> names = default;
            column.Annotations.GetValue(SlotNames, ref names);
            var texts = names.DenseValues().Select(name => name.ToString()).ToList();
            Expect.That(column.Type is VectorDataViewType vector && vector.Size == texts.Count,
                $"Output '{column.Name}' has {texts.Count} slot names for {column.Type}.");
            Expect.That(texts.All(name => name.Length > 0), $"Output '{column.Name}' has slots without a name.");
            Expect.That(texts.Distinct().Count() == texts.Count, $"Output '{column.Name}' has slots of the same name.");
        }
    }

    private static void ExtrasPassThrough(CheckRun run)
    {
        var plain = run.Score(run.Fit());
        int rows = run.Data.Count;
        var extras = new TableColumn[]
        {
            Table.Texts("ExtraText", [.. Enumerable.Range(0, rows).Select(row => $"text {row}")]),
            Table.Keys("ExtraKey", 7, [.. Enumerable.Range(0, rows).Select(row => (uint)(row % 8))]),
            Table.Numbers("ExtraNumber", [.. Enumerable.Range(0, rows).Select(row => row % 3 == 0 ? float.NaN : row)]),
        };
        // The hidden ones come first and bear the names of the true inputs, with other contents.
        var hidden = run.Fixture.InputColumns.Select(name => Table.Texts(name,
            [.. Enumerable.Range(0, rows).Select(row => $"hidden {row}")]));
        var wide = new Table([.. hidden, .. extras, .. run.Data.Columns]);
        var model = run.Fit(wide);
        var all = CursorReader.Read(model.Transform(new TableView(wide))).Table;
        Expect.SameRows(plain, all, 0, "Outputs without and with extra columns", run.Fixture.OutputColumns);
        for (int i = 0; i < wide.Columns.Count; i++)
            Expect.SameRows(new Table(wide.Columns[i]), new Table(all.Columns[i]), 0, $"Column {i} before and after");
    }

    /// <summary>ML.NET keeps the way from a schema to its shape to itself.</summary>
    internal static SchemaShape ShapeOf(DataViewSchema schema)
    {
        var create = typeof(SchemaShape)
            .GetMethod("Create", BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public,
                [typeof(DataViewSchema)])
            ?? throw new MissingMethodException(nameof(SchemaShape), "Create");
        return (SchemaShape)Reflected.Call(create, null, schema)!;
    }
}
