using Microsoft.ML.LowRank.Quality.Harness;

namespace Microsoft.ML.LowRank.Quality.Stacking;

/// <summary>
/// Greedy selection with replacement (Caruana, Niculescu-Mizil, Crew and Ksikes, 2004) by log loss, the measure that classes
/// are judged by here, as AutoGluon does it: rounds add the learner that makes the mean of all added so far best, and the
/// best of the rounds is kept. The stack's own selection goes by squared error, which would make it too easy an opponent.
/// </summary>
internal static class LogLossSelection
{
    private const int Rounds = 50;

    /// <param name="truth">Labels of the rows.</param>
    /// <param name="learners">Of each learner, probabilities of all rows that it had not seen.</param>
    /// <returns>A weight per learner; they sum to one.</returns>
    public static double[] Select(Truth truth, IReadOnlyList<float[]> learners)
    {
        // Only the probability of what is true counts.
        float[][] actual = [.. learners.Select(values => ActualOf(truth, values))];
        var sum = new double[truth.Count];
        var added = new List<int>();
        (double Loss, int Rounds) best = (double.PositiveInfinity, 0);
        for (int round = 0; round < Rounds; round++)
        {
            double[] losses = [.. actual.Select(own => Loss(sum, own, round + 1))];
            int chosen = Array.IndexOf(losses, losses.Min());
            added.Add(chosen);
            for (int row = 0; row < sum.Length; row++)
                sum[row] += actual[chosen][row];
            if (losses[chosen] < best.Loss)
                best = (losses[chosen], round + 1);
        }
        var weights = new double[learners.Count];
        foreach (int index in added.Take(best.Rounds))
            weights[index] += 1.0 / best.Rounds;
        return weights;
    }

    /// <summary>The mean of predictions by weights.</summary>
    public static float[] Mean(double[] weights, IReadOnlyList<float[]> learners)
    {
        var mean = new float[learners[0].Length];
        for (int i = 0; i < mean.Length; i++)
        {
            double sum = 0;
            for (int k = 0; k < weights.Length; k++)
                sum += weights[k] * learners[k][i];
            mean[i] = (float)sum;
        }
        return mean;
    }

    private static float[] ActualOf(Truth truth, float[] values)
    {
        var actual = new float[truth.Count];
        for (int row = 0; row < actual.Length; row++)
            actual[row] = truth.Width > 1 ? values[(row * truth.Width) + (int)truth.Values[row]]
                : truth.Values[row] == 1 ? values[row] : 1 - values[row];
        return actual;
    }

    private static double Loss(double[] sum, float[] added, int count)
    {
        double loss = 0;
        for (int row = 0; row < sum.Length; row++)
            loss -= Math.Log(Math.Clamp((sum[row] + added[row]) / count, Scores.LeastProbability, 1));
        return loss / sum.Length;
    }
}
