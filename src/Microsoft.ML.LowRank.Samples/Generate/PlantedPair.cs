namespace Microsoft.ML.LowRank.Samples.Generate;

/// <summary>
/// Two fields whose ids add ⟨u(id), v(id')⟩ to the log-odds. Only ids that are frequent enough to be learned have vectors;
/// those of all others are zero.
/// </summary>
/// <remarks>
/// Vectors have mean zero over the rows. The fields are independent, so the mean of ⟨u(id), v(id')⟩ given either id alone
/// is zero too: nothing of it can be told from single ids, and no sum of effects can take it over.
/// </remarks>
internal sealed class PlantedPair
{
    public const int Rank = 4;

    private readonly float[] _left;
    private readonly float[] _right;
    private readonly double[] _leftMoments;
    private readonly double[] _rightMoments;

    public PlantedPair(int left, int right, ZipfIds leftIds, ZipfIds rightIds, HashedNumbers numbers, double leastShare)
    {
        (Left, Right) = (left, right);
        (_left, _leftMoments) = Vectors(leftIds, numbers.Part(0), leastShare);
        (_right, _rightMoments) = Vectors(rightIds, numbers.Part(1), leastShare);
    }

    /// <summary>The field of the first id.</summary>
    public int Left { get; }

    /// <summary>The field of the second id.</summary>
    public int Right { get; }

    /// <summary>The variance of ⟨u, v⟩ over the rows: the trace of the product of both second moments.</summary>
    public double Variance => Enumerable.Range(0, Rank * Rank).Sum(i => _leftMoments[i] * _rightMoments[i]);

    /// <summary>Makes all vectors of the first field longer.</summary>
    public void Scale(double factor)
    {
        foreach (ref float value in _left.AsSpan())
            value *= (float)factor;
        foreach (ref double moment in _leftMoments.AsSpan())
            moment *= factor * factor;
    }

    public double Of(int leftId, int rightId)
    {
        // A missing id, as a number without sign, is beyond all.
        if ((uint)leftId >= (uint)_left.Length / Rank || (uint)rightId >= (uint)_right.Length / Rank)
            return 0;
        double sum = 0;
        for (int k = 0; k < Rank; k++)
            sum += _left[(leftId * Rank) + k] * _right[(rightId * Rank) + k];
        return sum;
    }

    private static (float[] Vectors, double[] Moments) Vectors(ZipfIds ids, HashedNumbers numbers, double leastShare)
    {
        int count = ids.CountWithShare(leastShare);
        // The mean of one vector is itself.
        if (count < 2)
            return ([], new double[Rank * Rank]);
        var vectors = new float[count * Rank];
        var mean = new double[Rank];
        for (int id = 0; id < count; id++)
        {
            var random = numbers.At(id);
            for (int k = 0; k < Rank; k++)
            {
                vectors[(id * Rank) + k] = (float)random.NextGaussian();
                mean[k] += ids.Share(id) / ids.ShareOfFirst(count) * vectors[(id * Rank) + k];
            }
        }
        var moments = new double[Rank * Rank];
        for (int id = 0; id < count; id++)
        {
            var vector = vectors.AsSpan(id * Rank, Rank);
            for (int k = 0; k < Rank; k++)
                vector[k] -= (float)mean[k];
            for (int i = 0; i < Rank * Rank; i++)
                moments[i] += ids.Share(id) * vector[i / Rank] * vector[i % Rank];
        }
        return (vectors, moments);
    }
}
