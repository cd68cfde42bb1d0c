namespace Microsoft.ML.LowRank.Features;

/// <summary>
/// Another order of the fields with ids than the encoder's, in which tables follow each other: a network whose tables have
/// several widths has fields of equal width side by side.
/// </summary>
internal sealed class FieldArrangement
{
    private readonly int[] _shifts;

    /// <param name="order">For every place the encoder's field that stands there.</param>
    /// <param name="offsets">The encoder's first row of every field, and the number of all rows at the end.</param>
    /// <exception cref="InvalidDataException">The order is not one of these fields.</exception>
    public FieldArrangement(int[] order, int[] offsets)
    {
        int fields = offsets.Length - 1;
        if (order.Length > fields || !order.Order().SequenceEqual(Enumerable.Range(0, order.Length)))
            throw new InvalidDataException("The order of the fields does not name each of them once; the model is damaged.");
        // Fields that are not named stay behind the others.
        Order = [.. order, .. Enumerable.Range(order.Length, fields - order.Length)];
        Offsets = new int[fields + 1];
        _shifts = new int[fields];
        for (int place = 0; place < fields; place++)
        {
            int field = Order[place];
            Offsets[place + 1] = Offsets[place] + offsets[field + 1] - offsets[field];
            _shifts[place] = Offsets[place] - offsets[field];
        }
    }

    /// <summary>For every place the encoder's field that stands there.</summary>
    public int[] Order { get; }

    /// <summary>First row of every place's field, and the number of all rows at the end.</summary>
    public int[] Offsets { get; }

    /// <summary>Whether nothing changes place.</summary>
    public bool IsIdentity => Order.AsSpan().SequenceEqual([.. Enumerable.Range(0, Order.Length)]);

    /// <summary>The row that the encoder's row of a field at a place becomes.</summary>
    public int RowAt(int place, int row) => row + _shifts[place];
}
