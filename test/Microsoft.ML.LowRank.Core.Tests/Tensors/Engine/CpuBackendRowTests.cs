namespace Microsoft.ML.LowRank.Tensors;

public class CpuBackendRowTests
{
    private static readonly int[] BlockRows = [1, 2, 5];

    private readonly Random _random = new(2);

    [Fact]
    public void ScaleColumns()
    {
        foreach (var (rows, columns) in EngineCheck.Shapes)
        {
            var (x, scale, shift) = (Matrix(rows, columns), Matrix(1, columns), Matrix(1, columns));
            foreach (bool add in EngineCheck.Both)
            {
                foreach (bool hasShift in EngineCheck.Both)
                {
                    double Expected(int i, int j) => (x[i, j] * scale[0, j]) + (hasShift ? shift[0, j] : 0);
                    EngineCheck.Run(Destination(rows, columns, add),
                        (e, y) => e.ScaleColumns(x, scale, hasShift ? shift.Tensor : null, y, add), Expected, add);
                    EngineCheck.Run(x, (e, y) => e.ScaleColumns(y, scale, hasShift ? shift.Tensor : null, y, add), Expected, add);
                }
            }
        }
    }

    [Fact]
    public void ScaleRows()
    {
        foreach (var (rows, columns) in EngineCheck.Shapes)
        {
            var (x, s) = (Matrix(rows, columns), Matrix(rows, 1));
            foreach (bool add in EngineCheck.Both)
            {
                EngineCheck.Run(Destination(rows, columns, add), (e, y) => e.ScaleRows(x, s, y, add), (i, j) => x[i, j] * s[i, 0], add);
                EngineCheck.Run(x, (e, y) => e.ScaleRows(y, s, y, add), (i, j) => x[i, j] * s[i, 0], add);
            }
        }
    }

    [Fact]
    public void SumColumns_and_SumRows()
    {
        foreach (var (rows, columns) in EngineCheck.Shapes.Append((1100, 37)))
        {
            var (a, b) = (Matrix(rows, columns), Matrix(rows, columns));
            foreach (bool add in EngineCheck.Both)
            {
                EngineCheck.Run(Destination(rows, 1, add), (e, y) => e.SumColumns(a, b, y, add),
                    (i, _) => Enumerable.Range(0, columns).Sum(j => a[i, j] * b[i, j]), add, 1e-5);
                EngineCheck.Run(Destination(rows, 1, add), (e, y) => e.SumColumns(a, null, y, add),
                    (i, _) => Enumerable.Range(0, columns).Sum(j => a[i, j]), add, 1e-5);
                EngineCheck.Run(Destination(1, columns, add), (e, y) => e.SumRows(a, b, y, add),
                    (_, j) => Enumerable.Range(0, rows).Sum(i => a[i, j] * b[i, j]), add, 2e-5);
                EngineCheck.Run(Destination(1, columns, add), (e, y) => e.SumRows(a, null, y, add),
                    (_, j) => Enumerable.Range(0, rows).Sum(i => a[i, j]), add, 2e-5);
            }
        }
    }

    [Fact]
    public void SumBlocks_and_RepeatRows()
    {
        foreach (var (blocks, columns) in EngineCheck.Shapes)
        {
            foreach (int size in BlockRows)
            {
                var (x, row) = (Matrix(blocks * size, columns), Matrix(blocks, columns));
                foreach (bool add in EngineCheck.Both)
                {
                    EngineCheck.Run(Destination(blocks, columns, add), (e, y) => e.SumBlocks(x, size, y, add),
                        (i, j) => Enumerable.Range(i * size, size).Sum(k => x[k, j]), add);
                    EngineCheck.Run(Destination(blocks * size, columns, add), (e, y) => e.RepeatRows(row, size, y, add),
                        (i, j) => row[i / size, j], add);
                }
            }
        }
    }

    [Fact]
    public void RepeatColumns()
    {
        foreach (var (rows, columns) in EngineCheck.Shapes)
        {
            var x = Matrix(rows, 1);
            foreach (bool add in EngineCheck.Both)
                EngineCheck.Run(Destination(rows, columns, add), (e, y) => e.RepeatColumns(x, y, add), (i, _) => x[i, 0], add);
        }
    }

    [Fact]
    public void SumPairs_and_its_gradient()
    {
        foreach (var (blocks, columns) in EngineCheck.Shapes)
        {
            foreach (int size in BlockRows)
            {
                var (x, dy) = (Matrix(blocks * size, columns), Matrix(blocks, columns));
                // All pairs one by one, not by the identity that the kernel uses.
                double Pairs(int i, int j)
                {
                    double sum = 0;
                    for (int left = i * size; left < (i + 1) * size; left++)
                    {
                        for (int right = left + 1; right < (i + 1) * size; right++)
                            sum += x[left, j] * x[right, j];
                    }
                    return sum;
                }
                EngineCheck.Run(Destination(blocks, columns, false), (e, y) => e.SumPairs(x, size, y), Pairs);
                foreach (bool add in EngineCheck.Both)
                {
                    EngineCheck.Run(Destination(blocks * size, columns, add), (e, dx) => e.SumPairsGradient(x, size, dy, dx, add),
                        (i, j) => dy[i / size, j] * Enumerable.Range(i / size * size, size).Where(k => k != i).Sum(k => x[k, j]), add);
                }
            }
        }
    }

    [Fact]
    public void Softmax_and_its_gradient()
    {
        foreach (var (rows, columns) in EngineCheck.Shapes)
        {
            var (x, dy) = (Matrix(rows, columns), Matrix(rows, columns));
            double[] total = [.. Enumerable.Range(0, rows).Select(i => Enumerable.Range(0, columns).Sum(k => Math.Exp(x[i, k])))];
            double[] dot = [.. Enumerable.Range(0, rows).Select(i => Enumerable.Range(0, columns).Sum(k => dy[i, k] * x[i, k]))];
            double Share(int i, int j) => Math.Exp(x[i, j]) / total[i];
            EngineCheck.Run(Destination(rows, columns, false), (e, y) => e.Softmax(x, y), Share);
            EngineCheck.Run(x, (e, y) => e.Softmax(y, y), Share);
            double Gradient(int i, int j) => x[i, j] * (dy[i, j] - dot[i]);
            EngineCheck.Run(Destination(rows, columns, false), (e, dx) => e.SoftmaxGradient(x, dy, dx), Gradient, tolerance: 1e-5);
            EngineCheck.Run(dy, (e, dx) => e.SoftmaxGradient(x, dx, dx), Gradient, tolerance: 1e-5);
        }
    }

    [Fact]
    public void Softmax_does_not_overflow()
    {
        var x = new EngineMatrix(1, 3, [3e38f, 3e38f, -3e38f]);
        EngineCheck.Run(Destination(1, 3, false), (e, y) => e.Softmax(x, y), (_, j) => j < 2 ? 0.5 : 0);
    }

    [Fact]
    public void Normalize_and_its_gradient()
    {
        foreach (var (rows, columns) in EngineCheck.Shapes.Where(shape => shape.Rows > 1).Append((1100, 37)))
        {
            var (x, scale, shift, dy) = (Matrix(rows, columns), Matrix(1, columns), Matrix(1, columns), Matrix(rows, columns));
            double[] mean = [.. Enumerable.Range(0, columns).Select(j => Enumerable.Range(0, rows).Average(i => x[i, j]))];
            double[] squares = [.. Enumerable.Range(0, columns).Select(j => Enumerable.Range(0, rows).Sum(i => Math.Pow(x[i, j] - mean[j], 2)))];
            double[] deviation = [.. squares.Select(sum => Math.Sqrt((sum / rows) + 1e-5))];
            double Normal(int i, int j) => (x[i, j] - mean[j]) / deviation[j];
            var statistics = new CpuTensor(2, columns);
            EngineMatrix State(float value) => new(1, columns, [.. Enumerable.Repeat(value, columns)]);
            EngineCheck.Run(Destination(rows, columns, false),
                (e, y) => e.Normalize(x, scale, shift, statistics, State(0), State(0), y),
                (i, j) => (Normal(i, j) * scale[0, j]) + shift[0, j], tolerance: 1e-5);
            EngineCheck.Run(Destination(2, columns, false),
                (e, s) => e.Normalize(x, scale, shift, s, State(0), State(0), new CpuTensor(rows, columns)),
                (i, j) => i == 0 ? mean[j] : 1 / deviation[j], tolerance: 1e-5);
            EngineCheck.Run(State(4), (e, m) => e.Normalize(x, scale, shift, statistics, m, State(0), new CpuTensor(rows, columns)),
                (_, j) => (0.9 * 4) + (0.1 * mean[j]));
            EngineCheck.Run(State(4), (e, v) => e.Normalize(x, scale, shift, statistics, State(0), v, new CpuTensor(rows, columns)),
                (_, j) => (0.9 * 4) + (0.1 * squares[j] / (rows - 1)));

            // The derivative as the chain rule has it, one row's effect on every other.
            double[] sum = [.. Enumerable.Range(0, columns).Select(j => Enumerable.Range(0, rows).Sum(i => dy[i, j]))];
            double[] product = [.. Enumerable.Range(0, columns).Select(j => Enumerable.Range(0, rows).Sum(i => dy[i, j] * Normal(i, j)))];
            double Gradient(int i, int j) => scale[0, j] / deviation[j] * (dy[i, j] - (sum[j] / rows) - (Normal(i, j) * product[j] / rows));
            var (dScale, dShift) = (new CpuTensor(1, columns), new CpuTensor(1, columns));
            EngineCheck.Run(Destination(rows, columns, false),
                (e, dx) => e.NormalizeGradient(x, scale, statistics, dy, dx, dScale, dShift), Gradient, tolerance: 1e-4);
            EngineCheck.Run(dy, (e, dx) => e.NormalizeGradient(x, scale, statistics, dx, dx, dScale, dShift), Gradient, tolerance: 1e-4);
            EngineCheck.Run(Destination(1, columns, false),
                (e, d) => e.NormalizeGradient(x, scale, statistics, dy, new CpuTensor(rows, columns), d, dShift), (_, j) => product[j], tolerance: 1e-4);
            EngineCheck.Run(Destination(1, columns, false),
                (e, d) => e.NormalizeGradient(x, scale, statistics, dy, new CpuTensor(rows, columns), dScale, d), (_, j) => sum[j], tolerance: 1e-4);
        }
    }

    [Fact]
    public void Normalize_keeps_its_precision_far_from_zero()
    {
        // Deviations of 1 about 1000: squares of the values themselves would leave three digits.
        var x = new EngineMatrix(4, 1, [999, 1001, 1001, 999]);
        var one = new EngineMatrix(1, 1, [1]);
        EngineCheck.Run(Destination(4, 1, false),
            (e, y) => e.Normalize(x, one, new CpuTensor(1, 1), new CpuTensor(2, 1), new CpuTensor(1, 1), new CpuTensor(1, 1), y),
            (i, _) => x[i, 0] - 1000, tolerance: 1e-4);
    }

    [Fact]
    public void NormalizeFixed()
    {
        foreach (var (rows, columns) in EngineCheck.Shapes)
        {
            var (x, scale, shift, mean) = (Matrix(rows, columns), Matrix(1, columns), Matrix(1, columns), Matrix(1, columns));
            var variance = new EngineMatrix(1, columns, [.. mean.Values.Select(value => value + 1.5f)]);
            double Expected(int i, int j) => ((x[i, j] - mean[0, j]) / Math.Sqrt(variance[0, j] + 1e-5) * scale[0, j]) + shift[0, j];
            EngineCheck.Run(Destination(rows, columns, false), (e, y) => e.NormalizeFixed(x, scale, shift, mean, variance, y), Expected);
            EngineCheck.Run(x, (e, y) => e.NormalizeFixed(y, scale, shift, mean, variance, y), Expected);
        }
    }

    private EngineMatrix Matrix(int rows, int columns) => EngineMatrix.Random(_random, rows, columns);

    private EngineMatrix Destination(int rows, int columns, bool add) => EngineMatrix.Destination(_random, rows, columns, add);
}
