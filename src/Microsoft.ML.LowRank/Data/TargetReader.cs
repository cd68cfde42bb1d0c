using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Data;

/// <summary>
/// Reads a label column as target values: a number as it is, a Boolean as 0 or 1, a key of n values as n indicators.
/// </summary>
internal abstract class TargetReader
{
    private const int MaximumClasses = 10_000;

    /// <summary>Target values per row.</summary>
    public int Count { get; private init; } = 1;

    public static int CountTargets(DataViewSchema.Column column)
    {
        if (column.Type is not KeyDataViewType key)
            return 1;
        if (key.Count > MaximumClasses)
            throw ColumnTypes.Mismatch(column.Name, "label", $"at most {MaximumClasses} classes", $"{key.Count}");
        return (int)key.Count;
    }

    public static TargetReader Open(DataViewRow row, DataViewSchema.Column column) => column.Type switch
    {
        BooleanDataViewType => new BooleanReader(row.GetGetter<bool>(column)),
        NumberDataViewType t when t == NumberDataViewType.Single => new SingleReader(row.GetGetter<float>(column)),
        KeyDataViewType { RawType: var raw } => raw == typeof(byte) ? new KeyReader<byte>(row, column)
            : raw == typeof(ushort) ? new KeyReader<ushort>(row, column)
            : raw == typeof(uint) ? new KeyReader<uint>(row, column)
            : new KeyReader<ulong>(row, column),
        var other => throw ColumnTypes.Mismatch(column.Name, "label", "Boolean, Single or a key", other.ToString()!),
    };

    /// <summary>Writes the current row's targets; false when the label is missing or not finite.</summary>
    public abstract bool Read(Span<float> targets);

    private sealed class BooleanReader(ValueGetter<bool> getter) : TargetReader
    {
        public override bool Read(Span<float> targets)
        {
            bool value = false;
            getter(ref value);
            targets[0] = value ? 1 : 0;
            return true;
        }
    }

    private sealed class SingleReader(ValueGetter<float> getter) : TargetReader
    {
        public override bool Read(Span<float> targets)
        {
            getter(ref targets[0]);
            return float.IsFinite(targets[0]);
        }
    }

    private sealed class KeyReader<T> : TargetReader
        where T : struct, IConvertible
    {
        private readonly ValueGetter<T> _getter;

        public KeyReader(DataViewRow row, DataViewSchema.Column column)
        {
            _getter = row.GetGetter<T>(column);
            Count = CountTargets(column);
        }

        public override bool Read(Span<float> targets)
        {
            T value = default;
            _getter(ref value);
            ulong key = value.ToUInt64(null);
            targets.Clear();
            if (key == 0 || key > (ulong)targets.Length)
                return false;
            targets[(int)key - 1] = 1;
            return true;
        }
    }
}
