using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Makes a <see cref="OneHotEncodingTransformer"/>: keys of values, then vectors of keys.</summary>
public sealed class OneHotEncodingEstimator : IEstimator<OneHotEncodingTransformer>
{
    private readonly EstimatorChain<ITransformer> _chain;

    internal OneHotEncodingEstimator(IHostEnvironment env, InputOutputColumnPair[] columns, OutputKind kind, int maximum, ValueToKeyMappingEstimator.KeyOrdinality order, IDataView keyData)
    {
        Contracts.CheckValue(columns, nameof(columns));
        _chain = new EstimatorChain<ITransformer>()
            .Append((IEstimator<ITransformer>)new ValueToKeyMappingEstimator(env, columns, maximum, order, asText: true, keyData));
        var keys = Array.ConvertAll(columns, column => new InputOutputColumnPair(column.OutputColumnName));
        if (kind != OutputKind.Key)
            _chain = _chain.Append((IEstimator<ITransformer>)new KeyToVectorMappingEstimator(env, keys, kind == OutputKind.Bag));
    }

    /// <summary>What a category becomes.</summary>
    public enum OutputKind : byte
    {
        /// <summary>A vector of counts for all categories of a row.</summary>
        Bag = 1,

        /// <summary>A vector with a one for the category, for each category of a row.</summary>
        Indicator = 2,

        /// <summary>A key.</summary>
        Key = 3,
    }

    /// <inheritdoc/>
    public OneHotEncodingTransformer Fit(IDataView input) => new(_chain.Fit(Contracts.CheckValue(input, nameof(input))));

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _chain.GetOutputSchema(inputSchema);
}

/// <summary>Turns categories into vectors. It is saved as the chain that it is.</summary>
public sealed class OneHotEncodingTransformer : ITransformer
{
    private readonly ITransformer _chain;

    internal OneHotEncodingTransformer(ITransformer chain) => _chain = chain;

    bool ITransformer.IsRowToRowMapper => _chain.IsRowToRowMapper;

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _chain.GetOutputSchema(inputSchema);

    /// <inheritdoc/>
    public IDataView Transform(IDataView input) => _chain.Transform(input);

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => _chain.GetRowToRowMapper(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx) => _chain.Save(ctx);
}
