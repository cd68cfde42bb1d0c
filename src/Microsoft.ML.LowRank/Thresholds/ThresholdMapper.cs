using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Data;

namespace Microsoft.ML.LowRank.Thresholds;

/// <summary>A threshold bound to a schema.</summary>
internal sealed class ThresholdMapper(DataViewSchema schema, ThresholdColumns columns, bool isOfProbability, float threshold)
    : BlockMapper(schema, columns.Describe(schema))
{
    private readonly DataViewSchema.Column _source = columns.FindSource(schema, isOfProbability);

    // Subtracting needs no block, and reading ahead would have the model before this one score every row twice.
    public override int BlockRows => 1;

    public override IEnumerable<DataViewSchema.Column> GetInputs(int added) => [_source];

    public override BlockScorer Open(DataViewRow input, bool[] wanted, int capacity)
        => new Scorer(input.GetGetter<float>(_source), threshold, capacity);

    /// <remarks>The difference of two numbers is above 0 exactly when the first is the larger one, however near they are.</remarks>
    private sealed class Scorer(ValueGetter<float> source, float threshold, int capacity) : BlockScorer
    {
        private readonly float[] _scores = new float[capacity];

        public override void Read(int slot) => source(ref _scores[slot]);

        public override void Compute(int count)
        {
            for (int slot = 0; slot < count; slot++)
                _scores[slot] -= threshold;
        }

        public override Delegate GetGetter(int added, Func<int> slot) => added == 0
            ? (ValueGetter<bool>)((ref bool value) => value = _scores[slot()] > 0)
            : (ValueGetter<float>)((ref float value) => value = _scores[slot()]);
    }
}
