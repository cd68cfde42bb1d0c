using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// The base of transformers that make rows of rows. A derived class says what its columns are by <see cref="Bind"/>, which
/// checks the schema; all the rest (schemas, data, cursors, sets of cursors, the row mapper) follows.
/// </summary>
public abstract class RowToRowTransformerBase : ITransformer
{
    private protected readonly IHost Host;
    private protected RowToRowTransformerBase(IHost host) => Host = host;

    bool ITransformer.IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) =>
        Bind(Contracts.CheckValue(inputSchema, nameof(inputSchema))).OutputSchema;

    public IDataView Transform(IDataView input)
    {
        Contracts.CheckValue(input, nameof(input));
        return new MappedDataView(input, Bind(input.Schema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) =>
        Bind(Contracts.CheckValue(inputSchema, nameof(inputSchema)));

    void ICanSaveModel.Save(ModelSaveContext ctx) => SaveModel(ctx);

    private protected abstract void SaveModel(ModelSaveContext ctx);
    private protected abstract RowMap Bind(DataViewSchema inputSchema);
}
