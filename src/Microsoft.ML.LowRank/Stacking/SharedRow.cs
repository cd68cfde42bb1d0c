using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// A row that several mappers read. A mapped row disposes of the row below it; what is shared must not end with the first.
/// </summary>
internal sealed class SharedRow(DataViewRow row) : DataViewRow
{
    public override long Position => row.Position;

    public override long Batch => row.Batch;

    public override DataViewSchema Schema => row.Schema;

    public override ValueGetter<DataViewRowId> GetIdGetter() => row.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => row.IsColumnActive(column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => row.GetGetter<TValue>(column);
}
