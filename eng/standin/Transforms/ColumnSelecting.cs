using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(
    typeof(ColumnSelectingTransformer), null, typeof(SignatureLoadModel), "Selection of columns", ColumnSelectingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Makes a <see cref="ColumnSelectingTransformer"/>.</summary>
public sealed class ColumnSelectingEstimator : TrivialEstimator<ColumnSelectingTransformer>
{
    internal ColumnSelectingEstimator(IHostEnvironment env, string[] columns, bool drop, bool keepHidden)
        : base(env.Register(nameof(ColumnSelectingEstimator)), new ColumnSelectingTransformer(columns, drop, keepHidden))
    {
    }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var named = Transformer.Names.Select(name => inputSchema.Find(name)).ToArray();
        return new SchemaShape(Transformer.Drops ? inputSchema.Where(column => !Transformer.Names.Contains(column.Name)) : named);
    }
}

/// <summary>Keeps the named columns, or drops them.</summary>
public sealed class ColumnSelectingTransformer : ITransformer
{
    internal const string LoaderSignature = "SelectColumns";
    private readonly bool _keepHidden;

    internal ColumnSelectingTransformer(string[] names, bool drops, bool keepHidden)
    {
        Names = Contracts.CheckValue(names, nameof(names));
        Contracts.Check(names.Length > 0, "At least one column must be named.");
        Drops = drops;
        _keepHidden = keepHidden;
    }

    bool ITransformer.IsRowToRowMapper => true;

    internal IReadOnlyList<string> Names { get; }

    internal bool Drops { get; }

    private static VersionInfo Version => new("SelectCo", 1, 1, 1, typeof(ColumnSelectingTransformer).Assembly.FullName, LoaderSignature);

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) =>
        Bind(Contracts.CheckValue(inputSchema, nameof(inputSchema))).OutputSchema;

    /// <inheritdoc/>
    public IDataView Transform(IDataView input)
    {
        Contracts.CheckValue(input, nameof(input));
        return new MappedDataView(input, Bind(input.Schema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => Bind(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ctx.Writer.Write(Drops);
        ctx.Writer.Write(_keepHidden);
        ctx.Writer.Write(Names.Count);
        foreach (string name in Names)
            ctx.Writer.Write(name);
    }

    private static ColumnSelectingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        bool drops = ctx.Reader.ReadBoolean();
        bool keepHidden = ctx.Reader.ReadBoolean();
        int count = ctx.Reader.ReadInt32();
        var names = new List<string>();
        while (names.Count < count)
            names.Add(ctx.Reader.ReadString());
        return new ColumnSelectingTransformer([.. names], drops, keepHidden);
    }

    private RowMap Bind(DataViewSchema schema)
    {
        foreach (string name in Names)
        {
            if (schema.GetColumnOrNull(name) is null)
                throw Contracts.MissingColumn("selected column", name);
        }

        var visible = schema.Where(column => _keepHidden || !column.IsHidden);
        var selected = Drops
            ? visible.Where(column => !Names.Contains(column.Name))
            : Names.SelectMany(name => visible.Where(column => column.Name == name));
        return RowMap.Select(schema, selected.Select(column => column.Index));
    }
}
