namespace Microsoft.ML.LowRank.Tensors;

/// <summary>The kernels of one instruction set.</summary>
internal abstract unsafe class KernelVariant
{
    /// <summary>Name by which <see cref="KernelVariants.EnvironmentVariable"/> asks for it.</summary>
    public abstract string Name { get; }

    /// <summary>Float32 values in a vector.</summary>
    public abstract int Width { get; }

    /// <summary>Rows of a full GEMM tile.</summary>
    public abstract int TileRows { get; }

    /// <summary>Columns of a full GEMM tile: two vectors.</summary>
    public int TileColumns => 2 * Width;

    /// <summary>
    /// The kernel for a tile of 1 … <see cref="TileRows"/> rows, one or two vectors wide, with A read in rows (the
    /// stride leads to the next row) or in panels (the stride leads to the next k, rows are neighbours).
    /// </summary>
    public abstract delegate*<float*, nint, float*, nint, float*, nint, nint, bool, void> Tile(
        int rows, int vectors, bool panels);

    /// <summary>Destination (float64) += source (float32), rows × columns.</summary>
    public abstract void AddWidened(
        float* source, nint sourceStride, double* destination, nint destinationStride, int rows, int columns);

    /// <summary>y = (y +) Wx for a range of rows of W.</summary>
    public abstract void MatrixVector(in GemvArguments arguments, int firstRow, int endRow);

    /// <summary>y = (y +) xW for a range of columns of W.</summary>
    public abstract void VectorMatrix(in GemvArguments arguments, int firstColumn, int endColumn);

    /// <summary>Rows of CSR times dense.</summary>
    public abstract void SparseRows(in SparseArguments arguments, int firstRow, int endRow);

    /// <summary>Rows of the transposed CSR times dense.</summary>
    public abstract void SparseTransposedRows(in SparseArguments arguments, int firstRow, int endRow);

    /// <summary>Float64 values in a vector.</summary>
    public abstract int Width64 { get; }

    /// <summary>Rows of a tile of a float64 Gram matrix; its columns are filled up to a multiple of this.</summary>
    public abstract int TileRows64 { get; }

    /// <summary>Packs rows of float64 into panels.</summary>
    public abstract void PackRows64(double* source, nint stride, int columns, int count, in Gram64Panels panels);

    /// <summary>Packs rows of float32 as √w (x − shift) into panels; false when a number is not finite.</summary>
    public abstract bool PackWeighted64(in Gram64Rows rows, int* selected, int count, in Gram64Panels panels);

    /// <summary>
    /// C (float64, as wide and high as the panels) += one row of tiles of the Gram matrix of the first
    /// <paramref name="depth"/> rows, from the diagonal on. Below the diagonal whole tiles are written.
    /// </summary>
    public abstract void GramGroup64(in Gram64Panels panels, int depth, int group, double* c);

    /// <summary>One step of Adam over consecutive values.</summary>
    public abstract void Adam(float* parameter, float* first, float* second, float* gradient, nint count, in UpdateSettings settings);

    /// <summary>The same for rows by their numbers; the gradient has them one after the other.</summary>
    public abstract void AdamRows(float* parameter, float* first, float* second, float* gradient, nint width, int* rows, int count, in UpdateSettings settings);

    /// <summary>y = the table's rows of consecutive ids, less the id of its first row.</summary>
    public abstract void Gather(float* table, nint width, int* ids, int count, int start, float* y);

    /// <summary>The same from a table of bytes (<see cref="ByteTensor"/>): every value is its byte times the scale of its row.</summary>
    public abstract void GatherBytes(byte* table, nint width, int* ids, int count, int start, float* y);

    /// <summary>Rows of y, by their numbers, += the first columns of consecutive rows of x; all are <paramref name="width"/> wide.</summary>
    public abstract void AddTo(float* x, nint width, nint columns, int* rows, int count, float* y);

    /// <summary>y += factor·x.</summary>
    public abstract void AddScaled(float* x, float factor, float* y, nint width);

    /// <summary>y += factor times a row of a table of bytes.</summary>
    public abstract void AddScaledBytes(byte* row, float factor, float* y, nint width);

    /// <summary>One row of y per block of x: half of the squared sum less the sum of squares.</summary>
    public abstract void SumPairs(float* x, int blockRows, nint width, float* y, int blocks);

    /// <summary>dx = (dx +) (Σ x − x) ∘ dy per block.</summary>
    public abstract void SumPairsGradient(float* x, int blockRows, nint width, float* dy, float* dx, bool add, int blocks);

    /// <summary>y = max(0, x + bias) for rows.</summary>
    public abstract void Relu(float* x, float* bias, float* y, nint width, int rows);

    /// <summary>dx = dy where y is positive, else 0.</summary>
    public abstract void ReluGradient(float* y, float* dy, float* dx, nint count);
}
