using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Data;

namespace Microsoft.ML.LowRank.Scoring;

/// <summary>A model bound to a schema: reads its inputs and adds the columns of <see cref="ScoreColumns"/>.</summary>
/// <param name="schema">Where the columns go.</param>
/// <param name="task">What is predicted.</param>
/// <param name="classes">The classes, where there are several.</param>
/// <param name="source">The model.</param>
/// <param name="calibration">Probabilities of the scores of two classes; null where the model gives none.</param>
internal sealed class PredictionMapper(DataViewSchema schema, PredictionTask task, ClassKeys? classes, ScoreSource source, PlattCalibration? calibration)
    : BlockMapper(schema, ScoreColumns.Describe(schema, task, classes, calibration is not null))
{
    public override int BlockRows => source.BlockRows;

    public override IEnumerable<DataViewSchema.Column> GetInputs(int added) => source.Columns;

    public override BlockScorer Open(DataViewRow input, bool[] wanted, int capacity)
        => new Scorer(this, source.Open(input, capacity), capacity);

    private PredictionTask Task => task;

    private string NameOf(int added) => OutputSchema[InputSchema.Count + added].Name;

    private sealed class Scorer(PredictionMapper mapper, ScoreSource.Reader reader, int capacity) : BlockScorer
    {
        private readonly int _scoreCount = mapper.ScoreCount;
        private readonly float[] _scores = new float[capacity * mapper.ScoreCount];

        public override void Read(int slot) => reader.Read(slot);

        public override void Compute(int count) => reader.Score(count, _scores.AsSpan(0, count * _scoreCount));

        public override Delegate GetGetter(int added, Func<int> slot)
        {
            bool several = mapper.Task == PredictionTask.MulticlassClassification;
            return mapper.NameOf(added) switch
            {
                ScoreColumns.PredictedLabel when several => (ValueGetter<uint>)((ref uint value) => value = Best(slot())),
                ScoreColumns.PredictedLabel => (ValueGetter<bool>)((ref bool value) => value = _scores[slot()] > 0),
                ScoreColumns.Probability => (ValueGetter<float>)((ref float value) => value = mapper.ProbabilityOf(_scores[slot()])),
                _ when several => (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) => CopyScores(slot(), ref value)),
                _ => (ValueGetter<float>)((ref float value) => value = _scores[slot()]),
            };
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                reader.Dispose();
            base.Dispose(disposing);
        }

        /// <summary>The key of the largest score; the missing one where a score is missing.</summary>
        private uint Best(int slot)
        {
            var scores = _scores.AsSpan(slot * _scoreCount, _scoreCount);
            uint best = 0;
            float largest = float.NegativeInfinity;
            for (int i = 0; i < scores.Length; i++)
            {
                if (float.IsNaN(scores[i]))
                    return 0;
                if (scores[i] > largest)
                    (best, largest) = ((uint)i + 1, scores[i]);
            }
            return best;
        }

        private void CopyScores(int slot, ref VBuffer<float> value)
        {
            var editor = VBufferEditor.Create(ref value, _scoreCount);
            _scores.AsSpan(slot * _scoreCount, _scoreCount).CopyTo(editor.Values);
            value = editor.Commit();
        }
    }

    private int ScoreCount => source.ScoreCount;

    private float ProbabilityOf(float score) => calibration!.Value.ProbabilityOf(score);
}
