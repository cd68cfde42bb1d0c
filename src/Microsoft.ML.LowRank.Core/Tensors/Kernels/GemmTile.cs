using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.LowRank.Tensors;

/// <summary>
/// The inner kernel of GEMM: a tile of C, up to 12 rows by two vectors, stays in registers while k runs.
/// </summary>
/// <remarks>
/// Every element is one chain of multiply-adds in the order of k that starts from C itself, so neither the tile, nor
/// the blocking, nor the number of threads shows in the result, and a row's result does not depend on the other rows.
/// The number of rows and vectors and the layout of A are type arguments: what does not apply is compiled away.
/// </remarks>
internal static unsafe class GemmTile<TVector, TSimd>
    where TVector : struct
    where TSimd : struct, ISimd<TVector>
{
    /// <summary>C tile = (C tile +) A panel · B panel.</summary>
    /// <param name="a">First element of A's panel.</param>
    /// <param name="aStride">From row to row, or with <typeparamref name="TPanels"/> from k to k.</param>
    /// <param name="b">First element of B's panel.</param>
    /// <param name="bStride">From k to k in B.</param>
    /// <param name="c">First element of the tile.</param>
    /// <param name="cStride">From row to row in C.</param>
    /// <param name="depth">Number of terms.</param>
    /// <param name="accumulate">Whether C is added to, or overwritten unread.</param>
    // Without AggressiveOptimization the first calls run many times slower, in tier 0.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TRows, TVectors, TPanels>(
        float* a, nint aStride, float* b, nint bStride, float* c, nint cStride, nint depth, bool accumulate)
        where TRows : struct, IConstant
        where TVectors : struct, IConstant
        where TPanels : struct, IConstant
    {
        TVector c0 = TSimd.Zero, d0 = TSimd.Zero;
        TVector c1 = TSimd.Zero, d1 = TSimd.Zero;
        TVector c2 = TSimd.Zero, d2 = TSimd.Zero;
        TVector c3 = TSimd.Zero, d3 = TSimd.Zero;
        TVector c4 = TSimd.Zero, d4 = TSimd.Zero;
        TVector c5 = TSimd.Zero, d5 = TSimd.Zero;
        TVector c6 = TSimd.Zero, d6 = TSimd.Zero;
        TVector c7 = TSimd.Zero, d7 = TSimd.Zero;
        TVector c8 = TSimd.Zero, d8 = TSimd.Zero;
        TVector c9 = TSimd.Zero, d9 = TSimd.Zero;
        TVector c10 = TSimd.Zero, d10 = TSimd.Zero;
        TVector c11 = TSimd.Zero, d11 = TSimd.Zero;
        if (accumulate)
        {
            var from = c;
            Load(from, ref c0, ref d0);
            if (TRows.Value > 1)
            {
                Load(from += cStride, ref c1, ref d1);
            }

            if (TRows.Value > 2)
            {
                Load(from += cStride, ref c2, ref d2);
            }

            if (TRows.Value > 3)
            {
                Load(from += cStride, ref c3, ref d3);
            }

            if (TRows.Value > 4)
            {
                Load(from += cStride, ref c4, ref d4);
            }

            if (TRows.Value > 5)
            {
                Load(from += cStride, ref c5, ref d5);
            }

            if (TRows.Value > 6)
            {
                Load(from += cStride, ref c6, ref d6);
            }

            if (TRows.Value > 7)
            {
                Load(from += cStride, ref c7, ref d7);
            }

            if (TRows.Value > 8)
            {
                Load(from += cStride, ref c8, ref d8);
            }

            if (TRows.Value > 9)
            {
                Load(from += cStride, ref c9, ref d9);
            }

            if (TRows.Value > 10)
            {
                Load(from += cStride, ref c10, ref d10);
            }

            if (TRows.Value > 11)
            {
                Load(from += cStride, ref c11, ref d11);
            }
        }

        if (Sse.IsSupported)
        {
            // The tile that comes next lies beside this one; it arrives while this one is computed.
            var next = c + (2 * TSimd.Width);
            for (var row = 0; row < TRows.Value; row++, next += cStride)
            {
                Sse.Prefetch0(next);
                Sse.Prefetch0(next + TSimd.Width);
            }
        }

        // Four base pointers and one stride address twelve rows; in panels the rows are neighbours of the first.
        float* a0 = a, a3 = a + (3 * aStride), a6 = a3 + (3 * aStride), a9 = a6 + (3 * aStride);
        var twice = 2 * aStride;
        for (; depth > 0; depth--)
        {
            var b0 = TSimd.Load(b);
            var b1 = TVectors.Value > 1 ? TSimd.Load(b + TSimd.Width) : default;
            MultiplyAdd(*a0, b0, b1, ref c0, ref d0);
            if (TRows.Value > 1)
            {
                MultiplyAdd(TPanels.Value != 0 ? a0[1] : a0[aStride], b0, b1, ref c1, ref d1);
            }

            if (TRows.Value > 2)
            {
                MultiplyAdd(TPanels.Value != 0 ? a0[2] : a0[twice], b0, b1, ref c2, ref d2);
            }

            if (TRows.Value > 3)
            {
                MultiplyAdd(TPanels.Value != 0 ? a0[3] : a3[0], b0, b1, ref c3, ref d3);
            }

            if (TRows.Value > 4)
            {
                MultiplyAdd(TPanels.Value != 0 ? a0[4] : a3[aStride], b0, b1, ref c4, ref d4);
            }

            if (TRows.Value > 5)
            {
                MultiplyAdd(TPanels.Value != 0 ? a0[5] : a3[twice], b0, b1, ref c5, ref d5);
            }

            if (TRows.Value > 6)
            {
                MultiplyAdd(TPanels.Value != 0 ? a0[6] : a6[0], b0, b1, ref c6, ref d6);
            }

            if (TRows.Value > 7)
            {
                MultiplyAdd(TPanels.Value != 0 ? a0[7] : a6[aStride], b0, b1, ref c7, ref d7);
            }

            if (TRows.Value > 8)
            {
                MultiplyAdd(TPanels.Value != 0 ? a0[8] : a6[twice], b0, b1, ref c8, ref d8);
            }

            if (TRows.Value > 9)
            {
                MultiplyAdd(TPanels.Value != 0 ? a0[9] : a9[0], b0, b1, ref c9, ref d9);
            }

            if (TRows.Value > 10)
            {
                MultiplyAdd(TPanels.Value != 0 ? a0[10] : a9[aStride], b0, b1, ref c10, ref d10);
            }

            if (TRows.Value > 11)
            {
                MultiplyAdd(TPanels.Value != 0 ? a0[11] : a9[twice], b0, b1, ref c11, ref d11);
            }

            b += bStride;
            if (TPanels.Value != 0)
            {
                a0 += aStride;
            }
            else
            {
                a0++;
                a3++;
                a6++;
                a9++;
            }
        }

        Store(c, c0, d0);
        if (TRows.Value > 1)
        {
            Store(c += cStride, c1, d1);
        }

        if (TRows.Value > 2)
        {
            Store(c += cStride, c2, d2);
        }

        if (TRows.Value > 3)
        {
            Store(c += cStride, c3, d3);
        }

        if (TRows.Value > 4)
        {
            Store(c += cStride, c4, d4);
        }

        if (TRows.Value > 5)
        {
            Store(c += cStride, c5, d5);
        }

        if (TRows.Value > 6)
        {
            Store(c += cStride, c6, d6);
        }

        if (TRows.Value > 7)
        {
            Store(c += cStride, c7, d7);
        }

        if (TRows.Value > 8)
        {
            Store(c += cStride, c8, d8);
        }

        if (TRows.Value > 9)
        {
            Store(c += cStride, c9, d9);
        }

        if (TRows.Value > 10)
        {
            Store(c += cStride, c10, d10);
        }

        if (TRows.Value > 11)
        {
            Store(c += cStride, c11, d11);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Load(float* from, ref TVector left, ref TVector right)
        {
            left = TSimd.Load(from);
            right = TVectors.Value > 1 ? TSimd.Load(from + TSimd.Width) : default;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void MultiplyAdd(float factor, TVector b0, TVector b1, ref TVector left, ref TVector right)
        {
            var row = TSimd.Broadcast(factor);
            left = TSimd.MultiplyAdd(row, b0, left);
            right = TVectors.Value > 1 ? TSimd.MultiplyAdd(row, b1, right) : default;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Store(float* to, TVector left, TVector right)
        {
            TSimd.Store(left, to);
            if (TVectors.Value > 1)
            {
                TSimd.Store(right, to + TSimd.Width);
            }
        }
    }
}
