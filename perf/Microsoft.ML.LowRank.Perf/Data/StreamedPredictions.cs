using Microsoft.ML.Data;
using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>Rows of base predictions that exist only while a cursor stands on them, so that they take no memory.</summary>
internal sealed class StreamedPredictions(long rows, int models) : IDataView
{
    public DataViewSchema Schema { get; } = MakeSchema(models);

    public bool CanShuffle => false;

    public long? GetRowCount() => rows;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
        => new Cursor(this, rows, models, [.. columnsNeeded.Select(column => column.Index)]);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
        => [GetRowCursor(columnsNeeded)];

    private static DataViewSchema MakeSchema(int models)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Label", NumberDataViewType.Single);
        builder.AddColumn("Features", new VectorDataViewType(NumberDataViewType.Single, models));
        return builder.ToSchema();
    }

    private sealed class Cursor(StreamedPredictions view, long rows, int models, HashSet<int> active) : DataViewRowCursor
    {
        private readonly float[] _features = new float[models];
        private long _position = -1;
        private float _label;

        public override DataViewSchema Schema => view.Schema;

        public override long Position => _position;

        public override long Batch => 0;

        public override bool MoveNext()
        {
            if (++_position >= rows)
            {
                _position = -1;
                return false;
            }
            // The row's own stream of numbers, so that every pass gives the same.
            var random = new SplitMix64((ulong)_position);
            double y = 10 * (random.NextDouble() - 0.5), shared = random.NextDouble() - 0.5;
            for (int k = 0; k < models; k++)
                _features[k] = (float)(y + shared + ((1 + (0.1 * k)) * (random.NextDouble() - 0.5)));
            _label = (float)y;
            return true;
        }

        public override ValueGetter<DataViewRowId> GetIdGetter()
            => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            ValueGetter<float> label = (ref float value) => value = _label;
            ValueGetter<VBuffer<float>> features = (ref VBuffer<float> value) =>
            {
                var editor = VBufferEditor.Create(ref value, models);
                _features.CopyTo(editor.Values);
                value = editor.Commit();
            };
            return (ValueGetter<TValue>)(column.Index == 0 ? (Delegate)label : features);
        }
    }
}
