using System.Runtime.CompilerServices;

namespace Microsoft.ML.LowRank.Tensors;

/// <summary>Cuts one part of C into blocks that fit the caches, packs, and runs the tiles.</summary>
/// <remarks>
/// A block of B (depth × columns) stays in the second-level cache while panels of A, one tile high, pass over it; a
/// panel of A stays in the first-level cache. Reading in place beat packing wherever it was possible at full speed:
/// A always but when it is stored transposed and wide or its rows lie pages apart, B while few panels of A pass over it.
/// </remarks>
internal static unsafe class GemmDriver
{
    // 512 terms of a 12-row panel of A are 24 KB. The block of B (floats, 640 KB) suits a second-level cache of 1 MB
    // or more; smaller ones still stream it well, as 11 bytes are read per cycle.
    private const int MaximumDepth = 512;
    private const int MaximumBlock = 160 * 1024;
    private const int RowsWithoutPacking = 256;
    private const int PackedRows = 2048;
    private const int TilesWithoutPacking = 8;

    // Rows that lie whole pages of 4 KB apart share one set of the first-level cache: at 1024 and 2048 columns, reading
    // A in place cost a quarter of the speed.
    private const int PageFloats = 1024;

    /// <summary>Computes rows × columns of C from (firstRow, firstColumn) on, on this thread.</summary>
    [SkipLocalsInit]
    public static void Run(
        KernelVariant variant, in GemmArguments g, int firstRow, int rows, int firstColumn, int columns)
    {
        int tileRows = variant.TileRows, tileColumns = variant.TileColumns;
        var depth = Even(g.K, MaximumDepth, 1);
        var packB = g.TransposeB || rows > RowsWithoutPacking;
        var packA = (g.TransposeA || g.Lda % PageFloats == 0) && columns > TilesWithoutPacking * tileColumns;
        var blockRows = packA ? Even(rows, PackedRows, tileRows) : rows;
        var blockColumns = Even(columns, MaximumBlock / depth / tileColumns * tileColumns, tileColumns);

        // The last columns are packed in any case: padded with zeros, they are read in whole vectors.
        var packedColumns = packB ? RoundUp(Math.Min(columns, blockColumns), tileColumns)
            : columns % tileColumns == 0 ? 0 : tileColumns;
        using var bufferB = BufferPool.Rent<float>(depth * packedColumns);
        using var bufferA = BufferPool.Rent<float>(packA ? depth * RoundUp(blockRows, tileRows) : 0);
        var scratch = stackalloc float[tileRows * tileColumns];
        var block = new GemmBlock
        {
            Variant = variant,
            Packed = bufferB.Pointer,
            PackedB = packB,
            PanelsA = g.TransposeA || packA,
            StrideA = packA ? tileRows : g.Lda,
            StrideB = packB ? tileColumns : g.Ldb,
            StrideC = g.Ldc,
            Scratch = scratch,
        };
        for (var i = 0; i < rows; i += blockRows)
        {
            var count = Math.Min(blockRows, rows - i);
            for (var k = 0; k < g.K; k += depth)
            {
                block.Depth = Math.Min(depth, g.K - k);
                block.Accumulate = g.Accumulate || k > 0;
                if (packA && g.TransposeA)
                {
                    Packing.Rows(
                        g.A + (k * g.Lda) + firstRow + i, g.Lda, count, block.Depth, bufferA.Pointer, tileRows);
                }
                else if (packA)
                {
                    Packing.Columns(
                        g.A + ((firstRow + i) * g.Lda) + k, g.Lda, count, block.Depth, bufferA.Pointer, tileRows);
                }

                for (var j = 0; j < columns; j += blockColumns)
                {
                    block.Columns = Math.Min(blockColumns, columns - j);
                    PrepareB(g, ref block, k, firstColumn + j);
                    for (var p = 0; p < count; p += tileRows)
                    {
                        var row = firstRow + i + p;
                        block.A = packA ? bufferA.Pointer + ((nint)p * block.Depth)
                            : g.TransposeA ? g.A + (k * g.Lda) + row
                            : g.A + (row * g.Lda) + k;
                        block.C = g.C + (row * g.Ldc) + firstColumn + j;
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
        return RoundUp((total + parts - 1) / parts, unit);
    }

    private static int RoundUp(int value, int unit) => (value + unit - 1) / unit * unit;

    private static void PrepareB(in GemmArguments g, ref GemmBlock block, int k, int column)
    {
        var tileColumns = block.Variant.TileColumns;
        if (g.TransposeB)
        {
            Packing.Columns(
                g.B + (column * g.Ldb) + k, g.Ldb, block.Columns, block.Depth, block.Packed, tileColumns);
            return;
        }

        block.B = g.B + (k * g.Ldb) + column;
        var first = block.PackedB ? 0 : block.Columns / tileColumns * tileColumns;
        if (first < block.Columns)
        {
            Packing.Rows(block.B + first, g.Ldb, block.Columns - first, block.Depth, block.Packed, tileColumns);
        }
    }
}
