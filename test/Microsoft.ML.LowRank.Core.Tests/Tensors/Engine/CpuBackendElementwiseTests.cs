namespace Microsoft.ML.LowRank.Tensors;

public class CpuBackendElementwiseTests
{
    private readonly Random _random = new(1);

    public static TheoryData<Activation> Activations => [Activation.None, Activation.Relu, Activation.Sigmoid, Activation.Tanh];

    [Fact]
    public void Memory_is_zero_aligned_and_seen_with_any_width()
    {
        var engine = new CpuBackend(1);
        var tensor = engine.Allocate(6, 7);
        Assert.Equal(new float[42], Read(tensor));
        tensor.Write([.. Enumerable.Range(0, 42).Select(i => (float)i)]);
        var view = engine.View(tensor, 10);
        Assert.Equal((4, 10), (view.Rows, view.Columns));
        Assert.Equal(Read(tensor)[..40], Read(view));
        Assert.Throws<InsufficientMemoryException>(() => engine.Allocate(int.MaxValue, 2));
    }

    [Fact]
    public void Fill()
    {
        foreach (var (rows, columns) in EngineCheck.Shapes)
            EngineCheck.Run(Destination(rows, columns, false), (e, y) => e.Fill(y, 2.5f), (_, _) => 2.5);
    }

    [Fact]
    public void Scale()
    {
        foreach (var (rows, columns) in EngineCheck.Shapes)
        {
            var x = Matrix(rows, columns);
            foreach (float factor in new[] { 1, -0.75f, 0 })
            {
                foreach (bool add in EngineCheck.Both)
                {
                    EngineCheck.Run(Destination(rows, columns, add), (e, y) => e.Scale(x, factor, y, add), (i, j) => factor * x[i, j], add);
                    EngineCheck.Run(x, (e, y) => e.Scale(y, factor, y, add), (i, j) => factor * x[i, j], add);
                }
            }
        }
    }

    [Fact]
    public void Add()
    {
        foreach (var (rows, columns) in EngineCheck.Shapes)
        {
            var (a, b) = (Matrix(rows, columns), Matrix(rows, columns));
            EngineCheck.Run(Destination(rows, columns, false), (e, y) => e.Add(a, b, y), (i, j) => a[i, j] + b[i, j]);
            EngineCheck.Run(a, (e, y) => e.Add(y, b, y), (i, j) => a[i, j] + b[i, j]);
            EngineCheck.Run(b, (e, y) => e.Add(a, y, y), (i, j) => a[i, j] + b[i, j]);
        }
    }

    [Fact]
    public void Multiply()
    {
        foreach (var (rows, columns) in EngineCheck.Shapes)
        {
            var (a, b) = (Matrix(rows, columns), Matrix(rows, columns));
            foreach (bool add in EngineCheck.Both)
            {
                EngineCheck.Run(Destination(rows, columns, add), (e, y) => e.Multiply(a, b, y, add), (i, j) => a[i, j] * b[i, j], add);
                EngineCheck.Run(a, (e, y) => e.Multiply(y, b, y, add), (i, j) => a[i, j] * b[i, j], add);
                EngineCheck.Run(b, (e, y) => e.Multiply(a, y, y, add), (i, j) => a[i, j] * b[i, j], add);
                EngineCheck.Run(a, (e, y) => e.Multiply(y, y, y, add), (i, j) => a[i, j] * a[i, j], add);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void Activate(Activation activation)
    {
        foreach (var (rows, columns) in EngineCheck.Shapes)
        {
            var x = Matrix(rows, columns);
            var b = Matrix(1, columns);
            EngineCheck.Run(Destination(rows, columns, false), (e, y) => e.Activate(x, null, activation, y), (i, j) => Of(activation, x[i, j]));
            EngineCheck.Run(x, (e, y) => e.Activate(y, null, activation, y), (i, j) => Of(activation, x[i, j]));
            EngineCheck.Run(Destination(rows, columns, false), (e, y) => e.Activate(x, b, activation, y), (i, j) => Of(activation, x[i, j] + b[0, j]));
            EngineCheck.Run(x, (e, y) => e.Activate(y, b, activation, y), (i, j) => Of(activation, x[i, j] + b[0, j]));
        }
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void ActivateGradient(Activation activation)
    {
        foreach (var (rows, columns) in EngineCheck.Shapes)
        {
            var (y, dy) = (Matrix(rows, columns), Matrix(rows, columns));
            double Expected(int i, int j) => dy[i, j] * activation switch
            {
                Activation.Relu => y[i, j] > 0 ? 1 : 0,
                Activation.Sigmoid => y[i, j] * (1 - y[i, j]),
                Activation.Tanh => 1 - (y[i, j] * y[i, j]),
                _ => 1,
            };
            EngineCheck.Run(Destination(rows, columns, false), (e, dx) => e.ActivateGradient(y, dy, activation, dx), Expected);
            EngineCheck.Run(dy, (e, dx) => e.ActivateGradient(y, dx, activation, dx), Expected);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_not_finite_goes_through_activations(bool hasBias)
    {
        foreach (int width in new[] { 1, 5, 40 })
        {
            foreach (var kernels in KernelVariants.Available)
            {
                for (int at = 0; at < width; at++)
                {
                    var x = Matrix(3, width);
                    x.Values[width + at] = float.NaN;
                    x.Values[at] = float.NegativeInfinity;
                    x.Values[(2 * width) + at] = float.PositiveInfinity;
                    x.Tensor.Write(x.Values);
                    foreach (var activation in Enum.GetValues<Activation>())
                    {
                        var engine = new CpuBackend(1, kernels);
                        var y = engine.Allocate(3, width);
                        engine.Activate(x, hasBias ? engine.Allocate(1, width) : null, activation, y);
                        float[] values = Read(y);
                        Assert.True(float.IsNaN(values[width + at]), $"{activation}, {kernels.Name}: NaN became {values[width + at]}.");
                        Assert.Equal(1, values.Count(float.IsNaN));
                        Assert.Equal(Of(activation, double.NegativeInfinity), values[at]);
                        Assert.Equal(Of(activation, double.PositiveInfinity), values[(2 * width) + at]);
                    }
                }
            }
        }
    }

    [Fact]
    public void Drop()
    {
        const float Rate = 0.3f;
        const ulong Seed = 77;
        foreach (var (rows, columns) in EngineCheck.Shapes)
        {
            var x = Matrix(rows, columns);
            var ones = new EngineMatrix(rows, columns, [.. Enumerable.Repeat(1f, rows * columns)]);
            var engine = new CpuBackend(1);
            var mask = engine.Allocate(rows, columns);
            engine.Drop(ones, Rate, Seed, mask);
            float[] kept = Read(mask);
            Assert.All(kept, value => Assert.True(value is 0 or (1 / (1 - Rate))));
            // The same places again, whatever the values and the number of threads: the gradient relies on it.
            EngineCheck.Run(Destination(rows, columns, false), (e, y) => e.Drop(x, Rate, Seed, y), (i, j) => kept[(i * columns) + j] * x[i, j]);
            EngineCheck.Run(x, (e, y) => e.Drop(y, Rate, Seed, y), (i, j) => kept[(i * columns) + j] * x[i, j]);
        }
    }

    [Theory]
    [InlineData(0.001f)]
    [InlineData(0.5f)]
    [InlineData(0.9f)]
    public void Drop_takes_the_share_it_is_told_and_other_places_for_another_seed(float rate)
    {
        const int Count = 200_000;
        var engine = new CpuBackend(1);
        var ones = engine.Allocate(1000, Count / 1000);
        engine.Fill(ones, 1);
        var (first, second) = (engine.Allocate(1000, Count / 1000), engine.Allocate(1000, Count / 1000));
        engine.Drop(ones, rate, 1, first);
        engine.Drop(ones, rate, 2, second);
        var (a, b) = (Read(first), Read(second));
        double sigma = Math.Sqrt(rate * (1 - rate) / Count);
        Assert.InRange(a.Count(value => value == 0) / (double)Count, rate - (5 * sigma), rate + (5 * sigma));
        // Independent draws agree to drop in rate² of the places.
        double both = rate * rate;
        double sigmaOfBoth = Math.Sqrt(both * (1 - both) / Count);
        Assert.InRange(Enumerable.Range(0, Count).Count(i => a[i] == 0 && b[i] == 0) / (double)Count, both - (5 * sigmaOfBoth), both + (5 * sigmaOfBoth));
    }

    [Fact]
    public void SumOfSquares()
    {
        foreach (var (rows, columns) in EngineCheck.Shapes.Append((700, 101)))
        {
            var x = Matrix(rows, columns);
            double expected = x.Values.Sum(value => (double)value * value);
            double one = new CpuBackend(1).SumOfSquares(x);
            Assert.Equal(expected, one, expected * 1e-5);
            Assert.Equal(one, new CpuBackend(2).SumOfSquares(x));
        }
    }

    private static double Of(Activation activation, double x) => activation switch
    {
        Activation.Relu => Math.Max(0, x),
        Activation.Sigmoid => 1 / (1 + Math.Exp(-x)),
        Activation.Tanh => Math.Tanh(x),
        _ => x,
    };

    private EngineMatrix Matrix(int rows, int columns) => EngineMatrix.Random(_random, rows, columns);

    private EngineMatrix Destination(int rows, int columns, bool add) => EngineMatrix.Destination(_random, rows, columns, add);

    private static float[] Read(Tensor tensor)
    {
        var values = new float[tensor.Count];
        tensor.Read(values);
        return values;
    }
}
