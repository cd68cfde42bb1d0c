namespace Microsoft.ML.LowRank.Tensors;

/// <summary>Cuts one part of C into blocks that fit the caches, packs, and runs the tiles.</summary>
/// <remarks>
/// A block of B (depth × columns) stays in the second-level cache while panels of A, one tile high, pass over it; a
/// panel of A stays in the first-level cache. A that is not transposed is read in place.
/// </remarks>
internal static unsafe class GemmDriver
{
    private const int MaximumDepth = 512;
    private const int MaximumBlock = 160 * 1024;
    private const int SmallRows = 48;
    private const int PanelsOfTransposedA = 4;
    private const int ManyRows = 128;

    /// <summary>Computes rows × columns of C from (firstRow, firstColumn) on, on this thread.</summary>
    public static void Run(
        KernelVariant variant, in GemmArguments g, int firstRow, int rows, int firstColumn, int columns)
    {
        int tileRows = variant.TileRows, tileColumns = variant.TileColumns;
        var depth = Even(g.K, MaximumDepth, 1);
        var packB = g.TransposeB || rows > SmallRows;
        // Rows that lie a multiple of a page apart fall into the same few cache sets.
        var packA = g.TransposeA || (rows > ManyRows && columns > 2 * tileColumns && g.Lda % 1024 == 0);
        var panelsOfA = g.TransposeA ? PanelsOfTransposedA : 1;
        var blockColumns = packB
            ? Even(columns, Math.Max(tileColumns, MaximumBlock / depth / tileColumns * tileColumns), tileColumns)
            : columns;

        using var bufferB = BufferPool.Rent<float>(depth * (packB ? blockColumns + tileColumns : tileColumns));
        using var bufferA = BufferPool.Rent<float>(packA ? depth * panelsOfA * tileRows : 0);
        using var scratch = BufferPool.Rent<float>(tileRows * tileColumns);
        var block = new GemmBlock
        {
            Variant = variant,
            PanelB = bufferB.Pointer,
            Scratch = scratch.Pointer,
            StrideC = g.Ldc,
            PanelsA = packA,
            PackedB = packB,
            StrideB = packB ? tileColumns : g.Ldb,
        };
        for (var j = 0; j < columns; j += blockColumns)
        {
            block.Columns = Math.Min(blockColumns, columns - j);
            for (var k = 0; k < g.K; k += depth)
            {
                block.Depth = Math.Min(depth, g.K - k);
                block.Accumulate = g.Accumulate || k > 0;
                PackB(variant, g, ref block, k, firstColumn + j, packB);
                for (var i = 0; i < rows; i += tileRows * panelsOfA)
                {
                    var count = Math.Min(tileRows * panelsOfA, rows - i);
                    if (packA)
                    {
                        PackA(g, firstRow + i, count, k, block.Depth, tileRows, bufferA.Pointer);
                    }

                    for (var p = 0; p < count; p += tileRows)
                    {
                        block.A = packA
                            ? bufferA.Pointer + ((nint)p * block.Depth)
                            : g.A + ((firstRow + i + p) * g.Lda) + k;
                        block.StrideA = packA ? tileRows : g.Lda;
                        block.C = g.C + ((firstRow + i + p) * g.Ldc) + firstColumn + j;
                        block.RunPanel(Math.Min(tileRows, count - p));
                    }
                }
            }
        }
    }

    /// <summary>The size of equal parts, none above the maximum, each a multiple of <paramref name="unit"/>.</summary>
    private static int Even(int total, int maximum, int unit)
    {
        var parts = (total + maximum - 1) / maximum;
        return Math.Max(unit, ((total + (parts * unit) - 1) / (parts * unit)) * unit);
    }

    private static void PackA(in GemmArguments g, int row, int count, int k, int depth, int tileRows, float* to)
    {
        for (var p = 0; p < count; p += tileRows, to += (nint)tileRows * depth)
        {
            var rows = Math.Min(tileRows, count - p);
            if (g.TransposeA)
            {
                Packing.Rows(g.A + (k * g.Lda) + row + p, g.Lda, rows, depth, to, tileRows);
            }
            else
            {
                Packing.Columns(g.A + ((row + p) * g.Lda) + k, g.Lda, rows, depth, to, tileRows);
            }
        }
    }

    private static void PackB(
        KernelVariant variant, in GemmArguments g, ref GemmBlock block, int k, int column, bool packAll)
    {
        var tileColumns = variant.TileColumns;
        var full = block.Columns / tileColumns * tileColumns;
        if (!packAll)
        {
            block.B = g.B + (k * g.Ldb) + column;
        }

        // The last columns are packed in any case: padded with zeros, they are read in whole vectors.
        for (var j = packAll ? 0 : full; j < block.Columns; j += tileColumns)
        {
            var to = block.PanelB + (packAll ? (nint)j * block.Depth : 0);
            var count = Math.Min(tileColumns, block.Columns - j);
            if (g.TransposeB)
            {
                Packing.Columns(g.B + ((column + j) * g.Ldb) + k, g.Ldb, count, block.Depth, to, tileColumns);
            }
            else
            {
                Packing.Rows(g.B + (k * g.Ldb) + column + j, g.Ldb, count, block.Depth, to, tileColumns);
            }
        }
    }
}
