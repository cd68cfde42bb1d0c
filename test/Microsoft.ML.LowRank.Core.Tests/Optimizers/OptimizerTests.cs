using System.Text.Json;
using Microsoft.ML.LowRank.Networks;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Optimizers;

public class OptimizerTests
{
    public static TheoryData<string> References => [.. NetworkReference.ReadOptimizers().Keys];

    [Theory]
    [MemberData(nameof(References))]
    public void Ten_steps_are_those_of_PyTorch(string name)
    {
        var reference = NetworkReference.ReadOptimizers()[name];
        Assert.Equal(10, reference.Gradients.Length);
        int width = reference.Start.Columns;
        foreach (var kernels in KernelVariants.Available)
        {
            float[] zeros = new float[reference.Start.Values.Length];
            bool isSparse = reference.Gradients[0].Rows is not null;
            var steps = new GivenGradients(new CpuBackend(1, kernels), Settings(reference.Options),
                isSparse ? zeros : reference.Start.Values, isSparse ? reference.Start.Values : zeros, width);
            for (int i = 0; i < reference.Gradients.Length; i++)
            {
                var (rows, values) = (reference.Gradients[i].Rows, reference.Gradients[i].Values);
                if (rows is null)
                    steps.Step(values, [0], new float[width]);
                else
                    steps.Step(zeros, rows, values);
                Close(reference.Expected[i], GivenGradients.Read((isSparse ? steps.Table : steps.Dense).Tensor), $"{name}, step {i}");
            }
        }
    }

    [Theory]
    [InlineData(OptimizerKind.Adam, 1)]
    [InlineData(OptimizerKind.Adam, 3)]
    [InlineData(OptimizerKind.Adam, 10)]
    [InlineData(OptimizerKind.Adam, 17)]
    [InlineData(OptimizerKind.AdamW, 10)]
    [InlineData(OptimizerKind.MomentumSgd, 3)]
    [InlineData(OptimizerKind.MomentumSgd, 17)]
    public void Any_width_is_stepped_as_the_formulas_say(OptimizerKind kind, int width)
    {
        // A large ε shows where it is added. The sizes are worth a second thread.
        const int TableRows = 3000;
        int denseRows = 20_000 / width;
        var settings = new OptimizerSettings { Kind = kind, LearningRate = 0.05, Epsilon = 1e-2, WeightDecay = 0.3 };
        foreach (var kernels in KernelVariants.Available)
        {
            var random = new Random(17);
            var (dense, table) = (Normal(random, denseRows * width), Normal(random, TableRows * width));
            var one = new GivenGradients(new CpuBackend(1, kernels), settings, dense, table, width);
            var two = new GivenGradients(new CpuBackend(2, kernels), settings, dense, table, width);
            var naiveDense = new NaiveOptimizer(settings, dense, isTable: false);
            var naiveTable = new NaiveOptimizer(settings, table, isTable: true);
            for (int step = 0; step < 4; step++)
            {
                int[] rows = [.. Enumerable.Range(0, TableRows - 1).Where(_ => random.Next(2) == 0)];
                random.Shuffle(rows);
                var (onDense, onRows) = (Normal(random, dense.Length), Normal(random, rows.Length * width));
                one.Step(onDense, rows, onRows);
                two.Step(onDense, rows, onRows);
                naiveDense.Step(Enumerable.Range(0, dense.Length), onDense);
                naiveTable.Step(rows.SelectMany(row => Enumerable.Range(row * width, width)), onRows);
            }
            Close(naiveDense.Values, GivenGradients.Read(one.Dense.Tensor), $"{kernels.Name}, dense", 2e-6);
            Close(naiveTable.Values, GivenGradients.Read(one.Table.Tensor), $"{kernels.Name}, rows", 2e-6);
            Assert.Equal(GivenGradients.Read(one.Dense.Tensor), GivenGradients.Read(two.Dense.Tensor));
            Assert.Equal(GivenGradients.Read(one.Table.Tensor), GivenGradients.Read(two.Table.Tensor));
        }
    }

    [Theory]
    [InlineData(OptimizerKind.Adam)]
    [InlineData(OptimizerKind.MomentumSgd)]
    public void Rows_that_no_batch_has_keep_their_values_and_moments(OptimizerKind kind)
    {
        const int Width = 5;
        var random = new Random(2);
        var (dense, table) = (Normal(random, 2 * Width), Normal(random, 9 * Width));
        var steps = new GivenGradients(new CpuBackend(1), new OptimizerSettings { Kind = kind }, dense, table, Width);
        steps.Step(Normal(random, 2 * Width), [4, 1, 7], Normal(random, 3 * Width));
        var (first, second) = steps.Moments(steps.Table);
        float[] values = GivenGradients.Read(steps.Table.Tensor);
        for (int i = 0; i < 6; i++)
            steps.Step(Normal(random, 2 * Width), [1, 0], Normal(random, 2 * Width));
        var (laterFirst, laterSecond) = steps.Moments(steps.Table);
        float[] later = GivenGradients.Read(steps.Table.Tensor);
        for (int row = 0; row < 9; row++)
        {
            var range = (row * Width)..((row + 1) * Width);
            bool isTouched = row < 2;
            Assert.Equal(isTouched, !first[range].SequenceEqual(laterFirst[range]));
            Assert.Equal(isTouched, !values[range].SequenceEqual(later[range]));
            Assert.Equal(isTouched && second is not null, second is not null && !second[range].SequenceEqual(laterSecond![range]));
        }
        Assert.Equal(table[(8 * Width)..], later[(8 * Width)..]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.01)]
    [InlineData(1)]
    [InlineData(1e6)]
    public void Gradients_of_dense_parameters_and_rows_are_clipped_by_their_common_norm(double largest)
    {
        const int Width = 8;
        var settings = new OptimizerSettings { Kind = OptimizerKind.MomentumSgd, LearningRate = 0.5, LargestNorm = largest };
        var random = new Random(6);
        var (dense, table) = (Normal(random, 4000 * Width), Normal(random, 700 * Width));
        int[] rows = [.. Enumerable.Range(0, 600)];
        var (onDense, onRows) = (Normal(random, dense.Length), Normal(random, rows.Length * Width));
        double norm = Math.Sqrt(onDense.Concat(onRows).Sum(g => (double)g * g));
        double scale = largest > 0 && norm > largest ? largest / norm : 1;
        Assert.Equal(largest is 0 or 1e6, scale == 1);
        var steps = new GivenGradients(new CpuBackend(2), settings, dense, table, Width);
        var naiveDense = new NaiveOptimizer(settings, dense, isTable: false);
        var naiveTable = new NaiveOptimizer(settings, table, isTable: true);
        steps.Step(onDense, rows, onRows);
        naiveDense.Step(Enumerable.Range(0, dense.Length), onDense, scale);
        naiveTable.Step(Enumerable.Range(0, onRows.Length), onRows, scale);
        Close(naiveDense.Values, GivenGradients.Read(steps.Dense.Tensor), "dense", 5e-7);
        Close(naiveTable.Values, GivenGradients.Read(steps.Table.Tensor), "rows", 5e-7);
        // The change itself has the norm that was asked for.
        double change = dense.Zip(GivenGradients.Read(steps.Dense.Tensor), (a, b) => Math.Pow((double)a - b, 2)).Sum()
            + table.Zip(GivenGradients.Read(steps.Table.Tensor), (a, b) => Math.Pow((double)a - b, 2)).Sum();
        Assert.Equal(0.5 * norm * scale, Math.Sqrt(change), 1e-2 * norm * scale);
    }

    [Fact]
    public void The_learning_rate_at_hand_is_used()
    {
        var steps = new GivenGradients(new CpuBackend(1),
            new OptimizerSettings { Kind = OptimizerKind.MomentumSgd, FirstDecay = 0, LearningRate = 1 }, [2, 4], [1, 3], 2);
        steps.Step([1, 1], [0], [1, 1]);
        Assert.Equal([1f, 3f], GivenGradients.Read(steps.Dense.Tensor));
        steps.LearningRate = 0.25;
        steps.Step([1, 1], [0], [1, 1]);
        Assert.Equal([0.75f, 2.75f], GivenGradients.Read(steps.Dense.Tensor));
        Assert.Equal([-0.25f, 1.75f], GivenGradients.Read(steps.Table.Tensor));
    }

    [Fact]
    public void A_gradient_that_is_not_finite_is_not_clipped_to_zero()
    {
        var steps = new GivenGradients(new CpuBackend(1),
            new OptimizerSettings { Kind = OptimizerKind.MomentumSgd, LargestNorm = 1 }, [2, 4], [1, 3], 2);
        steps.Step([float.PositiveInfinity, 1], [0], [1, 1]);
        Assert.Equal(float.NegativeInfinity, GivenGradients.Read(steps.Dense.Tensor)[0]);
    }

    private static OptimizerSettings Settings(JsonElement options) => new()
    {
        Kind = options.GetProperty("name").GetString() switch
        {
            "Adam" or "SparseAdam" => OptimizerKind.Adam,
            "AdamW" => OptimizerKind.AdamW,
            _ => OptimizerKind.MomentumSgd,
        },
        LearningRate = options.GetProperty("learning_rate").GetDouble(),
        FirstDecay = (options.TryGetProperty("beta1", out var first) ? first : options.GetProperty("momentum")).GetDouble(),
        SecondDecay = options.TryGetProperty("beta2", out var second) ? second.GetDouble() : 0,
        Epsilon = options.TryGetProperty("epsilon", out var epsilon) ? epsilon.GetDouble() : 0,
        WeightDecay = options.TryGetProperty("weight_decay", out var decay) ? decay.GetDouble() : 0,
    };

    private static float[] Normal(Random random, int count)
    {
        var values = new float[count];
        foreach (ref float value in values.AsSpan())
            value = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        return values;
    }

    private static void Close(double[] expected, float[] actual, string what, double tolerance = 1e-6)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * (1 + Math.Abs(expected[i])),
                $"{what}, value {i}: {actual[i]} instead of {expected[i]}.");
        }
    }
}
