using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Core.Tests.Autodiff;
using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Optimizers;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Networks;

/// <summary>Every architecture, as small as its options allow, on the smallest inputs.</summary>
public class DegenerateShapeTests
{
    private const int IdsPerField = 3;

    private static readonly Dictionary<string, Func<CtrArchitecture>> Smallest = new()
    {
        ["LogisticRegression"] = () => new LogisticRegression(),
        ["FactorizationMachine"] = () => new FactorizationMachine(),
        ["FieldAwareFactorizationMachine"] = () => new FieldAwareFactorizationMachine(),
        ["WideAndDeep"] = () => new WideAndDeep(),
        ["DeepFm"] = () => new DeepFm(),
        ["DeepFm, normalised"] = () => new DeepFm { BatchNormalization = true, Activation = Activation.Tanh },
        ["Dcn"] = () => new Dcn { Crosses = 1 },
        ["Dcn2"] = () => new Dcn2 { Crosses = 1 },
        ["Dcn2, stacked"] = () => new Dcn2 { Crosses = 1, Rank = 1, IsStacked = true },
        ["Dcn2, mixture"] = () => new Dcn2 { Crosses = 1, Rank = 1, Experts = 2 },
        ["XDeepFm"] = () => new XDeepFm { InteractionUnits = [1] },
        ["AutoInt"] = () => new AutoInt { AttentionLayers = 1, Heads = 1, HeadSize = 1 },
        ["AutoInt, published"] = () => new AutoInt { AttentionLayers = 1, Heads = 1, HeadSize = 1, IsDeep = false, HasResidual = false },
        ["FiBiNet, all"] = () => new FiBiNet { Bilinear = BilinearKind.All },
        ["FiBiNet, each"] = () => new FiBiNet { Bilinear = BilinearKind.Each },
        ["FiBiNet, interaction"] = () => new FiBiNet { Reduction = 100 },
        ["Ipnn"] = () => new Ipnn(),
        ["Nfm"] = () => new Nfm(),
        ["FinalMlp"] = () => new FinalMlp { SecondHiddenUnits = [1], Heads = 1, HasGates = false },
        ["FinalMlp, gates"] = () => new FinalMlp { SecondHiddenUnits = [1], Heads = 1, GateHiddenUnits = [] },
        ["MultilayerPerceptron"] = () => new MultilayerPerceptron { Activation = Activation.Tanh },
        ["FinalMlp, deep gates"] = () => new FinalMlp { SecondHiddenUnits = [1], Heads = 1, GateHiddenUnits = [1] },
    };

    private static readonly (int Categories, int Numbers)[] Inputs = [(1, 0), (0, 1), (0, 3), (1, 1), (2, 0), (3, 2)];

    public static TheoryData<string> Architectures => [.. Smallest.Keys];

    [Fact]
    public void Every_architecture_is_here() => Assert.Equal(
        typeof(CtrArchitecture).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(CtrArchitecture)) && !type.IsAbstract).Select(type => type.Name).Order(),
        Smallest.Values.Select(make => make().GetType().Name).Distinct().Order());

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Learns_from_the_smallest_inputs(string name)
    {
        foreach (var (categories, numbers) in Inputs)
        {
            foreach (int dimension in new[] { 1, 4 })
            {
                string what = $"{name}, {categories} categories, {numbers} numbers, dimension {dimension}";
                var architecture = Make(name);
                var problems = new List<string>();
                architecture.Validate(problems);
                Assert.Empty(problems);
                var network = new TestNetwork(architecture, new NetworkShape(categories, categories * IdsPerField, 0, 0, numbers, 1), dimension, new CpuBackend(1));
                var batch = Batch(categories, numbers);
                var optimizer = new Optimizer(network.Engine, new OptimizerSettings { LearningRate = 0.03 });
                var (logits, first) = network.Run(batch);
                Assert.All(logits, logit => Assert.True(float.IsFinite(logit), what));
                Assert.All(network.Infer(batch), logit => Assert.True(float.IsFinite(logit), what));
                Assert.Contains(network.Parameters.All.Where(p => p.Kind != ParameterKind.State),
                    p => network.Memory.GradientOf(network.Plan, p).Any(value => value != 0));
                for (int step = 0; step < 40; step++)
                {
                    optimizer.Step(network.Plan.Gradients!, network.Memory);
                    network.Run(batch);
                }
                double last = network.Run(batch).Loss;
                Assert.True(last < first - 0.01, $"{what}: the loss went from {first} to {last}.");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void One_row_is_a_batch(string name)
    {
        var network = new TestNetwork(Make(name), new NetworkShape(2, 2 * IdsPerField, 0, 0, 1, 1), 3, new CpuBackend(1));
        var batch = Batch(2, 1);
        batch.Rows = 1;
        var (logits, loss) = network.Run(batch);
        Assert.True(float.IsFinite(logits.Single()) && double.IsFinite(loss));
        Assert.All(network.Parameters.All.Where(p => p.Kind != ParameterKind.State),
            p => Assert.All(network.Memory.GradientOf(network.Plan, p), value => Assert.True(float.IsFinite(value))));
    }

    [Fact]
    public void No_inputs_at_all_are_refused()
    {
        var exception = Assert.Throws<ArgumentException>(
            () => new TestNetwork(new LogisticRegression(), new NetworkShape(0, 0, 0, 0, 0, 1), 3, new CpuBackend(1)));
        Assert.Contains("no inputs", exception.Message, StringComparison.Ordinal);
    }

    private static CtrArchitecture Make(string name)
    {
        var architecture = Smallest[name]();
        if (architecture is DeepArchitecture deep)
            deep.HiddenUnits = [1];
        return architecture;
    }

    /// <summary>Labels that the first input decides, more positive than negative ones.</summary>
    private static EncodedBatch Batch(int categories, int numbers)
    {
        const int Rows = 12;
        var random = new Random(9);
        return new EncodedBatch
        {
            Rows = Rows,
            Fields = categories,
            Numbers = numbers,
            TargetCount = 1,
            Ids = [.. Enumerable.Range(0, Rows * categories).Select(i =>
                (i % categories * IdsPerField) + (i % categories == 0 ? i / categories % IdsPerField : random.Next(IdsPerField)))],
            Values = [.. Enumerable.Range(0, Rows * numbers).Select(i => (i % numbers == 0 ? (i / numbers % IdsPerField) - 1 : (float)random.NextDouble()))],
            Targets = [.. Enumerable.Range(0, Rows).Select(row => row % IdsPerField == 0 ? 0f : 1f)],
        };
    }
}
