namespace Microsoft.ML.LowRank.Losses;

/// <summary>Cross-entropy of two classes: log(1 + exp(−z)) for the positive one, log(1 + exp(z)) for the other.</summary>
internal sealed class LogisticLoss : ILoss
{
    public int Outputs => 1;

    public double Evaluate(
        ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, ReadOnlySpan<float> weights, double divisor, Span<float> gradient)
    {
        double sum = 0;
        double scale = 1 / divisor;
        for (int row = 0; row < outputs.Length; row++)
        {
            double z = outputs[row];
            double weight = weights.IsEmpty ? 1 : weights[row];
            double e = Math.Exp(-Math.Abs(z));
            sum += weight * (Math.Max(z, 0) - z * targets[row] + Math.Log(1 + e));
            if (gradient.IsEmpty)
                continue;
            double probability = (z >= 0 ? 1 : e) / (1 + e);
            gradient[row] = (float)(weight * scale * (probability - targets[row]));
        }
        return sum;
    }
}
