namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// The mean loss of every penalty over several validation parts, how sure it is, and which penalty it favours.
/// </summary>
/// <param name="Errors">Mean per penalty; empty when there is nothing to judge by.</param>
/// <param name="Spread">Standard error of each mean.</param>
/// <param name="Chosen">Index of the favoured penalty; −1 when there are several and nothing to judge by.</param>
internal sealed record PenaltySelection(double[] Errors, double[] Spread, int Chosen)
{
    /// <param name="errors">Per validation part the mean loss of every penalty, from the largest penalty on.</param>
    /// <param name="weights">Sum of the weights of each validation part, all above 0.</param>
    /// <param name="penalties">Number of penalties.</param>
    /// <param name="choice">Which one to favour.</param>
    public static PenaltySelection Of(
        IReadOnlyList<double[]> errors, IReadOnlyList<double> weights, int penalties, PenaltyChoice choice)
    {
        if (errors.Count == 0)
            return new PenaltySelection([], [], penalties == 1 ? 0 : -1);
        var means = new double[penalties];
        var spread = new double[penalties];
        double total = weights.Sum();
        for (int k = 0; k < penalties; k++)
        {
            for (int f = 0; f < errors.Count; f++)
                means[k] += errors[f][k] * (weights[f] / total);
            double square = 0;
            for (int f = 0; f < errors.Count; f++)
                square += (errors[f][k] - means[k]) * (errors[f][k] - means[k]) * (weights[f] / total);
            spread[k] = errors.Count == 1 ? 0 : Math.Sqrt(square / (errors.Count - 1));
        }
        int least = 0;
        for (int k = 1; k < penalties; k++)
            if (means[k] < means[least])
                least = k;
        int chosen = choice == PenaltyChoice.Minimum
            ? least
            : Array.FindIndex(means, mean => mean <= means[least] + spread[least]);
        return new PenaltySelection(means, spread, chosen);
    }
}
