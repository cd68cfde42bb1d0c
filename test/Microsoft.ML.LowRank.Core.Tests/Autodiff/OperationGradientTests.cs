using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Core.Tests.Autodiff;

/// <summary>Every operation's gradient against central differences, alone and where gradients from two uses are summed.</summary>
public sealed class OperationGradientTests
{
    private static readonly Dictionary<string, Func<GradientCheck, Graph, Value>> Cases = new()
    {
        ["Plus"] = (c, g) => c.Rows(g, "a", 2, 3) + c.Rows(g, "b", 2, 3),
        ["Plus itself"] = (c, g) => Use(c.Rows(g, "a", 2, 3), a => a + a),
        ["Times"] = (c, g) => c.Rows(g, "a", 2, 3) * c.Rows(g, "b", 2, 3),
        ["Times itself"] = (c, g) => Use(c.Rows(g, "a", 2, 3), a => a * a),
        ["Scaled"] = (c, g) => c.Rows(g, "a", 2, 3).Scaled(-1.5f),
        ["Relu with bias"] = (c, g) => c.Rows(g, "a", 2, 17).Activated(Activation.Relu, c.Fixed(g, "b", 1, 17, mean: 0.3f)),
        ["Sigmoid"] = (c, g) => c.Rows(g, "a", 2, 3).Activated(Activation.Sigmoid, c.Fixed(g, "b", 1, 3)),
        ["Tanh"] = (c, g) => c.Rows(g, "a", 2, 3).Activated(Activation.Tanh),
        ["Bias"] = (c, g) => c.Rows(g, "a", 2, 3).PlusRow(c.Fixed(g, "b", 1, 3)),
        ["Dropped"] = (c, g) => c.Rows(g, "a", 2, 9).Dropped(0.4f),
        ["TimesRow"] = (c, g) => c.Rows(g, "a", 2, 3).TimesRow(c.Fixed(g, "s", 1, 3)),
        ["TimesColumn"] = (c, g) => c.Rows(g, "a", 2, 3).TimesColumn(c.Rows(g, "s", 2, 1)),
        ["RowSums"] = (c, g) => c.Rows(g, "a", 2, 3).RowSums(),
        ["RowDots"] = (c, g) => c.Rows(g, "a", 2, 3).RowDots(c.Rows(g, "b", 2, 3)),
        ["ExampleSums"] = (c, g) => c.Rows(g, "a", 3, 4).ExampleSums(),
        ["PairSums"] = (c, g) => c.Rows(g, "a", 4, 19).PairSums(),
        ["Softmaxed"] = (c, g) => c.Rows(g, "a", 2, 5).Softmaxed(),
        ["Normalized"] = (c, g) => c.Rows(g, "a", 2, 3).Normalized(
            c.Fixed(g, "scale", 1, 3, mean: 1), c.Fixed(g, "shift", 1, 3), c.State(g, "mean", 3, 0), c.State(g, "variance", 3, 1)),
        ["Reshaped"] = (c, g) => Use(c.Rows(g, "a", 2, 6).Reshaped(3, 4), a => a * a),
        ["Joined"] = (c, g) => Operations.Joined(c.Rows(g, "a", 2, 3), c.Rows(g, "b", 2, 1), c.Rows(g, "d", 2, 4)),
        ["Slice"] = (c, g) => c.Rows(g, "a", 2, 7).Slice(2, 3),
        ["Select"] = (c, g) => c.Rows(g, "a", 1, 8).Select([3, 0, 0, 2], 2),
        ["Transposed"] = (c, g) => c.Rows(g, "a", 2, 5).Transposed(),
        ["MatMul"] = (c, g) => c.Rows(g, "a", 2, 3).MatMul(c.Fixed(g, "w", 3, 4)),
        ["MatMul of fixed rows"] = (c, g) => c.Rows(g, "a", 1, 4).TimesRow(c.Fixed(g, "u", 1, 3).MatMul(c.Fixed(g, "w", 3, 4))),
        ["ExampleMatMul"] = (c, g) => c.Rows(g, "a", 2, 3).ExampleMatMul(c.Rows(g, "b", 3, 4)),
        ["ExampleMatMul transposed"] = (c, g) => c.Rows(g, "a", 2, 3).ExampleMatMul(c.Rows(g, "b", 4, 3), transposeB: true),
        ["ExampleMatMul with itself"] = (c, g) => Use(c.Rows(g, "a", 3, 4), a => a.ExampleMatMul(a, transposeB: true)),
        ["RowOuters"] = (c, g) => c.Rows(g, "a", 2, 3).RowOuters(c.Rows(g, "b", 2, 4)),
        ["RowOuters with itself"] = (c, g) => Use(c.Rows(g, "a", 2, 3), a => a.RowOuters(a)),
        ["GroupMatMul"] = (c, g) => c.Rows(g, "a", 1, 6).GroupMatMul(c.Fixed(g, "w", 6, 2), 3),
        ["Gather"] = (c, g) => Use(c.Table(g, 5), e => e * e),
        ["Gather one column"] = (c, g) => c.Table(g, 1).Flat().RowSums(),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void AgreesWithDifferences(string name) => GradientCheck.Run(Cases[name], h: StepFor(name));

    [Theory]
    [MemberData(nameof(Names))]
    public void AgreesWithDifferencesWhereItIsUsedUse(string name)
        => GradientCheck.Run((c, g) => Use(Cases[name](c, g), y => (y * y) + y), tolerance: 1e-2, h: StepFor(name));

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void GatherAgreesWithDifferencesOverBags(int width)
        => GradientCheck.Run((c, g) => Use(c.Table(g, width), e => e * e), bags: true);

    [Fact]
    public void EveryKernelAgreesWithDifferences()
    {
        foreach (var kernels in KernelVariants.Available)
            GradientCheck.Run(
                (c, g) => c.Table(g, 21).PairSums().Activated(Activation.Relu, c.Fixed(g, "b", 1, 21, mean: 0.5f)).MatMul(c.Fixed(g, "w", 21, 2)),
                new CpuBackend(2, kernels), h: 1.0f / 2048, tolerance: 1e-2);
    }

    /// <summary>Differences must not reach across the kink of a rectifier.</summary>
    private static float StepFor(string name) => name.StartsWith("Relu", StringComparison.Ordinal) ? 1.0f / 2048 : 1.0f / 128;

    private static Value Use(Value x, Func<Value, Value> use) => use(x);
}
