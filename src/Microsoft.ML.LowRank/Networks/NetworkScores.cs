using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Scoring;

namespace Microsoft.ML.LowRank.Networks;

/// <summary>A network over the columns that it was trained on.</summary>
internal sealed class NetworkScores(
    NetworkModelParameters model, IReadOnlyList<InputColumn> columns, DataViewSchema.Column[] bound) : ScoreSource
{
    public override int ScoreCount => model.ScoreCount;

    public override int BlockRows => 256;

    public override IEnumerable<DataViewSchema.Column> Columns => bound;

    public override Reader Open(DataViewRow row, int capacity)
        => new NetworkReader(model, InputReader.Open(row, columns, bound), capacity);

    private sealed class NetworkReader(NetworkModelParameters model, InputReader[] readers, int capacity) : Reader
    {
        private readonly FeatureBatch _rows = new(model.Encoder, 0, capacity);

        public override void Read(int slot)
        {
            if (slot == 0)
                _rows.Clear();
            _rows.BeginRow();
            foreach (var reader in readers)
                reader.Read(_rows);
            _rows.EndRow();
        }

        public override void Score(int count, Span<float> scores)
        {
            if (count > 0)
                model.Score(_rows.Batch, scores);
        }
    }
}
