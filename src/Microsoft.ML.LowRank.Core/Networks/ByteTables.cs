using Microsoft.ML.LowRank.Serialization;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Networks;

/// <summary>A <see cref="ByteTensor"/> in a model file: a matrix of I8, and a list of F16 of the same name and ".scales".</summary>
internal static class ByteTables
{
    private const string Scales = ".scales";

    public static void Add(IDictionary<string, ModelTensor> tensors, string name, ByteTensor table)
    {
        var codes = new sbyte[table.Count];
        var scales = new Half[table.Rows];
        for (int row = 0; row < scales.Length; row++)
        {
            table.Codes(row).CopyTo(codes.AsSpan(row * table.Columns));
            scales[row] = table.Scale(row);
        }
        tensors.Add(name, ModelTensor.Of(codes, table.Rows, table.Columns));
        tensors.Add(name + Scales, ModelTensor.Of(scales, table.Rows));
    }

    /// <summary>Whether a tensor is nothing by itself, but the scales of another one.</summary>
    public static bool IsScales(IReadOnlyDictionary<string, ModelTensor> tensors, string name)
        => name.EndsWith(Scales, StringComparison.Ordinal)
            && tensors.TryGetValue(name[..^Scales.Length], out var table) && table.Type == TensorType.I8;

    /// <exception cref="InvalidDataException">These are not a table and its scales.</exception>
    public static ByteTensor Read(IReadOnlyDictionary<string, ModelTensor> tensors, string name, string kind)
    {
        var stored = tensors[name];
        if (stored.Type != TensorType.I8 || stored.Shape.Count != 2 || stored.Shape.Any(extent => extent is < 1 or > int.MaxValue))
            throw Bad("is not a matrix of bytes");
        var (rows, columns) = ((int)stored.Shape[0], (int)stored.Shape[1]);
        if (!tensors.TryGetValue(name + Scales, out var storedScales))
            throw Bad($"has no '{name}{Scales}' beside it");
        if (storedScales.Type != TensorType.F16 || storedScales.Shape.Count != 1 || storedScales.Shape[0] != rows)
            throw Bad($"has {rows} rows, but '{name}{Scales}' is not a list of as many float16");
        Half[] scales = storedScales.ToArray<Half>();
        // A sign is refused even of a zero: nothing that we write has one.
        if (Array.Exists(scales, scale => !Half.IsFinite(scale) || Half.IsNegative(scale)))
            throw Bad("has a scale that is negative or not finite");
        ReadOnlySpan<sbyte> codes = stored.ToArray<sbyte>();
        if (codes.Contains(sbyte.MinValue))
            throw Bad("holds the byte −128, which stands for no value");
        ByteTensor table;
        try
        {
            table = new ByteTensor(rows, columns);
        }
        catch (InsufficientMemoryException e)
        {
            throw new InvalidDataException($"'{name}' of the saved {kind} is too large for this version of the library. {e.Message}", e);
        }
        for (int row = 0; row < rows; row++)
        {
            codes.Slice(row * columns, columns).CopyTo(table.Codes(row));
            table.Scale(row) = scales[row];
        }
        return table;

        InvalidDataException Bad(string what) => new($"'{name}' of the saved {kind} {what}; it is damaged.");
    }
}
