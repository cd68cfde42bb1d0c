using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Testing;

/// <summary>An estimator that changes nothing, for places in a chain where some estimator must stand.</summary>
internal sealed class PassThrough : IEstimator<ITransformer>, ITransformer
{
    public bool IsRowToRowMapper => false;

    public ITransformer Fit(IDataView input) => this;

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inputSchema;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inputSchema;

    public IDataView Transform(IDataView input) => input;

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
        => throw new InvalidOperationException("Nothing is mapped here.");

    public void Save(ModelSaveContext ctx) => throw new NotSupportedException("There is nothing to save.");
}
