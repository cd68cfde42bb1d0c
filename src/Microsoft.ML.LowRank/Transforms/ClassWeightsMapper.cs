using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Data;

namespace Microsoft.ML.LowRank.Transforms;

/// <summary>Weights of classes bound to a schema, whose label need not be there.</summary>
internal sealed class ClassWeightsMapper : BlockMapper
{
    public const string Expected = "Boolean or a key (MapValueToKey makes one)";

    private readonly float[] _weights;
    private readonly DataViewSchema.Column? _label;

    /// <exception cref="ArgumentOutOfRangeException">The label is of another type.</exception>
    public ClassWeightsMapper(DataViewSchema schema, string output, string label, float[] weights)
        : base(schema, [new(output, NumberDataViewType.Single)])
    {
        (_weights, _label) = (weights, schema.GetColumnOrNull(label));
        if (_label is { Type: not (BooleanDataViewType or KeyDataViewType) } other)
            throw ColumnTypes.Mismatch(label, "label", Expected, other.Type.ToString()!);
    }

    // Looking a weight up needs no block.
    public override int BlockRows => 1;

    public override IEnumerable<DataViewSchema.Column> GetInputs(int added) => _label is { } label ? [label] : [];

    public override BlockScorer Open(DataViewRow input, bool[] wanted, int capacity)
        => new Scorer(_label is { } label ? LabelReader.Open(input, label) : null, _weights, capacity);

    private sealed class Scorer(Func<float>? label, float[] weights, int capacity) : BlockScorer
    {
        private readonly float[] _found = new float[capacity];

        public override void Read(int slot)
        {
            // Not a number, for the missing label, is not below the number of classes either.
            if (label == null)
                _found[slot] = 1;
            else
                _found[slot] = label() is var number && number < weights.Length ? weights[(int)number] : float.NaN;
        }

        public override void Compute(int count)
        {
        }

        public override Delegate GetGetter(int added, Func<int> slot) => (ValueGetter<float>)((ref float value) => value = _found[slot()]);
    }
}
