using System.Runtime.CompilerServices;

namespace Microsoft.ML.Data;

/// <summary>Something computed once per row for all columns that are made of it.</summary>
internal sealed class PerRow<T>(Func<DataViewRow, Func<T>> bind)
{
    private readonly ConditionalWeakTable<DataViewRow, Func<T>> _bound = [];

    /// <summary>What is computed of the current content of <paramref name="row"/>.</summary>
    public Func<T> Of(DataViewRow row) => _bound.GetValue(row, Cached);

    private Func<T> Cached(DataViewRow row)
    {
        var compute = bind(row);
        long position = long.MinValue;
        T value = default;
        return () =>
        {
            if (row.Position != position)
            {
                value = compute();
                position = row.Position;
            }

            return value;
        };
    }
}
