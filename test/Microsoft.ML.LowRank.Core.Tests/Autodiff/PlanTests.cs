using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Core.Tests.Autodiff;

public sealed class PlanTests
{
    public static TheoryData<string> Architectures => SmallNetworks.Names;

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Values_share_memory(string name)
    {
        foreach (bool isTraining in new[] { true, false })
        {
            var plan = SmallNetworks.Make(name).Trace(isTraining);
            long sum = plan.Graph.Values.Where(value => value is { ViewOf: null, RowsPerExample: > 0 }).Sum(value => value.Size);
            Assert.InRange(plan.ValuesPerExample, plan.Output.Size, sum * 3 / 4);
        }
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void A_batch_gives_the_same_whatever_came_before(string name)
    {
        var used = SmallNetworks.Make(name);
        used.Run(SmallNetworks.Batch(200, 1));
        used.Run(SmallNetworks.Batch(63, 2), tablePenalty: 0.5f);
        foreach (int rows in new[] { 7, 1, 200, 64 })
        {
            var batch = SmallNetworks.Batch(rows, 10 + rows);
            var fresh = SmallNetworks.Make(name);
            Assert.Equal(fresh.Run(batch).Logits, used.Run(batch).Logits);
            foreach (var parameter in fresh.Parameters.All)
            {
                Assert.Equal(fresh.Memory.GradientOf(fresh.Plan, parameter),
                    used.Memory.GradientOf(used.Plan, used.Parameters.Find(parameter.Name)!));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Rows_do_not_depend_on_the_rest_of_the_batch(string name)
    {
        var network = SmallNetworks.Make(name);
        var batch = SmallNetworks.Batch(50, 8);
        float[] whole = network.Infer(batch);
        float[] parts = network.Run(batch, 0, 1, 20, 29).Logits;
        for (int row = 0; row < whole.Length; row++)
            Assert.Equal(whole[row], parts[row], 1e-5);
    }

    [Fact]
    public void A_table_that_is_looked_up_twice_is_refused()
    {
        var parameters = new ParameterSet(new CpuBackend(1), seed: 1);
        var graph = new Graph(isTraining: true);
        var table = parameters.Get("embedding", ParameterKind.Table, 10, 3, 1);
        var sum = graph.Gather(table, new IdRange(0, 1, 0, 10)).Flat() + graph.Gather(table, new IdRange(1, 1, 0, 10)).Flat();
        var exception = Assert.Throws<NotSupportedException>(() => new Plan(graph, sum));
        Assert.Contains("'embedding'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_tables_of_the_same_rows_share_their_index()
    {
        var plan = SmallNetworks.Make(nameof(DeepFm)).Plan;
        Assert.Equal(["embedding", "linear"], plan.Gradients!.Tables.Select(table => table.Table.Name).Order());
        Assert.Single(plan.Gradients.Ranges);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public void A_gradient_is_copied_only_while_another_value_needs_it(bool isShared, int copies)
    {
        var parameters = new ParameterSet(new CpuBackend(1), seed: 1);
        var graph = new Graph(isTraining: true);
        Value Weight(string name, int rows, int columns) => graph.Use(parameters.Get(name, ParameterKind.Dense, rows, columns, 1));
        var x = graph.NumberInput(6).MatMul(Weight("x", 6, 6));
        // The gradient of x: that of its flat view and the pairs' added to it; or first that of the sum, which x·w has, too.
        var y = isShared ? (x * x.MatMul(Weight("w", 6, 6)) + x).MatMul(Weight("o", 6, 1))
            : x.Reshaped(3, 2).PairSums().RowSums() + x.Reshaped(3, 2).Reshaped(1, 6).MatMul(Weight("o", 6, 1));
        var plan = new Plan(graph, y);
        // A copy is the only step here that reads nothing else and makes as many values.
        Assert.Equal(copies, plan.Gradients!.Steps.Count(step => step.Inputs.Length == 1 && step.Inputs[0].Size == step.Output!.Size));
    }

    [Fact]
    public void What_nothing_depends_on_has_a_gradient_of_zero()
    {
        var engine = new CpuBackend(1);
        var parameters = new ParameterSet(engine, seed: 1);
        var graph = new Graph(isTraining: true);
        var used = graph.NumberInput(3).MatMul(graph.Use(parameters.Get("used", ParameterKind.Dense, 3, 1, 1)));
        used.MatMul(graph.Use(parameters.Get("unused", ParameterKind.Dense, 1, 2, 1)));
        var plan = new Plan(graph, used);
        var memory = new Workspace(engine, plan, 2);
        var batch = new EncodedBatch { Rows = 2, Numbers = 3, Values = [1, 2, 3, 4, 5, 6] };
        memory.BeginBatch(batch, 0);
        memory.Forward(batch, 0, 2);
        memory[plan.OutputGradient!].Write([1, 10]);
        memory.Backward();
        Assert.Equal([41f, 52f, 63f], memory.GradientOf(plan, parameters.Find("used")!));
        Assert.Equal([0f, 0f], memory.GradientOf(plan, parameters.Find("unused")!));
    }

    [Fact]
    public void Numbers_that_are_not_learned_can_be_normalised()
    {
        var engine = new CpuBackend(1);
        var parameters = new ParameterSet(engine, seed: 1);
        var graph = new Graph(isTraining: true);
        Value Row(string name, ParameterKind kind, float mean) => graph.Use(parameters.Get(name, kind, 1, 1, 0, mean));
        var plan = new Plan(graph, graph.NumberInput(1).Normalized(Row("scale", ParameterKind.Dense, 1),
            Row("shift", ParameterKind.Dense, 0), Row("mean", ParameterKind.State, 0), Row("variance", ParameterKind.State, 1)));
        var memory = new Workspace(engine, plan, 2);
        var batch = new EncodedBatch { Rows = 2, Numbers = 1, Values = [-3, 5] };
        memory.BeginBatch(batch, 0);
        memory.Forward(batch, 0, 2);
        memory[plan.OutputGradient!].Write([1, 3]);
        memory.Backward();
        Assert.Equal(2, memory.GradientOf(plan, parameters.Find("scale")!)[0], 1e-5);
        Assert.Equal(4, memory.GradientOf(plan, parameters.Find("shift")!)[0], 1e-5);
    }
}
