namespace Microsoft.ML.LowRank.Samples.Generate;

/// <summary>Two fields whose ids add ⟨u(id), v(id')⟩ to the log-odds, where both have a vector.</summary>
/// <remarks>
/// Vectors have mean zero over the rows. The fields are independent, so the mean of ⟨u(id), v(id')⟩ given either id alone
/// is zero too: nothing of it can be told from single ids, and no sum of effects can take it over.
/// </remarks>
/// <param name="left">The field of the first id.</param>
/// <param name="right">The field of the second id.</param>
/// <param name="leftVectors">u.</param>
/// <param name="rightVectors">v.</param>
internal sealed class PlantedPair(int left, int right, IdVectors leftVectors, IdVectors rightVectors)
{
    public int Left => left;

    public int Right => right;

    /// <summary>The variance of ⟨u, v⟩ over the rows: values of a vector are uncorrelated, so those of their products add up.</summary>
    public double Variance => leftVectors.Variances.Zip(rightVectors.Variances, (u, v) => u * v).Sum();

    public double Of(int leftId, int rightId)
    {
        var u = leftVectors.Of(leftId);
        var v = rightVectors.Of(rightId);
        double sum = 0;
        for (int k = 0; k < Math.Min(u.Length, v.Length); k++)
            sum += u[k] * v[k];
        return sum;
    }
}
