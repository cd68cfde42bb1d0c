namespace Microsoft.ML.LowRank.Losses;

/// <summary>Cross-entropy of two classes: log(1 + exp(−z)) for the positive one, log(1 + exp(z)) for the other.</summary>
/// <remarks>An infinite output costs nothing on the side of its target and infinitely much on the other; NaN stays NaN.</remarks>
internal sealed class LogisticLoss : ILoss
{
    public int Outputs => 1;

    public bool TellsTwoClasses => true;

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
            // |z| counts as far as it points away from the target; 0 · ∞ would be NaN.
            double away = z >= 0 ? 1 - targets[row] : targets[row];
            sum += weight * ((away == 0 ? 0 : away * Math.Abs(z)) + Math.Log(1 + e));
            if (gradient.IsEmpty)
                continue;
            double probability = (z >= 0 ? 1 : e) / (1 + e);
            gradient[row] = (float)(weight * scale * (probability - targets[row]));
        }
        return sum;
    }
}
