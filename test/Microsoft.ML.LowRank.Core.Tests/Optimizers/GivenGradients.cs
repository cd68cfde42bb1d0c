using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Optimizers;

/// <summary>A dense parameter and a table that are stepped along gradients that a test writes.</summary>
internal sealed class GivenGradients
{
    private readonly Plan _plan;
    private readonly Workspace _memory;
    private readonly Optimizer _optimizer;
    private readonly Value _denseGradient;

    public GivenGradients(CpuBackend engine, OptimizerSettings settings, float[] dense, float[] table, int width)
    {
        _optimizer = new Optimizer(engine, settings);
        var parameters = new ParameterSet(engine, seed: 1);
        int tableRows = table.Length / width;
        var graph = new Graph(isTraining: true);
        Dense = parameters.Get("dense", ParameterKind.Dense, dense.Length / width, width, 0);
        Table = parameters.Get("table", ParameterKind.Table, tableRows, width, 0);
        Dense.Tensor.Write(dense);
        Table.Tensor.Write(table);
        var sum = graph.NumberInput(Dense.Tensor.Rows).MatMul(graph.Use(Dense)).RowSums();
        _plan = new Plan(graph, sum + graph.Gather(Table, new IdRange(0, 1, 0, tableRows)).Flat().RowSums());
        _memory = new Workspace(engine, _plan, 1);
        _denseGradient = _plan.Gradients!.OfParameters.Single().Gradient;
    }

    public Parameter Dense { get; }

    public Parameter Table { get; }

    public double LearningRate
    {
        set => _optimizer.LearningRate = value;
    }

    /// <summary>One step; the gradients of the given distinct rows of the table lie one after the other.</summary>
    public void Step(float[] dense, int[] rows, float[] values)
    {
        _memory.BeginBatch(new EncodedBatch { Rows = rows.Length, Fields = 1, Ids = rows }, 0);
        _memory[_denseGradient].Write(dense);
        Assert.Equal(rows.Length, _memory.GradientOf(Table).Rows);
        _memory.GradientOf(Table).Write(values);
        _optimizer.Step(_plan.Gradients!, _memory);
    }

    public (float[] First, float[]? Second) Moments(Parameter parameter)
    {
        var (first, second) = _optimizer.StateOf(parameter);
        return (Read(first), second is null ? null : Read(second));
    }

    public static float[] Read(Tensor tensor)
    {
        var values = new float[tensor.Count];
        tensor.Read(values);
        return values;
    }
}
