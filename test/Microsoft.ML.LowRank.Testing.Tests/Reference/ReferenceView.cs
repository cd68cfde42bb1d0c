using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Testing.Tests.Reference;

/// <summary>The reference over data.</summary>
internal sealed class ReferenceView(IDataView input, ReferenceTransformer model) : IDataView
{
    private Fault Fault => model.Fault;

    public bool CanShuffle => input.CanShuffle || Fault == Fault.ShufflesAnyway;

    public DataViewSchema Schema { get; } = model.GetOutputSchema(input.Schema);

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var columns = columnsNeeded.ToList();
        var order = Fault == Fault.KeepsOrderWhenShuffling ? null : rand;
        return new ReferenceCursor(input.GetRowCursor(InputsOf(columns), order), this, columns);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n,
        Random? rand = null)
    {
        var columns = columnsNeeded.ToList();
        var cursors = Fault == Fault.RepeatsRowsInSets
            ? [.. Enumerable.Range(0, n).Select(_ => input.GetRowCursor(InputsOf(columns), rand))]
            : input.GetRowCursorSet(InputsOf(columns), n, rand);
        if (Fault == Fault.ForgetsRowsInSets)
            cursors = cursors[..^1].Length == 0 ? cursors : cursors[..^1];
        return [.. cursors.Select(cursor => new ReferenceCursor(cursor, this, columns))];
    }

    private IEnumerable<DataViewSchema.Column> InputsOf(List<DataViewSchema.Column> columns)
    {
        var inputs = columns.Where(column => column.Index < input.Schema.Count)
            .Select(column => input.Schema[column.Index]);
        return columns.Any(column => column.Index >= input.Schema.Count)
            ? inputs.Append(model.FindFeatures(input.Schema)).DistinctBy(column => column.Index)
            : inputs;
    }

    private sealed class ReferenceCursor(DataViewRowCursor source, ReferenceView view,
        IReadOnlyList<DataViewSchema.Column> columns) : DataViewRowCursor
    {
        private readonly ReferenceRow _row = new(source, view.Schema, view.Model, columns, view.GetRowCount(),
            isMapper: false);
        private bool _invented;

        public override long Position => source.Position;

        public override long Batch => source.Batch;

        public override DataViewSchema Schema => view.Schema;

        public override bool MoveNext()
        {
            if (source.MoveNext())
                return true;
            if (view.Fault != Fault.InventsARow || _invented)
                return false;
            return _invented = true;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => _row.IsColumnActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
            => _row.GetGetter<TValue>(column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => _row.GetIdGetter();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                source.Dispose();
            base.Dispose(disposing);
        }
    }

    private ReferenceTransformer Model => model;
}

/// <summary>The reference over one row.</summary>
internal sealed class ReferenceMapper(DataViewSchema inputSchema, ReferenceTransformer model) : IRowToRowMapper
{
    public DataViewSchema InputSchema => inputSchema;

    public DataViewSchema OutputSchema { get; } =
        model.Fault == Fault.MapperHasOtherSchema ? inputSchema : model.GetOutputSchema(inputSchema);

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var columns = dependingColumns.ToList();
        if (model.Fault == Fault.AsksForNothing)
            return [];
        var inputs = columns.Where(column => column.Index < inputSchema.Count)
            .Select(column => inputSchema[column.Index]);
        if (model.Fault == Fault.AsksForTheLabel)
            inputs = inputs.Append(inputSchema["Label"]);
        return columns.Any(column => column.Index >= inputSchema.Count)
            ? inputs.Append(model.FindFeatures(inputSchema)).DistinctBy(column => column.Index)
            : inputs;
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
        => new ReferenceRow(input, OutputSchema, model, activeColumns, rowCount: null, isMapper: true);
}
