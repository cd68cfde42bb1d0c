namespace Microsoft.ML.LowRank.Samples.Generate;

/// <summary>
/// What an id of one field adds to the log-odds: a normal number of its own for every frequent id, one for all other ids
/// together and one for a missing id, of mean 0 and a given variance over the rows.
/// </summary>
internal sealed class IdEffects
{
    private readonly double[] _frequent;
    private readonly double _rare;
    private readonly double _missing;

    /// <param name="ids">How often ids come.</param>
    /// <param name="numbers">Where effects come from.</param>
    /// <param name="variance">Over the rows; where all rows have the same effect it is zero all the same.</param>
    /// <param name="leastShare">The share of the rows from which an id is frequent.</param>
    public IdEffects(ZipfIds ids, HashedNumbers numbers, double variance, double leastShare)
    {
        int count = ids.CountWithShare(leastShare);
        var classes = new (double Share, double Effect)[count + 2];
        for (int id = 0; id < count; id++)
            classes[id] = (ids.Share(id), numbers.Gaussian(id));
        classes[^2] = (1 - ids.Missing - ids.ShareOfFirst(count), numbers.Gaussian(count));
        classes[^1] = (ids.Missing, numbers.Gaussian(ClickRow.Missing));
        double mean = classes.Sum(one => one.Share * one.Effect);
        double spread = classes.Sum(one => one.Share * (one.Effect - mean) * (one.Effect - mean));
        double scale = spread > 1e-12 ? Math.Sqrt(variance / spread) : 0;
        double[] effects = [.. classes.Select(one => (one.Effect - mean) * scale)];
        (_frequent, _rare, _missing) = (effects[..^2], effects[^2], effects[^1]);
    }

    public double Of(int id) => (uint)id < (uint)_frequent.Length ? _frequent[id] : id == ClickRow.Missing ? _missing : _rare;
}
