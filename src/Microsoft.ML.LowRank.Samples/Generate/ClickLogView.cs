using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Samples.Learning;
using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Samples.Generate;

/// <summary>
/// One part of a <see cref="ClickLog"/> as ML.NET sees data: the label, counts as numbers, ids as texts. Rows are made as a cursor
/// moves and none is kept, so the log may be larger than memory.
/// </summary>
internal sealed class ClickLogView : IDataView
{
    private readonly ClickLog _log;
    private readonly Part _part;

    public ClickLogView(ClickLog log, Part part)
    {
        (_log, _part) = (log, part);
        var builder = new DataViewSchema.Builder();
        builder.AddColumn(ColumnNames.Label, BooleanDataViewType.Instance);
        for (int field = 1; field <= ClickLog.CountFields; field++)
            builder.AddColumn(string.Create(CultureInfo.InvariantCulture, $"I{field}"), NumberDataViewType.Single);
        for (int field = 1; field <= ClickLog.IdFields; field++)
            builder.AddColumn(string.Create(CultureInfo.InvariantCulture, $"C{field}"), TextDataViewType.Instance);
        Schema = builder.ToSchema();
    }

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    /// <summary>Not known without counting.</summary>
    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, [.. columnsNeeded.Select(column => column.Index)]);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(ClickLogView view, HashSet<int> active) : DataViewRowCursor
    {
        private readonly ClickRow _row = new();
        private long _next;
        private long _position = -1;
        private bool _isDone;

        public override long Position => _isDone ? -1 : _position;

        public override long Batch => 0;

        public override DataViewSchema Schema => view.Schema;

        private ClickRow Row => Position >= 0 ? _row : throw Nowhere();

        private static InvalidOperationException Nowhere() => new("The cursor stands on no row: MoveNext comes first.");

        public override bool MoveNext()
        {
            while (_next < view._log.Rows && RowSplit.Of(_next) != view._part)
                _next++;
            _isDone = _next >= view._log.Rows;
            if (_isDone)
                return false;
            if (active.Count > 0)
                view._log.Read(_next, _row);
            _next++;
            _position++;
            return true;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!IsColumnActive(column))
                throw new ArgumentException($"Column '{column.Name}' was not asked for when the cursor was made.", nameof(column));
            return Getter(column.Index) as ValueGetter<TValue>
                ?? throw new InvalidOperationException($"Column '{column.Name}' is {column.Type}, not {typeof(TValue)}.");
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() =>
            (ref DataViewRowId value) => value = new DataViewRowId((ulong)(Position >= 0 ? _next - 1 : throw Nowhere()), 0);

        private Delegate Getter(int column)
        {
            if (column == 0)
                return (ValueGetter<bool>)((ref bool value) => value = Row.Clicked);
            int field = column - 1;
            if (field < ClickLog.CountFields)
                return (ValueGetter<float>)((ref float value) =>
                    value = Row.Counts[field] == ClickRow.Missing ? float.NaN : Row.Counts[field]);
            field -= ClickLog.CountFields;
            return (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) =>
                value = view._log.TextOf(field, Row.Ids[field]).AsMemory());
        }
    }
}
