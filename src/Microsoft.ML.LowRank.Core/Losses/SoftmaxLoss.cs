namespace Microsoft.ML.LowRank.Losses;

/// <summary>Cross-entropy of several classes over the softmax of the outputs.</summary>
/// <remarks>−∞ is a class that cannot be. +∞ has no probability beside other classes: the loss is NaN.</remarks>
internal sealed class SoftmaxLoss(int classes) : ILoss
{
    public int Outputs => classes;

    public double Evaluate(
        ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, ReadOnlySpan<float> weights, double divisor, Span<float> gradient)
    {
        double sum = 0;
        double scale = 1 / divisor;
        for (int row = 0; row < targets.Length; row++)
        {
            var z = outputs.Slice(row * classes, classes);
            double weight = weights.IsEmpty ? 1 : weights[row];
            double largest = float.NegativeInfinity;
            foreach (float value in z)
                largest = Math.Max(largest, value);
            double total = 0;
            foreach (float value in z)
                total += Math.Exp(value - largest);
            int truth = (int)targets[row];
            sum += weight * (Math.Log(total) + largest - z[truth]);
            for (int k = 0; k < classes && !gradient.IsEmpty; k++)
            {
                double probability = Math.Exp(z[k] - largest) / total;
                gradient[row * classes + k] = (float)(weight * scale * (probability - (k == truth ? 1 : 0)));
            }
        }
        return sum;
    }
}
