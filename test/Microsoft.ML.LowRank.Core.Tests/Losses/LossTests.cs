namespace Microsoft.ML.LowRank.Losses;

public class LossTests
{
    private static readonly ILoss[] All = [new LogisticLoss(), new SquaredLoss(), new SoftmaxLoss(4)];

    public static TheoryData<int> Losses => [0, 1, 2];

    [Theory]
    [MemberData(nameof(Losses))]
    public void The_gradient_is_that_of_central_differences(int index)
    {
        // Outputs and steps are exact in float32, and losses are computed in double precision.
        const float H = 1f / 1024;
        var loss = All[index];
        var (outputs, targets, weights) = Rows(loss, 40, seed: 3);
        double divisor = weights.Sum();
        var gradient = new float[outputs.Length];
        loss.Evaluate(outputs, targets, weights, divisor, gradient);
        for (int i = 0; i < outputs.Length; i++)
        {
            float old = outputs[i];
            outputs[i] = old + H;
            double up = loss.Evaluate(outputs, targets, weights, divisor, []);
            outputs[i] = old - H;
            double down = loss.Evaluate(outputs, targets, weights, divisor, []);
            outputs[i] = old;
            Assert.Equal((up - down) / (2 * H) / divisor, gradient[i], 1e-7);
        }
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void A_weight_of_three_is_three_rows(int index)
    {
        var loss = All[index];
        var (outputs, targets, _) = Rows(loss, 2, seed: 5);
        var weighted = new float[outputs.Length];
        double one = loss.Evaluate(outputs, targets, [3, 0], 3, weighted);
        float[] first = outputs[..loss.Outputs];
        var single = new float[3 * loss.Outputs];
        double three = loss.Evaluate([.. first, .. first, .. first], [targets[0], targets[0], targets[0]], [], 3, single);
        Assert.Equal(three, one, 1e-12);
        for (int k = 0; k < loss.Outputs; k++)
        {
            Assert.Equal(3 * single[k], weighted[k], 1e-6);
            Assert.Equal(0, weighted[loss.Outputs + k]);
        }
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void Without_weights_and_gradient_the_loss_is_the_same(int index)
    {
        var loss = All[index];
        var (outputs, targets, _) = Rows(loss, 9, seed: 7);
        var gradient = new float[outputs.Length];
        double expected = loss.Evaluate(outputs, targets, [1, 1, 1, 1, 1, 1, 1, 1, 1], 9, gradient);
        Assert.Equal(expected, loss.Evaluate(outputs, targets, [], 9, []));
    }

    [Fact]
    public void Losses_have_their_closed_forms()
    {
        Assert.Equal(Math.Log(2), new LogisticLoss().Evaluate([0], [1], [], 1, []), 1e-15);
        Assert.Equal(Math.Log(1 + Math.Exp(-2)), new LogisticLoss().Evaluate([2], [1], [], 1, []), 1e-15);
        Assert.Equal(Math.Log(1 + Math.Exp(2)), new LogisticLoss().Evaluate([2], [0], [], 1, []), 1e-14);
        Assert.Equal(4.5, new SquaredLoss().Evaluate([5], [2], [], 1, []));
        Assert.Equal(Math.Log(5), new SoftmaxLoss(5).Evaluate([7, 7, 7, 7, 7], [3], [], 1, []), 1e-14);
    }

    [Theory]
    [InlineData(1e4f, 1f, 0.0, 0f)]
    [InlineData(1e4f, 0f, 1e4, 1f)]
    [InlineData(-1e4f, 1f, 1e4, -1f)]
    [InlineData(-1e4f, 0f, 0.0, 0f)]
    [InlineData(float.PositiveInfinity, 1f, 0.0, 0f)]
    [InlineData(float.PositiveInfinity, 0f, double.PositiveInfinity, 1f)]
    [InlineData(float.NegativeInfinity, 1f, double.PositiveInfinity, -1f)]
    [InlineData(float.NegativeInfinity, 0f, 0.0, 0f)]
    [InlineData(float.NaN, 1f, double.NaN, float.NaN)]
    [InlineData(float.NaN, 0f, double.NaN, float.NaN)]
    public void Extreme_logits_have_their_limits(float logit, float target, double expected, float expectedGradient)
    {
        var gradient = new float[1];
        Assert.Equal(expected, new LogisticLoss().Evaluate([logit], [target], [], 1, gradient));
        Assert.Equal(expectedGradient, gradient[0]);
    }

    [Fact]
    public void Softmax_does_not_overflow()
    {
        var gradient = new float[3];
        Assert.Equal(0, new SoftmaxLoss(3).Evaluate([1e4f, -1e4f, float.NegativeInfinity], [0], [], 1, gradient));
        Assert.Equal([0f, 0f, 0f], gradient);
        Assert.Equal(2e4, new SoftmaxLoss(3).Evaluate([1e4f, -1e4f, 0], [1], [], 1, gradient));
        Assert.Equal([1f, -1f, 0f], gradient);
        Assert.Equal(double.PositiveInfinity, new SoftmaxLoss(2).Evaluate([0, float.NegativeInfinity], [1], [], 1, []));
        Assert.True(double.IsNaN(new SoftmaxLoss(2).Evaluate([float.PositiveInfinity, 0], [0], [], 1, [])));
        Assert.True(double.IsNaN(new SoftmaxLoss(2).Evaluate([float.NaN, 0], [1], [], 1, [])));
    }

    [Fact]
    public void Softmax_of_two_classes_is_logistic()
    {
        var (outputs, targets, weights) = Rows(new LogisticLoss(), 30, seed: 11);
        var pairs = outputs.SelectMany(z => new[] { 0.25f, 0.25f + z }).ToArray();
        var gradient = new float[30];
        var pairGradient = new float[60];
        double logistic = new LogisticLoss().Evaluate(outputs, targets, weights, 2, gradient);
        Assert.Equal(logistic, new SoftmaxLoss(2).Evaluate(pairs, targets, weights, 2, pairGradient), 1e-10);
        for (int row = 0; row < 30; row++)
        {
            Assert.Equal(gradient[row], pairGradient[(2 * row) + 1], 1e-6);
            Assert.Equal(-gradient[row], pairGradient[2 * row], 1e-6);
        }
    }

    /// <summary>Outputs are multiples of 1/256, so that differences of steps are exact.</summary>
    private static (float[] Outputs, float[] Targets, float[] Weights) Rows(ILoss loss, int rows, int seed)
    {
        var random = new Random(seed);
        int targets = loss is SoftmaxLoss ? loss.Outputs : 2;
        return (
            [.. Enumerable.Range(0, rows * loss.Outputs).Select(_ => random.Next(-1024, 1025) / 256f)],
            [.. Enumerable.Range(0, rows).Select(_ => loss is SquaredLoss ? random.Next(-512, 513) / 256f : random.Next(targets))],
            [.. Enumerable.Range(0, rows).Select(_ => random.Next(0, 9) / 4f)]);
    }
}
