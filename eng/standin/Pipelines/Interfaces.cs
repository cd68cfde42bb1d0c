using Microsoft.ML.Data;

namespace Microsoft.ML.Data
{
    /// <summary>From one row to one row.</summary>
    public interface IRowToRowMapper
    {
        /// <summary>The schema of input rows.</summary>
        DataViewSchema InputSchema { get; }

        /// <summary>The schema of output rows.</summary>
        DataViewSchema OutputSchema { get; }

        /// <summary>The input columns that the given output columns are made of.</summary>
        IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns);

        /// <summary>A row over <paramref name="input"/> with the given output columns active; it owns the input.</summary>
        DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns);
    }
}

namespace Microsoft.ML
{
    /// <summary>Can be saved into a model.</summary>
    public interface ICanSaveModel
    {
        /// <summary>Saves this component.</summary>
        void Save(ModelSaveContext ctx);
    }

    /// <summary>Turns data into data.</summary>
    public interface ITransformer : ICanSaveModel
    {
        /// <summary>Whether output rows are made of input rows one by one.</summary>
        bool IsRowToRowMapper { get; }

        /// <summary>The schema that data of <paramref name="inputSchema"/> will have after transformation.</summary>
        DataViewSchema GetOutputSchema(DataViewSchema inputSchema);

        /// <summary>The data transformed, lazily.</summary>
        IDataView Transform(IDataView input);

        /// <summary>The mapper of rows of <paramref name="inputSchema"/>.</summary>
        IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema);
    }

    /// <summary>Makes a transformer fit data.</summary>
    public interface IEstimator<out TTransformer>
        where TTransformer : ITransformer
    {
        /// <summary>A transformer fit to <paramref name="input"/>.</summary>
        TTransformer Fit(IDataView input);

        /// <summary>The shape after transformation; throws where the input shape will not do.</summary>
        SchemaShape GetOutputSchema(SchemaShape inputSchema);
    }
}
