using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Data;

namespace Microsoft.ML.LowRank.Thresholds;

/// <summary>The true class and the weight of the row that a cursor stands on.</summary>
internal sealed class JudgedRow
{
    private readonly DataViewRow _row;
    private readonly ClassReader _label;
    private readonly ValueGetter<float>? _weight;
    private readonly string? _weightName;

    public JudgedRow(DataViewRow row, DataViewSchema.Column label, DataViewSchema.Column? weight)
    {
        (_row, _label, _weightName) = (row, new ClassReader(row, label, "label"), weight?.Name);
        _weight = weight is { } column ? row.GetGetter<float>(column) : null;
    }

    public bool IsPositive { get; private set; }

    public float Weight { get; private set; }

    /// <exception cref="InvalidOperationException">The label is missing, or the weight is missing, infinite or negative.</exception>
    public void Read()
    {
        IsPositive = _label.Read();
        float weight = 1;
        _weight?.Invoke(ref weight);
        if (!float.IsFinite(weight) || weight < 0)
            throw new InvalidOperationException(
                $"Row {_row.Position}, weight column '{_weightName}' is {weight}; weights must be finite and not negative.");
        Weight = weight;
    }
}
