using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Data;

/// <summary>The single-row door: what <c>PredictionEngine</c> asks of a transformer.</summary>
internal sealed class RowMapper(BlockMapper mapper) : IRowToRowMapper
{
    public DataViewSchema InputSchema => mapper.InputSchema;

    public DataViewSchema OutputSchema => mapper.OutputSchema;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        bool[] wanted = mapper.GetWanted(dependingColumns, out var passed);
        return passed.Concat(mapper.GetInputs(wanted)).DistinctBy(column => column.Index);
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new MappedRow(input, mapper, mapper.GetWanted(activeColumns, out _));
    }
}
