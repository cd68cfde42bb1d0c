namespace Microsoft.ML.LowRank.Tensors;

public class CpuBackendProductTests
{
    private readonly Random _random = new(3);

    [Fact]
    public void MatMul()
    {
        foreach (var (m, n, k) in new[] { (1, 1, 1), (1, 40, 9), (40, 1, 9), (3, 5, 7), (17, 16, 33), (33, 31, 130), (90, 81, 70), (1, 400, 300), (400, 1, 300) })
        {
            foreach (var (transposeA, transposeB, add) in Forms())
            {
                var a = transposeA ? Matrix(k, m) : Matrix(m, k);
                var b = transposeB ? Matrix(n, k) : Matrix(k, n);
                EngineCheck.Run(Destination(m, n, add), (e, y) => e.MatMul(a, transposeA, b, transposeB, y, add),
                    (i, j) => Dot(k, t => transposeA ? a[t, i] : a[i, t], t => transposeB ? b[j, t] : b[t, j]), add, 3e-5);
            }
        }
    }

    [Fact]
    public void BlockMatMul()
    {
        foreach (var (blocks, m, n, k) in new[] { (1, 1, 1, 1), (3, 4, 4, 3), (5, 1, 7, 2), (4, 7, 1, 1), (60, 20, 20, 16), (9, 30, 30, 17) })
        {
            foreach (var (transposeA, transposeB, add) in Forms())
            {
                var (rowsA, rowsB) = (transposeA ? k : m, transposeB ? n : k);
                var a = Matrix(blocks * rowsA, transposeA ? m : k);
                var b = Matrix(blocks * rowsB, transposeB ? k : n);
                EngineCheck.Run(Destination(blocks * m, n, add),
                    (e, y) => e.BlockMatMul(a, rowsA, transposeA, b, rowsB, transposeB, y, add),
                    (row, j) =>
                    {
                        var (block, i) = (row / m, row % m);
                        return Dot(k, t => transposeA ? a[(block * rowsA) + t, i] : a[(block * rowsA) + i, t],
                            t => transposeB ? b[(block * rowsB) + j, t] : b[(block * rowsB) + t, j]);
                    }, add, 1e-5);
            }
        }
    }

    [Fact]
    public void GroupMatMul_and_its_gradient()
    {
        foreach (var (rows, groups, width, outputs) in new[] { (1, 1, 1, 1), (5, 3, 2, 4), (9, 4, 1, 10), (40, 6, 10, 10), (300, 3, 33, 17) })
        {
            var (x, w, dy) = (Matrix(rows, groups * width), Matrix(groups * width, outputs), Matrix(rows, groups * outputs));
            foreach (bool add in EngineCheck.Both)
            {
                EngineCheck.Run(Destination(rows, groups * outputs, add), (e, y) => e.GroupMatMul(x, w, groups, false, y, add),
                    (i, j) => Dot(width, t => x[i, (j / outputs * width) + t], t => w[(j / outputs * width) + t, j % outputs]), add, 1e-5);
                EngineCheck.Run(Destination(rows, groups * width, add), (e, dx) => e.GroupMatMul(dy, w, groups, true, dx, add),
                    (i, j) => Dot(outputs, t => dy[i, (j / width * outputs) + t], t => w[j, t]), add, 1e-5);
                EngineCheck.Run(Destination(groups * width, outputs, add), (e, dw) => e.GroupMatMulGradient(x, dy, groups, dw, add),
                    (i, j) => Dot(rows, t => x[t, i], t => dy[t, (i / width * outputs) + j]), add, 3e-5);
            }
        }
    }

    private static IEnumerable<(bool TransposeA, bool TransposeB, bool Add)> Forms() =>
        from transposeA in EngineCheck.Both from transposeB in EngineCheck.Both from add in EngineCheck.Both select (transposeA, transposeB, add);

    private static double Dot(int terms, Func<int, double> a, Func<int, double> b)
    {
        double sum = 0;
        for (int t = 0; t < terms; t++)
            sum += a(t) * b(t);
        return sum;
    }

    private EngineMatrix Matrix(int rows, int columns) => EngineMatrix.Random(_random, rows, columns);

    private EngineMatrix Destination(int rows, int columns, bool add) => EngineMatrix.Destination(_random, rows, columns, add);
}
