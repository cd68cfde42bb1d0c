using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Objects as rows, enumerated anew by every cursor.</summary>
internal sealed class EnumerableDataView<TRow>(IEnumerable<TRow> objects, SchemaDefinition definition) : IDataView
    where TRow : class
{
    private readonly ObjectColumns<TRow> _columns = new(definition);
    public bool CanShuffle => false;
    public DataViewSchema Schema => _columns.Schema;
    public long? GetRowCount() => (objects as ICollection<TRow>)?.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        new Cursor(objects.GetEnumerator(), _columns, Typed.Active(Schema.Count, columnsNeeded));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : RootCursor
    {
        private readonly IEnumerator<TRow> _objects;
        private readonly Delegate[] _getters;

        public Cursor(IEnumerator<TRow> objects, ObjectColumns<TRow> columns, bool[] active)
            : base(columns.Schema, active)
        {
            _objects = objects;
            _getters = columns.Getters(active, Current);
        }

        protected override Exception Inactive(DataViewSchema.Column column) => InactiveArgument(column);
        protected override Delegate GetterOf(int column) => _getters[column];

        protected override bool MoveNextCore()
        {
            if (!_objects.MoveNext())
                return false;
            Contracts.Check(_objects.Current is not null, $"Object {Position + 1} is null; every row needs an object.");
            return true;
        }

        protected override void DisposeCore() => _objects.Dispose();

        private TRow Current()
        {
            CheckOnRow();
            return _objects.Current;
        }
    }
}
