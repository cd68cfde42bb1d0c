using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Core.Tests.Autodiff;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Networks;

/// <summary>Logits, losses and gradients of every architecture against PyTorch's.</summary>
public class ReferenceTests
{
    public static TheoryData<string> Cases => [.. NetworkReference.Names];

    public static TheoryData<string> CasesWithoutNormalization =>
        [.. NetworkReference.Names.Where(name => NetworkReference.Read(name).Statistics.Count == 0)];

    [Fact]
    public void There_is_a_case_for_every_architecture() => Assert.Equal(
        typeof(CtrArchitecture).Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(CtrArchitecture)) && !type.IsAbstract).Select(type => type.Name).Order(),
        NetworkReference.Names.Select(name => ReferenceArchitectures.Make(NetworkReference.Read(name).Options).GetType().Name).Distinct().Order());

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_trace_asks_for_the_parameters_of_the_reference(string name)
    {
        var reference = NetworkReference.Read(name);
        var network = new TestNetwork(
            ReferenceArchitectures.Make(reference.Options), reference.Shape, reference.EmbeddingDimension, new CpuBackend(1));
        var state = network.Parameters.All.Where(parameter => parameter.Kind == ParameterKind.State).ToList();
        Assert.Equal(Shapes(reference.Parameters), Shapes(network.Parameters.All.Except(state)));
        Assert.Equal(Shapes(reference.Statistics), Shapes(state));
        Assert.All(network.Parameters.All, parameter =>
            Assert.Equal(parameter.Name is "embedding" or "linear", parameter.Kind == ParameterKind.Table));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Logits_loss_and_gradients_are_those_of_PyTorch(string name)
    {
        var reference = NetworkReference.Read(name);
        foreach (var kernels in KernelVariants.Available)
        {
            var one = Trained(reference, new CpuBackend(1, kernels));
            var two = Trained(reference, new CpuBackend(2, kernels));
            Assert.Equal(one.Logits, two.Logits);
            Close(reference.Expected.Logits, one.Logits, $"{name}, logits");
            Assert.Equal(reference.Expected.Loss, one.Loss, 1e-5);
            foreach (var (parameter, expected) in reference.Expected.Gradients)
            {
                Assert.Equal(one.Gradients[parameter], two.Gradients[parameter]);
                Close(expected, one.Gradients[parameter], $"{name}, gradient of {parameter}, {kernels.Name}");
            }
            foreach (var (statistic, expected) in reference.Expected.Statistics ?? [])
                Close(expected, Values(one.Network.Parameters.Find(statistic)!), $"{name}, {statistic}");
            if (reference.Expected.InferenceLogits is { } inference)
                Close(inference, one.Network.Infer(reference.Rows), $"{name}, logits of inference");
            else
                Close(reference.Expected.Logits, one.Network.Infer(reference.Rows), $"{name}, logits of inference");
        }
    }

    [Theory]
    [MemberData(nameof(CasesWithoutNormalization))]
    public void A_batch_in_parts_gives_the_gradients_of_the_whole(string name)
    {
        var reference = NetworkReference.Read(name);
        var whole = Trained(reference, new CpuBackend(1));
        var parts = Trained(reference, new CpuBackend(1), 0, 2, 3);
        Assert.Equal(whole.Loss, parts.Loss, 1e-6);
        foreach (var (parameter, gradient) in whole.Gradients)
            Close(Array.ConvertAll(gradient, x => (double)x), parts.Gradients[parameter], $"{name}, gradient of {parameter}", 1e-5);
    }

    [Theory]
    [InlineData("DeepFm")]
    [InlineData("DeepFm_Bags")]
    [InlineData("FieldAwareFactorizationMachine")]
    public void The_table_penalty_counts_once_for_every_row_of_the_batch(string name)
    {
        const float Penalty = 0.75f;
        var reference = NetworkReference.Read(name);
        var free = Trained(reference, new CpuBackend(1));
        var penalised = Trained(reference, new CpuBackend(1), Penalty, 3, 2);
        // Ids are met several times in a batch: otherwise this would not tell once from every time.
        Assert.True(reference.Batch.Ids.Distinct().Count() < reference.Batch.Ids.Length);
        foreach (var (parameter, gradient) in free.Gradients)
        {
            var matrix = reference.Parameters[parameter];
            bool isTable = parameter is "embedding" or "linear";
            var expected = gradient.Select((value, i) => value
                + (isTable && reference.Batch.Ids.Contains(i / matrix.Columns) ? Penalty * matrix.Values[i] : 0.0)).ToArray();
            Close(expected, penalised.Gradients[parameter], $"{name}, gradient of {parameter}", 1e-5);
        }
    }

    private static Result Trained(NetworkReference reference, CpuBackend engine, float tablePenalty = 0, params int[] parts)
    {
        var parameters = new ParameterSet(engine, seed: 0, isComplete: true);
        foreach (var (name, matrix) in reference.Parameters.Concat(reference.Statistics))
        {
            var tensor = engine.Allocate(matrix.Rows, matrix.Columns);
            tensor.Write(matrix.Values);
            parameters.Add(name, reference.Statistics.ContainsKey(name) ? ParameterKind.State
                : name is "embedding" or "linear" ? ParameterKind.Table : ParameterKind.Dense, tensor);
        }
        var network = new TestNetwork(
            ReferenceArchitectures.Make(reference.Options), reference.Shape, reference.EmbeddingDimension, engine, parameters);
        var (logits, loss) = network.Run(reference.Rows, tablePenalty, parts);
        var gradients = reference.Parameters.Keys.ToDictionary(
            name => name, name => network.Memory.GradientOf(network.Plan, parameters.Find(name)!));
        return new Result(network, logits, loss, gradients);
    }

    private static void Close(double[] expected, float[] actual, string what, double tolerance = 1e-4)
    {
        Assert.Equal(expected.Length, actual.Length);
        double bound = (tolerance * expected.Max(Math.Abs)) + 1e-6;
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= bound, $"{what}[{i}]: {actual[i]} instead of {expected[i]} (± {bound}).");
    }

    private static float[] Values(Parameter parameter) => TestNetwork.Read(parameter.Tensor);

    private static IEnumerable<string> Shapes(Dictionary<string, ReferenceMatrix> matrices) =>
        matrices.Select(pair => $"{pair.Key}: {pair.Value.Rows} × {pair.Value.Columns}").Order();

    private static IEnumerable<string> Shapes(IEnumerable<Parameter> parameters) =>
        parameters.Select(parameter => $"{parameter.Name}: {parameter.Tensor.Rows} × {parameter.Tensor.Columns}").Order();

    private sealed record Result(TestNetwork Network, float[] Logits, double Loss, Dictionary<string, float[]> Gradients);
}
