namespace Microsoft.ML.LowRank.Samples.Generate;

/// <summary>
/// A vector of four values for every frequent id of a field; those of all other ids are zero.
/// </summary>
/// <remarks>
/// Over the rows the values have mean zero, are uncorrelated and have the same variance, so that all four directions are equally
/// strong, however unevenly ids are spread. Of few ids, only so many values are there as this allows: one fewer than ids.
/// </remarks>
internal sealed class IdVectors
{
    public const int Rank = 4;

    private readonly float[] _values;
    private readonly double[] _variances = new double[Rank];

    /// <param name="ids">How often ids come.</param>
    /// <param name="numbers">Where values come from.</param>
    /// <param name="leastShare">The share of the rows from which an id is frequent.</param>
    public IdVectors(ZipfIds ids, HashedNumbers numbers, double leastShare)
    {
        int count = ids.CountWithShare(leastShare);
        double[] shares = [.. Enumerable.Range(0, count).Select(ids.Share)];
        // What later columns must be uncorrelated with: a constant, for the mean, and the earlier ones.
        var basis = new List<double[]> { Enumerable.Repeat(1.0, count).ToArray() };
        _values = new float[count * Rank];
        for (int k = 0; k < Math.Min(Rank, count - 1); k++)
        {
            double[] column = [.. Enumerable.Range(0, count).Select(id => numbers.Part(k).Gaussian(id))];
            // Twice, because after once a little is left.
            foreach (double[] earlier in basis.Concat(basis))
                Subtract(column, earlier, Product(column, earlier, shares) / Product(earlier, earlier, shares));
            double length = Math.Sqrt(Product(column, column, shares));
            for (int id = 0; id < count; id++)
                _values[(id * Rank) + k] = (float)(column[id] /= length);
            _variances[k] = 1;
            basis.Add(column);
        }
    }

    /// <summary>Ids that have a vector.</summary>
    public int Count => _values.Length / Rank;

    /// <summary>The variance over the rows of each value, 1 or 0 before <see cref="Scale"/>.</summary>
    public IReadOnlyList<double> Variances => _variances;

    /// <summary>The vector of an id, empty for one that has none.</summary>
    // A missing id, as a number without sign, is beyond all.
    public ReadOnlySpan<float> Of(int id) => (uint)id < (uint)Count ? _values.AsSpan(id * Rank, Rank) : [];

    /// <summary>Makes all vectors longer.</summary>
    public void Scale(double factor)
    {
        foreach (ref float value in _values.AsSpan())
            value *= (float)factor;
        foreach (ref double variance in _variances.AsSpan())
            variance *= factor * factor;
    }

    private static double Product(double[] left, double[] right, double[] shares)
    {
        double sum = 0;
        for (int id = 0; id < shares.Length; id++)
            sum += left[id] * right[id] * shares[id];
        return sum;
    }

    private static void Subtract(double[] column, double[] other, double factor)
    {
        for (int id = 0; id < column.Length; id++)
            column[id] -= factor * other[id];
    }
}
