using System.Runtime.CompilerServices;

namespace Microsoft.ML.LowRank.Tensors;

/// <summary>The kernels compiled for one vector width.</summary>
internal sealed unsafe class KernelVariant<TVector, TSimd, TVector64, TSimd64> : KernelVariant
    where TVector : struct
    where TSimd : struct, ISimd<TVector>
    where TVector64 : struct
    where TSimd64 : struct, ISimd64<TVector64>
{
    private readonly TilePointer[] _tiles;

    public KernelVariant(string name)
    {
        Name = name;
        _tiles =
        [
            .. Tiles<N1>(), .. Tiles<N2>(), .. Tiles<N3>(), .. Tiles<N4>(), .. Tiles<N5>(), .. Tiles<N6>(),
            .. Tiles<N7>(), .. Tiles<N8>(), .. Tiles<N9>(), .. Tiles<N10>(), .. Tiles<N11>(), .. Tiles<N12>(),
        ];
    }

    public override string Name { get; }

    public override int Width => TSimd.Width;

    public override int TileRows => TSimd.TileRows;

    public override int Width64 => TSimd64.Width;

    public override int TileRows64 => TSimd64.TileRows;

    public override delegate*<float*, nint, float*, nint, float*, nint, nint, bool, void> Tile(
        int rows, int vectors, bool panels) => _tiles[((rows - 1) * 4) + ((vectors - 1) * 2) + (panels ? 1 : 0)].Pointer;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AddWidened(
        float* source, nint sourceStride, double* destination, nint destinationStride, int rows, int columns)
    {
        for (; rows > 0; rows--, source += sourceStride, destination += destinationStride)
        {
            var column = 0;
            for (; column <= columns - TSimd.Width; column += TSimd.Width)
            {
                TSimd.AddTo(TSimd.Load(source + column), destination + column);
            }

            for (; column < columns; column++)
            {
                destination[column] += source[column];
            }
        }
    }

    public override void MatrixVector(in GemvArguments arguments, int firstRow, int endRow) =>
        MatrixVectorKernel<TVector, TSimd>.Run(arguments, firstRow, endRow);

    public override void VectorMatrix(in GemvArguments arguments, int firstColumn, int endColumn) =>
        VectorMatrixKernel<TVector, TSimd>.Run(arguments, firstColumn, endColumn);

    public override void SparseRows(in SparseArguments arguments, int firstRow, int endRow) =>
        SparseRowsKernel<TVector, TSimd>.Run(arguments, firstRow, endRow);

    public override void SparseTransposedRows(in SparseArguments arguments, int firstRow, int endRow) =>
        SparseTransposedKernel<TVector, TSimd>.Run(arguments, firstRow, endRow);

    public override void PackRows64(double* source, nint stride, int columns, int count, in Gram64Panels panels) =>
        Packing64<TVector64, TSimd64>.Rows(source, stride, columns, count, panels);

    public override bool PackWeighted64(in Gram64Rows rows, int* selected, int count, in Gram64Panels panels) =>
        Packing64<TVector64, TSimd64>.Weighted(rows, selected, count, panels);

    public override void GramGroup64(in Gram64Panels panels, int depth, int group, double* c) =>
        Gram64Tile<TVector64, TSimd64>.RunGroup(panels, depth, group, c);

    public override void Adam(
        float* parameter, float* first, float* second, float* gradient, nint count, in UpdateSettings settings) =>
        AdamKernel<TVector, TSimd>.Run(parameter, first, second, gradient, count, settings);

    public override void AdamRows(
        float* parameter, float* first, float* second, float* gradient, nint width, int* rows, int count, in UpdateSettings settings) =>
        AdamKernel<TVector, TSimd>.RunRows(parameter, first, second, gradient, width, rows, count, settings);

    public override void Gather(float* table, nint width, int* ids, int count, int start, float* y) =>
        GatherKernel<TVector, TSimd>.Copy(table, width, ids, count, start, y);

    public override void GatherBytes(byte* table, nint width, int* ids, int count, int start, float* y) =>
        GatherBytesKernel<TVector, TSimd>.Copy(table, width, ids, count, start, y);

    public override void AddTo(float* x, nint width, nint columns, int* rows, int count, float* y) =>
        GatherKernel<TVector, TSimd>.AddTo(x, width, columns, rows, count, y);

    public override void AddScaled(float* x, float factor, float* y, nint width) =>
        GatherKernel<TVector, TSimd>.AddScaled(x, factor, y, width);

    public override void AddScaledBytes(byte* row, float factor, float* y, nint width) =>
        GatherBytesKernel<TVector, TSimd>.AddScaled(row, factor, y, width);

    public override void SumPairs(float* x, int blockRows, nint width, float* y, int blocks) =>
        PairsKernel<TVector, TSimd>.Sum(x, blockRows, width, y, blocks);

    public override void SumPairsGradient(float* x, int blockRows, nint width, float* dy, float* dx, bool add, int blocks) =>
        PairsKernel<TVector, TSimd>.Gradient(x, blockRows, width, dy, dx, add, blocks);

    public override void Relu(float* x, float* bias, float* y, nint width, int rows) =>
        ReluKernel<TVector, TSimd>.Run(x, bias, y, width, rows);

    public override void ReluGradient(float* y, float* dy, float* dx, nint count) =>
        ReluKernel<TVector, TSimd>.Gradient(y, dy, dx, count);

    private static TilePointer[] Tiles<TRows>()
        where TRows : struct, IConstant =>
        [
            new(&GemmTile<TVector, TSimd>.Run<TRows, N1, N0>), new(&GemmTile<TVector, TSimd>.Run<TRows, N1, N1>),
            new(&GemmTile<TVector, TSimd>.Run<TRows, N2, N0>), new(&GemmTile<TVector, TSimd>.Run<TRows, N2, N1>),
        ];

    // A function pointer cannot be an element of an array that collection expressions build.
    private readonly struct TilePointer(delegate*<float*, nint, float*, nint, float*, nint, nint, bool, void> pointer)
    {
        public readonly delegate*<float*, nint, float*, nint, float*, nint, nint, bool, void> Pointer = pointer;
    }
}
