using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Scoring;

/// <summary>Where scores come from, bound to a schema: rows are read into slots and scored together.</summary>
internal abstract class ScoreSource
{
    /// <summary>Scores per row: one, or one per class.</summary>
    public abstract int ScoreCount { get; }

    /// <summary>Rows that are best scored at once.</summary>
    public abstract int BlockRows { get; }

    /// <summary>The columns that are read.</summary>
    public abstract IEnumerable<DataViewSchema.Column> Columns { get; }

    /// <summary>Opens a reader of rows as the row moves; it belongs to one thread.</summary>
    public abstract Reader Open(DataViewRow row, int capacity);

    /// <summary>Rows on their way to being scored.</summary>
    public abstract class Reader : IDisposable
    {
        /// <summary>Reads the current row. Slots are filled in order, from 0.</summary>
        public abstract void Read(int slot);

        /// <summary>Scores the first rows that were read.</summary>
        public abstract void Score(int count, Span<float> scores);

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

/// <summary>A model over rows of numbers.</summary>
internal sealed class NumberScores(IBatchModel model, PredictionInputs inputs) : ScoreSource
{
    private const int BlockValues = 1 << 18;

    public override int ScoreCount => model.ScoreCount;

    public override int BlockRows => Math.Clamp(BlockValues / Math.Max(1, model.InputCount), 16, 256);

    public override IEnumerable<DataViewSchema.Column> Columns => inputs.Columns;

    public override Reader Open(DataViewRow row, int capacity) => new NumberReader(model, inputs.Open(row), capacity);

    private sealed class NumberReader(IBatchModel model, PredictionInputs.Reader reader, int capacity) : Reader
    {
        private readonly int _width = model.InputCount;
        private readonly float[] _rows = new float[capacity * model.InputCount];

        public override void Read(int slot) => reader.Read(_rows.AsSpan(slot * _width, _width));

        public override void Score(int count, Span<float> scores) => model.Score(_rows.AsSpan(0, count * _width), count, scores);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                reader.Dispose();
            base.Dispose(disposing);
        }
    }
}
