using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Metrics;

namespace Microsoft.ML.LowRank.Thresholds;

/// <summary>Reads what a model says of a row, which has to be a number.</summary>
internal sealed class NumberReader(DataViewRow row, DataViewSchema.Column column)
{
    private readonly ValueGetter<float> _getter = row.GetGetter<float>(column);

    /// <exception cref="InvalidOperationException">The value is not a number.</exception>
    public float Read()
    {
        float value = 0;
        _getter(ref value);
        return !float.IsNaN(value) ? value : throw new InvalidOperationException(
            $"Row {row.Position}, column '{column.Name}' is not a number; remove such rows, or find out why the model cannot score them.");
    }

    /// <summary>The score that a probability stands for, infinite where it is 0 or 1.</summary>
    /// <exception cref="InvalidOperationException">The value is not a probability.</exception>
    public float ReadLogOdds()
    {
        float value = Read();
        return value is >= 0 and <= 1 ? (float)Logistic.LogOdds(value) : throw new InvalidOperationException(
            $"Row {row.Position}, column '{column.Name}' is {value}, which is no probability; name the column that holds them.");
    }
}
