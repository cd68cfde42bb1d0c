using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Scoring;

/// <summary>Where a model's numbers come from, bound to a schema.</summary>
internal abstract class PredictionInputs
{
    /// <summary>The columns that are read.</summary>
    public abstract IEnumerable<DataViewSchema.Column> Columns { get; }

    /// <summary>Opens a reader of the row's numbers as the row moves; it belongs to one thread.</summary>
    public abstract Reader Open(DataViewRow row);

    /// <summary>Reads the numbers of the current row.</summary>
    public abstract class Reader : IDisposable
    {
        public abstract void Read(Span<float> destination);

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
        }
    }
}

/// <summary>Vector columns of Single, one after the other.</summary>
internal sealed class VectorInputs(params DataViewSchema.Column[] columns) : PredictionInputs
{
    public override IEnumerable<DataViewSchema.Column> Columns => columns;

    public override Reader Open(DataViewRow row) => new VectorReader(
        [.. columns.Select(column => row.GetGetter<VBuffer<float>>(column))],
        [.. columns.Select(column => ((VectorDataViewType)column.Type).Size)]);

    private sealed class VectorReader(ValueGetter<VBuffer<float>>[] getters, int[] sizes) : Reader
    {
        private readonly VBuffer<float>[] _values = new VBuffer<float>[getters.Length];

        public override void Read(Span<float> destination)
        {
            int at = 0;
            for (int i = 0; i < getters.Length; i++)
            {
                getters[i](ref _values[i]);
                _values[i].CopyTo(destination.Slice(at, sizes[i]));
                at += sizes[i];
            }
        }
    }
}
