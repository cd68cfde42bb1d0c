using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>A product as it is written: down, and with factors up and what is added between them; and the bias after it.</summary>
/// <param name="Down">Inputs × <paramref name="Columns"/>.</param>
/// <param name="Columns">Outputs, or the rank.</param>
/// <param name="Up">Rank × outputs, or null.</param>
/// <param name="Shift">Added before a ReLU between the factors, or null where there is none.</param>
/// <param name="Bias">One per output.</param>
internal sealed record FoldedProduct(float[] Down, int Columns, float[]? Up, float[]? Shift, float[] Bias);

/// <summary>
/// Rewrites matrices that multiply the flat vectors of fields so that they multiply their codes: a block W of a field becomes
/// P·W, where v ≈ z·P + m, and m·W goes into the bias. Numbers, whose vectors are a number times a learned one, enter as they are.
/// </summary>
/// <param name="parts">The network as it is.</param>
/// <param name="choices">For every field of the encoder.</param>
/// <param name="order">For every place of the new network the encoder's field.</param>
internal sealed class FieldFolding(NetworkParts parts, IReadOnlyList<FieldChoice> choices, int[] order)
{
    private readonly int[] _orderBefore = parts.Network.Tables?.Form.Order ?? [.. Enumerable.Range(0, parts.Fields.Length)];

    public FoldedProduct Fold(FoldedProduct product, FieldColumns fields)
    {
        int columns = product.Columns;
        var source = product.Down;
        int at = fields.At * columns;
        // Where the rows of every field lie now.
        var starts = new int[parts.Fields.Length];
        foreach (int field in _orderBefore)
        {
            starts[field] = at;
            at += parts.Fields[field].Width * columns;
        }
        var folded = new List<float>(source.Length);
        folded.AddRange(source.AsSpan(0, fields.At * columns));
        var offset = new double[columns];
        foreach (int field in order)
        {
            float[] block = source[starts[field]..(starts[field] + (parts.Fields[field].Width * columns))];
            if (choices[field].Projection is not { } projection)
            {
                folded.AddRange(block);
                continue;
            }
            folded.AddRange(NetworkAssembler.Times(projection.Up, projection.Rank, block));
            float[] mean = NetworkAssembler.Times(projection.Mean, 1, block);
            for (int i = 0; i < columns; i++)
                offset[i] += mean[i];
        }
        if (fields.HasNumbers && parts.Network.Tables is null)
            at = AddNumbers(folded, source, at, columns);
        folded.AddRange(source.AsSpan(at));
        return WithOffset(product with { Down = [.. folded] }, offset);
    }

    private int AddNumbers(List<float> folded, float[] source, int at, int columns)
    {
        int dimension = parts.Network.EmbeddingDimension;
        float[] vectors = parts.Read("numeric");
        for (int number = 0; number < parts.Network.Shape.Numbers; number++)
        {
            float[] block = source[at..(at + (dimension * columns))];
            folded.AddRange(NetworkAssembler.Times(vectors[(number * dimension)..((number + 1) * dimension)], 1, block));
            at += block.Length;
        }
        return at;
    }

    /// <summary>What is added before the second factor is as good as its product with it added after.</summary>
    private static FoldedProduct WithOffset(FoldedProduct product, double[] offset)
    {
        if (product.Shift is { } shift)
            return product with { Shift = [.. shift.Zip(offset, (a, b) => (float)(a + b))] };
        float[] added = [.. offset.Select(value => (float)value)];
        if (product.Up is { } up)
            added = NetworkAssembler.Times(added, 1, up);
        return product with { Bias = [.. product.Bias.Zip(added, (a, b) => a + b)] };
    }
}
