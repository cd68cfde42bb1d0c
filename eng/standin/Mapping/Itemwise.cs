namespace Microsoft.ML.Data;

/// <summary>Getters that change a value, or each item of a vector, on its own.</summary>
internal static class Itemwise
{
    /// <summary>
    /// The getter of <paramref name="map"/>, called with the slot (0 for a value that is no vector) and the item. A sparse
    /// vector stays sparse where implicit items stay what they are.
    /// </summary>
    public static Delegate Getter<TIn, TOut>(DataViewRow row, DataViewSchema.Column input, Func<int, TIn, TOut> map, bool keepsDefault)
    {
        var column = row.Schema[input.Index];
        if (column.Type is not VectorDataViewType)
        {
            var getter = row.GetGetter<TIn>(column);
            TIn item = default;
            return (ValueGetter<TOut>)((ref TOut value) =>
            {
                getter(ref item);
                value = map(0, item);
            });
        }

        var vectorGetter = row.GetGetter<VBuffer<TIn>>(column);
        VBuffer<TIn> vector = default;
        return (ValueGetter<VBuffer<TOut>>)((ref VBuffer<TOut> value) =>
        {
            vectorGetter(ref vector);
            if (!vector.IsDense && !keepsDefault)
            {
                VBuffer<TIn> dense = default;
                vector.CopyToDense(ref dense);
                vector = dense;
            }

            Map(vector, ref value, map);
        });
    }

    /// <summary>The type of the same shape with other items.</summary>
    public static DataViewType WithItems(DataViewType type, PrimitiveDataViewType item) =>
        type is VectorDataViewType vector ? new VectorDataViewType(item, vector.Dimensions) : item;

    private static void Map<TIn, TOut>(VBuffer<TIn> vector, ref VBuffer<TOut> value, Func<int, TIn, TOut> map)
    {
        var items = vector.GetValues();
        var slots = vector.GetIndices();
        var editor = VBufferEditor.Create(ref value, vector.Length, items.Length);
        slots.CopyTo(editor.Indices);
        for (int i = 0; i < items.Length; i++)
            editor.Values[i] = map(vector.IsDense ? i : slots[i], items[i]);
        value = editor.Commit();
    }
}
