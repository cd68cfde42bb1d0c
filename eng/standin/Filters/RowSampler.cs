using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// Gives each row a number from 0 to 1 by which it goes to one side of a split or the other: at random, or the same number to
/// all rows of the same key.
/// </summary>
internal sealed class RowSampler
{
    private readonly IDataView _data;
    private readonly DataViewSchema.Column? _key;
    private readonly int? _seed;
    private readonly (double Min, double Max) _range;

    public RowSampler(IDataView data, string keyColumn, int? seed)
    {
        _data = data;
        _seed = seed;
        if (keyColumn is null)
            return;
        _key = data.Schema.GetColumnOrNull(keyColumn)
            ?? throw Contracts.MissingColumn("sampling key", keyColumn, "samplingKeyColumn");
        if (_key.Value.Type is NumberDataViewType && IsReal(_key.Value.Type))
            _range = RangeOf(data, _key.Value);
    }

    /// <summary>The rows whose number lies from <paramref name="min"/> to <paramref name="max"/>, or the other rows.</summary>
    public IDataView Rows(double min, double max, bool includeMax, bool complement)
    {
        var tested = _key is { } key ? new[] { key } : [];
        var rows = new FilteredDataView(_data, tested, canShuffle: _key is not null, cursor =>
        {
            var number = NumberOf(cursor);
            return () =>
            {
                double value = number();
                return complement != (min <= value && (includeMax ? value <= max : value < max));
            };
        });
        return new MappedDataView(rows, RowMap.Select(rows.Schema, rows.Schema.Where(c => !c.IsHidden).Select(c => c.Index)));
    }

    private static bool IsReal(DataViewType type) => type.RawType == typeof(float) || type.RawType == typeof(double);

    private static (double Min, double Max) RangeOf(IDataView data, DataViewSchema.Column column)
    {
        var (min, max) = (double.PositiveInfinity, double.NegativeInfinity);
        using var cursor = data.GetRowCursor([column]);
        var value = (Func<object>)Typed.Call(typeof(RowSampler), nameof(Boxed), column.Type.RawType, cursor, column);
        while (cursor.MoveNext())
        {
            double number = Convert.ToDouble(value());
            (min, max) = (Math.Min(min, number), Math.Max(max, number));
        }

        return (min, max);
    }

    private static Func<object> Boxed<T>(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<T>(column);
        T value = default;
        return () =>
        {
            getter(ref value);
            return value;
        };
    }

    private static uint Hash(uint seed, string text)
    {
        uint hash = text.Aggregate(seed, (current, c) => Murmur.Round(current, c));
        return Murmur.Finish(Murmur.Round(hash, (uint)text.Length));
    }

    private Func<double> NumberOf(DataViewRowCursor cursor)
    {
        if (_key is not { } key)
        {
            var random = new HybridRandom(_seed ?? 42);
            return () => random.NextSingle();
        }

        var value = (Func<object>)Typed.Call(typeof(RowSampler), nameof(Boxed), key.Type.RawType, cursor, key);
        if (key.Type is KeyDataViewType type)
            return () => (Convert.ToUInt64(value()) - 0.5) / type.Count;
        if (key.Type is NumberDataViewType && IsReal(key.Type))
            return () => (Convert.ToDouble(value()) - _range.Min) / (_range.Max - _range.Min);
        uint seed = (uint)(_seed ?? 314489979);
        return () => Hash(seed, value().ToString()) / (double)(1L << 32);
    }
}
