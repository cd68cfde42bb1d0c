using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.LowRank.Tensors;

/// <summary>A block of B, and the panel of A that passes over it.</summary>
internal unsafe struct GemmBlock
{
    public KernelVariant Variant;

    /// <summary>Panel of A: with <see cref="PanelsA"/> the stride leads to the next k, otherwise to the next row.</summary>
    public float* A;
    public nint StrideA;
    public bool PanelsA;

    /// <summary>B in place, unless it is packed as a whole; its last, partial panel is packed in any case.</summary>
    public float* B;
    public float* Packed;
    public nint StrideB;
    public bool PackedB;

    /// <summary>First element of the panel's rows in C.</summary>
    public float* C;
    public nint StrideC;

    /// <summary>Room for one tile.</summary>
    public float* Scratch;
    public int Columns;
    public int Depth;
    public bool Accumulate;

    /// <summary>Runs the tiles of one panel of A, 1 … tile rows high.</summary>
    public readonly void RunPanel(int rows)
    {
        var tileColumns = Variant.TileColumns;
        var tile = Variant.Tile(rows, 2, PanelsA);
        var j = 0;
        for (; j <= Columns - tileColumns; j += tileColumns)
        {
            var b = PackedB ? Packed + ((nint)j * Depth) : B + j;
            PrefetchNextPanel(j);
            tile(A, StrideA, b, StrideB, C + j, StrideC, Depth, Accumulate);
        }

        var rest = Columns - j;
        if (rest == 0)
        {
            return;
        }

        var last = PackedB ? Packed + ((nint)j * Depth) : Packed;
        var vectors = rest <= Variant.Width ? 1 : 2;
        tile = Variant.Tile(rows, vectors, PanelsA);
        if (rest == vectors * Variant.Width)
        {
            tile(A, StrideA, last, tileColumns, C + j, StrideC, Depth, Accumulate);
            return;
        }

        for (var i = 0; Accumulate && i < rows; i++)
        {
            new ReadOnlySpan<float>(C + j + (i * StrideC), rest).CopyTo(new(Scratch + (i * tileColumns), rest));
        }

        tile(A, StrideA, last, tileColumns, Scratch, tileColumns, Depth, Accumulate);
        for (var i = 0; i < rows; i++)
        {
            new ReadOnlySpan<float>(Scratch + (i * tileColumns), rest).CopyTo(new(C + j + (i * StrideC), rest));
        }
    }

    /// <summary>
    /// Asks for a part of the rows of A that the next panel will read; the tiles of this panel share the work.
    /// </summary>
    private readonly void PrefetchNextPanel(int column)
    {
        if (!Sse.IsSupported || PanelsA)
        {
            return;
        }

        const int Line = BufferPool.Alignment / sizeof(float);
        var first = column / Variant.TileColumns * Line;
        var step = Columns / Variant.TileColumns * Line;
        var next = A + (Variant.TileRows * StrideA);
        for (var row = 0; row < Variant.TileRows; row++, next += StrideA)
        {
            for (nint k = first; k < Depth; k += step)
            {
                Sse.Prefetch1(next + k);
            }
        }
    }
}
