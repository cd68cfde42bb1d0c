namespace Microsoft.ML.Data;

/// <summary>What counts as a missing value: NaN, and the key 0.</summary>
internal static class MissingValues
{
    public static bool CanBeMissing(DataViewType type) =>
        PrimitiveTypes.ItemOf(type) is KeyDataViewType || PrimitiveTypes.ItemOf(type).RawType == typeof(float)
        || PrimitiveTypes.ItemOf(type).RawType == typeof(double);

    /// <summary>A test whether the column's current value is missing or holds a missing item.</summary>
    public static Func<bool> Test(DataViewRow row, DataViewSchema.Column column)
    {
        var item = PrimitiveTypes.ItemOf(column.Type);
        return (Func<bool>)Typed.Call(
            typeof(MissingValues), column.Type is VectorDataViewType ? nameof(TestVector) : nameof(TestScalar), item.RawType, row, column);
    }

    /// <summary>Whether an item is missing: a NaN, or, in a column of keys, 0.</summary>
    public static Predicate<T> Predicate<T>() =>
        typeof(T) == typeof(float) ? (Predicate<T>)(object)(Predicate<float>)float.IsNaN
        : typeof(T) == typeof(double) ? (Predicate<T>)(object)(Predicate<double>)double.IsNaN
        : key => EqualityComparer<T>.Default.Equals(key, default);

    private static Func<bool> TestScalar<T>(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<T>(column);
        var isMissing = Predicate<T>();
        T value = default;
        return () =>
        {
            getter(ref value);
            return isMissing(value);
        };
    }

    private static Func<bool> TestVector<T>(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<VBuffer<T>>(column);
        var isMissing = Predicate<T>();
        bool isDefaultMissing = isMissing(default);
        VBuffer<T> value = default;
        return () =>
        {
            getter(ref value);
            if (isDefaultMissing && !value.IsDense)
                return true;
            foreach (var item in value.GetValues())
            {
                if (isMissing(item))
                    return true;
            }

            return false;
        };
    }
}
