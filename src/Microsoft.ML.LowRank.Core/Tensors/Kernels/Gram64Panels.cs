namespace Microsoft.ML.LowRank.Tensors;

/// <summary>
/// A block of rows in panels of float64, each a vector wide: element (row, column) lies at
/// [column ÷ width · <see cref="Stride"/> + row · width + column mod width]. Columns that fill up the last tile are 0.
/// </summary>
internal readonly unsafe struct Gram64Panels
{
    /// <summary>The first panel.</summary>
    public required double* Values { get; init; }

    /// <summary>Elements from one panel to the next.</summary>
    public required nint Stride { get; init; }

    /// <summary>Columns, with those that fill up the last tile.</summary>
    public required int Columns { get; init; }

    /// <summary>The same block from another row on.</summary>
    public Gram64Panels From(int row, int width) =>
        new() { Values = Values + ((nint)row * width), Stride = Stride, Columns = Columns };
}
