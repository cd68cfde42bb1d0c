using System.Runtime.CompilerServices;

namespace Microsoft.ML.LowRank.Tensors;

/// <summary>
/// The inner kernel of float64 Gram matrices: a tile, up to 8 rows by three vectors, stays in registers.
/// </summary>
/// <remarks>
/// A block's sum starts from zero and is added to C as a whole, so that the rounding error grows with the depth of a
/// block and the number of blocks, not with the number of rows.
/// </remarks>
internal static unsafe class Gram64Tile<TVector, TSimd>
    where TVector : struct
    where TSimd : struct, ISimd64<TVector>
{
    private const int MostVectors = 3;

    /// <summary>
    /// One row of tiles: C (columns × columns, all of the panels') += the products of one tile's height of columns with
    /// all from the diagonal on.
    /// </summary>
    public static void RunGroup(in Gram64Panels panels, int depth, int group, double* c)
    {
        int width = TSimd.Width, columns = panels.Columns;
        var firstColumn = group * TSimd.TileRows;
        var left = panels.Values + (firstColumn / width * panels.Stride);
        var vectors = (columns - firstColumn) / width;
        var strips = (vectors + MostVectors - 1) / MostVectors;
        var to = c + ((nint)firstColumn * columns) + firstColumn;
        for (int strip = 0, first = 0; strip < strips; strip++)
        {
            var end = vectors * (strip + 1) / strips;
            var right = left + (first * panels.Stride);
            switch (end - first)
            {
                case 1:
                    Run<N1>(left, right, panels.Stride, depth, to + (first * width), columns);
                    break;
                case 2:
                    Run<N2>(left, right, panels.Stride, depth, to + (first * width), columns);
                    break;
                default:
                    Run<N3>(left, right, panels.Stride, depth, to + (first * width), columns);
                    break;
            }

            first = end;
        }
    }

    // Without AggressiveOptimization the first calls run many times slower, in tier 0.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TVectors>(
        double* left, double* right, nint stride, nint depth, double* c, nint cStride)
        where TVectors : struct, IConstant
    {
        TVector c0 = TSimd.Zero, d0 = TSimd.Zero, e0 = TSimd.Zero;
        TVector c1 = TSimd.Zero, d1 = TSimd.Zero, e1 = TSimd.Zero;
        TVector c2 = TSimd.Zero, d2 = TSimd.Zero, e2 = TSimd.Zero;
        TVector c3 = TSimd.Zero, d3 = TSimd.Zero, e3 = TSimd.Zero;
        TVector c4 = TSimd.Zero, d4 = TSimd.Zero, e4 = TSimd.Zero;
        TVector c5 = TSimd.Zero, d5 = TSimd.Zero, e5 = TSimd.Zero;
        TVector c6 = TSimd.Zero, d6 = TSimd.Zero, e6 = TSimd.Zero;
        TVector c7 = TSimd.Zero, d7 = TSimd.Zero, e7 = TSimd.Zero;

        // Where a vector is narrower than a tile is high, the tile's lower rows lie in the next panel.
        var lower = TSimd.Width == 2 ? left + stride : left + 2;
        double* second = right + stride, third = second + stride;
        for (; depth > 0; depth--)
        {
            var b0 = TSimd.Load(right);
            var b1 = TVectors.Value > 1 ? TSimd.Load(second) : default;
            var b2 = TVectors.Value > 2 ? TSimd.Load(third) : default;
            MultiplyAdd(left[0], b0, b1, b2, ref c0, ref d0, ref e0);
            MultiplyAdd(left[1], b0, b1, b2, ref c1, ref d1, ref e1);
            MultiplyAdd(lower[0], b0, b1, b2, ref c2, ref d2, ref e2);
            MultiplyAdd(lower[1], b0, b1, b2, ref c3, ref d3, ref e3);
            if (TSimd.TileRows > 4)
            {
                MultiplyAdd(left[4], b0, b1, b2, ref c4, ref d4, ref e4);
                MultiplyAdd(left[5], b0, b1, b2, ref c5, ref d5, ref e5);
                MultiplyAdd(left[6], b0, b1, b2, ref c6, ref d6, ref e6);
                MultiplyAdd(left[7], b0, b1, b2, ref c7, ref d7, ref e7);
            }

            left += TSimd.Width;
            lower += TSimd.Width;
            right += TSimd.Width;
            second += TSimd.Width;
            third += TSimd.Width;
        }

        Add(c, c0, d0, e0);
        Add(c += cStride, c1, d1, e1);
        Add(c += cStride, c2, d2, e2);
        Add(c += cStride, c3, d3, e3);
        if (TSimd.TileRows > 4)
        {
            Add(c += cStride, c4, d4, e4);
            Add(c += cStride, c5, d5, e5);
            Add(c += cStride, c6, d6, e6);
            Add(c += cStride, c7, d7, e7);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void MultiplyAdd(
            double factor, TVector b0, TVector b1, TVector b2, ref TVector x, ref TVector y, ref TVector z)
        {
            var row = TSimd.Broadcast(factor);
            x = TSimd.MultiplyAdd(row, b0, x);
            y = TVectors.Value > 1 ? TSimd.MultiplyAdd(row, b1, y) : default;
            z = TVectors.Value > 2 ? TSimd.MultiplyAdd(row, b2, z) : default;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Add(double* to, TVector x, TVector y, TVector z)
        {
            TSimd.Store(TSimd.Add(TSimd.Load(to), x), to);
            if (TVectors.Value > 1)
            {
                to += TSimd.Width;
                TSimd.Store(TSimd.Add(TSimd.Load(to), y), to);
            }

            if (TVectors.Value > 2)
            {
                to += TSimd.Width;
                TSimd.Store(TSimd.Add(TSimd.Load(to), z), to);
            }
        }
    }
}
