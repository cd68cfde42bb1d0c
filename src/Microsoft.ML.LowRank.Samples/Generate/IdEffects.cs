namespace Microsoft.ML.LowRank.Samples.Generate;

/// <summary>What an id of one field adds to the log-odds: a normal number per id, of mean 0 and a given variance over the rows.</summary>
internal sealed class IdEffects
{
    /// <summary>
    /// So many ids are summed one by one, and kept, because most rows have one of them; of the many that follow, mean and
    /// variance are near enough 0 and 1.
    /// </summary>
    private const int Kept = 4_096;

    private readonly HashedNumbers _numbers;
    private readonly double[] _first;
    private readonly double _mean;
    private readonly double _scale;

    public IdEffects(ZipfIds ids, HashedNumbers numbers, double variance)
    {
        _numbers = numbers;
        double atMissing = numbers.Gaussian(ClickRow.Missing);
        double sum = ids.Missing * atMissing, squares = ids.Missing * atMissing * atMissing;
        _first = new double[Math.Min(ids.Count, Kept)];
        for (int id = 0; id < _first.Length; id++)
        {
            double effect = _first[id] = numbers.Gaussian(id), share = ids.Share(id);
            (sum, squares) = (sum + (share * effect), squares + (share * effect * effect));
        }
        squares += ids.ShareOfFirst(ids.Count) - ids.ShareOfFirst(_first.Length);
        _mean = sum;
        _scale = Math.Sqrt(variance / (squares - (sum * sum)));
    }

    public double Of(int id) => (((uint)id < (uint)_first.Length ? _first[id] : _numbers.Gaussian(id)) - _mean) * _scale;
}
