using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Makes a <see cref="CustomMappingTransformer{TSrc, TDst}"/>.</summary>
public sealed class CustomMappingEstimator<TSrc, TDst> : TrivialEstimator<CustomMappingTransformer<TSrc, TDst>>
    where TSrc : class, new()
    where TDst : class, new()
{
    internal CustomMappingEstimator(IHostEnvironment env, Action<TSrc, TDst> mapAction, string contractName, SchemaDefinition input, SchemaDefinition output)
        : base(env.Register(nameof(CustomMappingEstimator<TSrc, TDst>)), new CustomMappingTransformer<TSrc, TDst>(env, mapAction, contractName, input, output))
    {
    }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        foreach (var member in MemberColumn.Create(typeof(TSrc), SchemaDefinition.Direction.Write, Transformer.InputDefinition))
        {
            var column = inputSchema.Find(member.Name);
            var item = PrimitiveTypes.ItemOf(member.Type);
            bool isKey = item is KeyDataViewType;
            bool fits = column.IsKey == isKey && (isKey ? column.ItemType.RawType == item.RawType : column.ItemType.Equals(item))
                && member.Type is VectorDataViewType == (column.Kind != SchemaShape.Column.VectorKind.Scalar)
                && !(member.Type is VectorDataViewType { IsKnownSize: true } && column.Kind != SchemaShape.Column.VectorKind.Vector);
            if (!fits)
                throw Contracts.WrongShape("input", column.Name, $"{member.Type}", column);
        }

        return inputSchema.With(SchemaShape.Create(Transformer.Output.Schema));
    }
}

/// <summary>Fills an object from each row, has the user's function fill another, and gives the columns of that.</summary>
public sealed class CustomMappingTransformer<TSrc, TDst> : ITransformer
    where TSrc : class, new()
    where TDst : class, new()
{
    private readonly Action<TSrc, TDst> _map;
    private readonly string _contractName;

    internal CustomMappingTransformer(IHostEnvironment env, Action<TSrc, TDst> mapAction, string contractName, SchemaDefinition input, SchemaDefinition output)
    {
        Contracts.CheckValue(env, nameof(env));
        _map = Contracts.CheckValue(mapAction, nameof(mapAction));
        _contractName = contractName;
        InputDefinition = input;
        Output = new ObjectColumns<TDst>(output ?? SchemaDefinition.Create(typeof(TDst), SchemaDefinition.Direction.Write));
    }

    bool ITransformer.IsRowToRowMapper => true;

    internal SchemaDefinition InputDefinition { get; }

    internal ObjectColumns<TDst> Output { get; }

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

    void ICanSaveModel.Save(ModelSaveContext ctx) =>
        CustomMappingLoader.Save(ctx, _contractName, _map.Method.DeclaringType.Assembly);

    private RowMap Bind(DataViewSchema schema)
    {
        var filler = new RowFiller<TSrc>(schema, ignoreMissingColumns: false, InputDefinition);
        int[] inputs = [.. filler.Columns.Select(column => column.Index)];
        var results = new PerRow<TDst>(row =>
        {
            var source = new TSrc();
            var result = new TDst();
            var fill = filler.Bind(row);
            return () =>
            {
                fill(source);
                _map(source, result);
                return result;
            };
        });
        return RowMap.Append(schema, [.. Output.Schema.Select((column, i) => new MappedColumn(
            new DataViewSchema.DetachedColumn(column),
            inputs,
            row => Output.Getters(Typed.Active(Output.Schema.Count, [column]), results.Of(row))[i]))]);
    }
}
