namespace Microsoft.ML.LowRank.Losses;

/// <summary>Cross-entropy of the softmax of a row's outputs with probabilities of the classes: −Σₖ tₖ log softmax(z)ₖ.</summary>
internal sealed class ClassShareLoss(int outputs) : ILoss
{
    public int Outputs => outputs;

    public int TargetCount => outputs;

    public double Evaluate(
        ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, ReadOnlySpan<float> weights, double divisor, Span<float> gradient)
    {
        double sum = 0;
        for (int row = 0, at = 0; at < outputs.Length; row++, at += Outputs)
        {
            var z = outputs.Slice(at, Outputs);
            var t = targets.Slice(at, Outputs);
            double weight = weights.IsEmpty ? 1 : weights[row];
            double largest = float.NegativeInfinity, total = 0, share = 0;
            foreach (float value in z)
                largest = Math.Max(largest, value);
            foreach (float value in z)
                total += Math.Exp(value - largest);
            double log = largest + Math.Log(total);
            for (int k = 0; k < Outputs; k++)
            {
                sum += weight * t[k] * (log - z[k]);
                share += t[k];
            }
            for (int k = 0; k < Outputs && !gradient.IsEmpty; k++)
                gradient[at + k] = (float)(weight / divisor * (share * Math.Exp(z[k] - log) - t[k]));
        }
        return sum;
    }
}
