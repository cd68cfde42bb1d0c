using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>Reads a column of times as numbers: dates as days, numbers as they are.</summary>
internal static class TimeReader
{
    /// <summary>What such a column holds, for messages.</summary>
    public const string Expected = "dates or numbers";

    private static readonly Dictionary<Type, Func<DataViewRow, DataViewSchema.Column, Func<double>>> Kinds = new()
    {
        [typeof(DateTime)] = (row, column) => Of<DateTime>(row, column, value => Days(value.Ticks)),
        [typeof(DateTimeOffset)] = (row, column) => Of<DateTimeOffset>(row, column, value => Days(value.UtcTicks)),
        [typeof(TimeSpan)] = (row, column) => Of<TimeSpan>(row, column, value => Days(value.Ticks)),
        [typeof(float)] = (row, column) => Of<float>(row, column, value => value),
        [typeof(double)] = (row, column) => Of<double>(row, column, value => value),
        [typeof(short)] = (row, column) => Of<short>(row, column, value => value),
        [typeof(ushort)] = (row, column) => Of<ushort>(row, column, value => value),
        [typeof(int)] = (row, column) => Of<int>(row, column, value => value),
        [typeof(uint)] = (row, column) => Of<uint>(row, column, value => value),
        [typeof(long)] = (row, column) => Of<long>(row, column, value => value),
        [typeof(ulong)] = (row, column) => Of<ulong>(row, column, value => value),
    };

    /// <summary>Whether a column of this type that is no key can be read.</summary>
    public static bool CanRead(DataViewType type) => Kinds.ContainsKey(type.RawType);

    /// <param name="row">Read as it moves.</param>
    /// <param name="column">A column that <see cref="CanRead"/> accepts.</param>
    public static Func<double> Open(DataViewRow row, DataViewSchema.Column column) => Kinds[column.Type.RawType](row, column);

    private static double Days(long ticks) => ticks / (double)TimeSpan.TicksPerDay;

    private static Func<double> Of<T>(DataViewRow row, DataViewSchema.Column column, Func<T, double> convert)
    {
        var getter = row.GetGetter<T>(column);
        return () =>
        {
            T value = default!;
            getter(ref value);
            return convert(value);
        };
    }
}
