namespace Microsoft.ML.LowRank.Tensors;

/// <summary>Checks that spans hold the matrices they are said to hold, before any kernel reads through a pointer.</summary>
internal static class Shapes
{
    /// <summary>Checks a row-major matrix.</summary>
    public static void Check(string name, int length, int rows, int columns, int stride)
    {
        if (rows < 0 || columns < 0)
        {
            throw new ArgumentException($"The shape of {name} is {rows}×{columns}; neither may be negative.", name);
        }

        if (stride < columns && rows > 1)
        {
            throw new ArgumentException(
                $"The rows of {name} have {columns} elements but lie only {stride} apart; the distance must be at "
                + "least the width.", name);
        }

        if (rows > 0 && columns > 0 && length < ((long)(rows - 1) * stride) + columns)
        {
            throw new ArgumentException(
                $"{name} has {length} elements, too few for {rows} rows of {columns} that lie {stride} apart.", name);
        }
    }
}
