using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Core.Tests.Autodiff;

/// <summary>
/// Random computations, in which values are used any number of times: that they share memory must change neither results
/// nor gradients.
/// </summary>
public sealed class RandomGraphTests
{
    private const int Rows = 2;
    private const int Columns = 4;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 30)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Gradients_are_those_of_differences(int seed) =>
        GradientCheck.Run((c, g) => Trace(g, seed, (name, width) => c.Rows(g, name, Rows, width), (name, rows) => c.Fixed(g, name, rows, Columns)),
            tolerance: 1e-2, h: 1.0f / 512, mayBeUnused: true);

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Results_do_not_depend_on_shared_memory(int seed)
    {
        var parameters = new ParameterSet(new CpuBackend(1), (ulong)seed);
        float[] alone = Evaluate(parameters, seed, isTraining: false, isShared: false, out long all);
        Assert.Equal(alone, Evaluate(parameters, seed, isTraining: false, isShared: true, out long fewest));
        Assert.Equal(alone, Evaluate(parameters, seed, isTraining: true, isShared: true, out _));
        Assert.True(fewest < all);
    }

    private static float[] Evaluate(ParameterSet parameters, int seed, bool isTraining, bool isShared, out long valuesPerExample)
    {
        var graph = new Graph(isTraining);
        Value Make(string name, int rows, int columns) => graph.Use(parameters.Get(name, ParameterKind.Dense, rows, columns, 0.5));
        var output = Trace(graph, seed,
            (name, width) => graph.NumberInput(3).MatMul(Make(name, 3, Rows * width)).Reshaped(Rows, width),
            (name, rows) => Make(name, rows, Columns));
        // To read every value in the end keeps all of them alive.
        Value[] kept = [.. graph.Values.Where(value => value.Parameter is null && !isShared)];
        var engine = new CpuBackend(1);
        var plan = new Plan(graph, output, kept);
        valuesPerExample = plan.ValuesPerExample;
        var memory = new Workspace(engine, plan, 9);
        var random = new Random(seed);
        var batch = new EncodedBatch { Rows = 9, Numbers = 3, Values = [.. Enumerable.Range(0, 27).Select(_ => (float)random.NextDouble())] };
        memory.Forward(batch, 0, 9);
        var values = new float[9 * Rows * Columns];
        memory[output].Read(values);
        return values;
    }

    private static Value Trace(Graph graph, int seed, Func<string, int, Value> rows, Func<string, int, Value> matrix)
    {
        var random = new Random(seed);
        var pool = new List<Value> { rows("a", Columns), rows("b", Columns) };
        Value Any() => pool[random.Next(pool.Count)];
        for (int i = 0; i < 14; i++)
        {
            var x = Any();
            pool.Add(random.Next(14) switch
            {
                0 => x + Any(),
                1 => x * Any(),
                2 => x.Activated(Activation.Tanh),
                3 => x.Activated(Activation.Sigmoid, matrix("bias", 1)),
                4 => x.Scaled(0.75f),
                5 => x.TimesRow(matrix("scale", 1)),
                6 => x.TimesColumn(Any().RowSums()),
                7 => x.Softmaxed(),
                8 => x.MatMul(matrix("weight", Columns)),
                9 => Operations.Joined(x.Slice(1, 2), Any().Slice(0, 2)),
                10 => x.Select([2, 2, 0, 1], 1),
                11 => x.Transposed().Reshaped(Rows, Columns),
                12 => x.ExampleMatMul(Any(), transposeB: true).ExampleMatMul(Any()),
                _ => x.Flat().Activated(Activation.Tanh).Reshaped(Rows, Columns),
            });
            // Sizes stay in the range where differences say something.
            if (i % 3 == 2)
                pool[^1] = pool[^1].Activated(Activation.Tanh);
        }
        var sum = pool[^1] + (pool[^2] * pool[^3]);
        return (sum + pool[0] + pool[1]).Activated(Activation.Tanh);
    }
}
