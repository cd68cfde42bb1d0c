namespace Microsoft.ML.LowRank.Tensors;

/// <summary>A matrix that a test knows the values of, and its tensor.</summary>
internal sealed class EngineMatrix
{
    public EngineMatrix(int rows, int columns, float[] values)
    {
        (Rows, Columns, Values) = (rows, columns, values);
        Tensor = new CpuTensor(rows, columns);
        Tensor.Write(values);
    }

    public int Rows { get; }

    public int Columns { get; }

    public float[] Values { get; }

    public Tensor Tensor { get; }

    public double this[int row, int column] => Values[(row * Columns) + column];

    public static implicit operator Tensor(EngineMatrix matrix) => matrix.Tensor;

    public static EngineMatrix Random(Random random, int rows, int columns) =>
        new(rows, columns, [.. Enumerable.Range(0, rows * columns).Select(_ => (float)((2 * random.NextDouble()) - 1))]);

    /// <summary>A destination that is added to; or one full of NaN, which must not be read.</summary>
    public static EngineMatrix Destination(Random random, int rows, int columns, bool add) =>
        add ? Random(random, rows, columns) : new(rows, columns, [.. Enumerable.Repeat(float.NaN, rows * columns)]);
}
