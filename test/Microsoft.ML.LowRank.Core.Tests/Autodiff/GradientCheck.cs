using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.LinearAlgebra;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Core.Tests.Autodiff;

/// <summary>
/// Compares the gradients of a traced computation with central differences: every value of every parameter is moved, and
/// the weighted sum of the outputs is computed again by the forward plan alone.
/// </summary>
internal sealed class GradientCheck
{
    public const int Batch = 5;
    public const int Numbers = 6;
    public const int Fields = 3;
    public const int TableRows = 9;

    private readonly IComputeBackend _engine;
    private readonly ParameterSet _parameters;
    private readonly Func<GradientCheck, Graph, Value> _trace;
    private readonly EncodedBatch _batch;
    private double[] _weights = [];

    private GradientCheck(IComputeBackend engine, Func<GradientCheck, Graph, Value> trace, bool bags)
    {
        _engine = engine;
        _trace = trace;
        _parameters = new ParameterSet(engine, seed: 7);
        _batch = MakeBatch(bags);
    }

    public IdRange Range { get; } = new(0, Fields, 0, TableRows);

    /// <summary>A learned matrix with rows for every example: numbers of the batch, each times a learned factor.</summary>
    public Value Rows(Graph graph, string name, int rowsPerExample, int columns)
    {
        int size = rowsPerExample * columns;
        var numbers = graph.NumberInput(Numbers);
        return numbers.MatMul(graph.Use(_parameters.Get(name, ParameterKind.Dense, Numbers, size, 0.5)))
            .Reshaped(rowsPerExample, columns);
    }

    public Value Fixed(Graph graph, string name, int rows, int columns, float mean = 0)
        => graph.Use(_parameters.Get(name, ParameterKind.Dense, rows, columns, 0.7, mean));

    public Value State(Graph graph, string name, int columns, float value)
        => graph.Use(_parameters.Get(name, ParameterKind.State, 1, columns, 0, value));

    public Value Table(Graph graph, int width)
        => graph.Gather(_parameters.Get("table", ParameterKind.Table, TableRows, width, 0.8), Range);

    public static void Run(
        Func<GradientCheck, Graph, Value> trace, IComputeBackend? engine = null, bool bags = false, double tolerance = 4e-3, float h = 1.0f / 128,
        bool mayBeUnused = false)
    {
        var check = new GradientCheck(engine ?? new CpuBackend(1), trace, bags);
        var graph = new Graph(isTraining: true);
        var plan = new Plan(graph, trace(check, graph));
        var memory = new Workspace(check._engine, plan, Batch + 2) { Seed = 99 };
        var random = new SplitMix64(3);
        check._weights = [.. Enumerable.Range(0, (int)plan.Output.Size * (plan.Output.RowsPerExample > 0 ? Batch : 1))
            .Select(_ => random.NextGaussian())];
        memory.BeginBatch(check._batch, 0);
        memory.Forward(check._batch, 0, Batch);
        memory[plan.OutputGradient!].Write(Array.ConvertAll(check._weights, w => (float)w));
        memory.Backward();
        Assert.NotEmpty(check._parameters.All);
        foreach (var parameter in check._parameters.All.Where(p => p.Kind != ParameterKind.State))
            check.Compare(parameter, plan, memory, tolerance, h, mayBeUnused);
    }

    private void Compare(Parameter parameter, Plan plan, Workspace memory, double tolerance, float h, bool mayBeUnused)
    {
        float[] analytic = memory.GradientOf(plan, parameter);
        var values = new float[parameter.Tensor.Count];
        parameter.Tensor.Read(values);
        double largest = analytic.Max(Math.Abs);
        Assert.True(mayBeUnused || largest > 1e-3, $"'{parameter.Name}' receives no gradient.");
        for (int i = 0; i < values.Length; i++)
        {
            float old = values[i];
            values[i] = old + h;
            parameter.Tensor.Write(values);
            double up = Sum(plan, memory);
            values[i] = old - h;
            parameter.Tensor.Write(values);
            double down = Sum(plan, memory);
            values[i] = old;
            double numeric = (up - down) / (2 * h);
            Assert.True(Math.Abs(numeric - analytic[i]) <= tolerance * (1 + largest),
                $"{parameter.Name}[{i}]: {analytic[i]} derived, {numeric} by differences (largest {largest}).");
        }
        parameter.Tensor.Write(values);
    }

    private double Sum(Plan plan, Workspace memory)
    {
        memory.Forward(_batch, 0, Batch);
        var output = new float[_weights.Length];
        memory[plan.Output].Read(output);
        return output.Zip(_weights, (y, w) => y * w).Sum();
    }

    private static EncodedBatch MakeBatch(bool bags)
    {
        var random = new SplitMix64(11);
        var batch = new EncodedBatch
        {
            Rows = Batch,
            Fields = Fields,
            Numbers = Numbers,
            Values = [.. Enumerable.Range(0, Batch * Numbers).Select(_ => (float)random.NextGaussian())],
        };
        if (!bags)
        {
            batch.Ids = [.. Enumerable.Range(0, Batch * Fields).Select(i => i % Fields * 3 + (int)(random.Next() % 3))];
            return batch;
        }
        var ids = new List<int>();
        var factors = new List<float>();
        var starts = new List<int> { 0 };
        for (int i = 0; i < Batch * Fields; i++)
        {
            int count = 1 + (int)(random.Next() % 3);
            for (int k = 0; k < count; k++)
            {
                ids.Add(i % Fields * 3 + (int)(random.Next() % 3));
                factors.Add(1.0f / count);
            }
            starts.Add(ids.Count);
        }
        (batch.Ids, batch.Starts, batch.Factors) = ([.. ids], [.. starts], [.. factors]);
        return batch;
    }
}
