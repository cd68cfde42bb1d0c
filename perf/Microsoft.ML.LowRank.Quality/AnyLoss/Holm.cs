namespace Microsoft.ML.LowRank.Quality.AnyLoss;

/// <summary>Holm's correction of several tests: together they err as often as one would.</summary>
internal static class Holm
{
    /// <returns>The corrected probabilities, in the order given.</returns>
    public static double[] Correct(IReadOnlyList<double> probabilities)
    {
        double[] corrected = new double[probabilities.Count];
        double least = 0;
        foreach (var (place, (index, p)) in probabilities.Index().OrderBy(pair => pair.Item).Index())
        {
            least = Math.Max(least, Math.Min(1, (probabilities.Count - place) * p));
            corrected[index] = least;
        }
        return corrected;
    }
}
