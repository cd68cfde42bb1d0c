namespace Microsoft.ML.LowRank.Losses;

/// <summary>Half the squared error.</summary>
internal sealed class SquaredLoss : ILoss
{
    public int Outputs => 1;

    public double Evaluate(
        ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, ReadOnlySpan<float> weights, double divisor, Span<float> gradient)
    {
        double sum = 0;
        double scale = 1 / divisor;
        for (int row = 0; row < outputs.Length; row++)
        {
            double error = (double)outputs[row] - targets[row];
            double weight = weights.IsEmpty ? 1 : weights[row];
            sum += weight * error * error / 2;
            if (!gradient.IsEmpty)
                gradient[row] = (float)(weight * scale * error);
        }
        return sum;
    }
}
