using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>What normalizers need to know of each slot of a column. NaN is left out, infinity is left out of the moments.</summary>
internal sealed class SlotStatistics
{
    private readonly Action _read;
    private readonly double[] _current;
    private readonly long[] _finite;
    private readonly double[] _mean;
    private readonly double[] _deviations;

    public SlotStatistics(DataViewRow row, DataViewSchema.Column column)
    {
        int size = column.Type is VectorDataViewType vector ? vector.Size : 1;
        _current = new double[size];
        _finite = new long[size];
        _mean = new double[size];
        _deviations = new double[size];
        Minimum = Enumerable.Repeat(double.PositiveInfinity, size).ToArray();
        Maximum = Enumerable.Repeat(double.NegativeInfinity, size).ToArray();
        _read = Reader(row, column);
    }

    public int Size => _current.Length;

    public double[] Minimum { get; }

    public double[] Maximum { get; }

    public double Mean(int slot) => _mean[slot];

    /// <summary>The mean squared distance from the mean.</summary>
    public double Variance(int slot) => _finite[slot] == 0 ? 0 : _deviations[slot] / _finite[slot];

    /// <summary>The mean of all slots together.</summary>
    public double MeanOfAll() => _mean.Zip(_finite, (mean, count) => mean * count).Sum() / Math.Max(1, _finite.Sum());

    public void Add()
    {
        _read();
        for (int slot = 0; slot < _current.Length; slot++)
        {
            double value = _current[slot];
            if (double.IsNaN(value))
                continue;
            Minimum[slot] = Math.Min(Minimum[slot], value);
            Maximum[slot] = Math.Max(Maximum[slot], value);
            if (double.IsInfinity(value))
                continue;
            double distance = value - _mean[slot];
            _mean[slot] += distance / ++_finite[slot];
            _deviations[slot] += distance * (value - _mean[slot]);
        }
    }

    private Action Reader(DataViewRow row, DataViewSchema.Column column)
    {
        bool isSingle = PrimitiveTypes.ItemOf(column.Type).RawType == typeof(float);
        if (column.Type is VectorDataViewType)
            return isSingle ? Vector<float>(row, column, v => v) : Vector<double>(row, column, v => v);
        return isSingle ? Scalar<float>(row, column, v => v) : Scalar<double>(row, column, v => v);
    }

    private Action Scalar<T>(DataViewRow row, DataViewSchema.Column column, Func<T, double> convert)
    {
        var getter = row.GetGetter<T>(column);
        T value = default;
        return () =>
        {
            getter(ref value);
            _current[0] = convert(value);
        };
    }

    private Action Vector<T>(DataViewRow row, DataViewSchema.Column column, Func<T, double> convert)
    {
        var getter = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> value = default;
        return () =>
        {
            getter(ref value);
            Contracts.Check(value.Length == Size, $"Column '{column.Name}' should have {Size} slots, but a row has {value.Length}.");
            Array.Clear(_current);
            var slots = value.GetIndices();
            for (int i = 0; i < value.GetValues().Length; i++)
                _current[value.IsDense ? i : slots[i]] = convert(value.GetValues()[i]);
        };
    }
}
