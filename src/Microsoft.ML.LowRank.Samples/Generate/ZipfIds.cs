namespace Microsoft.ML.LowRank.Samples.Generate;

/// <summary>
/// Ids 0, 1, … by falling frequency: the k-th of V comes with chance log(1 + 1/k) / log(V + 1), which for all but the first
/// is nearly 1/k as in Zipf's law, and which can be drawn by one power.
/// </summary>
/// <param name="count">V.</param>
/// <param name="missing">Share of the rows that have no id.</param>
internal readonly struct ZipfIds(int count, double missing)
{
    private readonly double _logarithm = Math.Log(count + 1.0);

    public int Count => count;

    /// <summary>Share of the rows that have no id.</summary>
    public double Missing => missing;

    /// <param name="uniform">In [0, 1).</param>
    public int Draw(double uniform)
    {
        if (uniform < missing)
            return ClickRow.Missing;
        double rest = (uniform - missing) / (1 - missing);
        return Math.Min((int)Math.Exp(rest * _logarithm), count) - 1;
    }

    /// <summary>The share of the rows that have this id.</summary>
    public double Share(int id) => (1 - missing) * Math.Log(1 + (1.0 / (id + 1))) / _logarithm;

    /// <summary>The share of the rows that have one of the first ids.</summary>
    public double ShareOfFirst(int ids) => (1 - missing) * Math.Log(ids + 1.0) / _logarithm;

    /// <summary>How many ids have at least this share of the rows.</summary>
    public int CountWithShare(double least) =>
        (int)Math.Min(count, 1 / (Math.Exp(least * _logarithm / (1 - missing)) - 1));
}
