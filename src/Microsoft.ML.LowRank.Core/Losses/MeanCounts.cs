namespace Microsoft.ML.LowRank.Losses;

/// <summary>An exponential mean of the confusion matrices of batches, without the bias of its beginning.</summary>
/// <param name="memory">Share of the mean that is kept from batch to batch, in [0, 1).</param>
internal sealed class MeanCounts(double memory)
{
    private ConfusionCounts _sum;
    private double _trust;

    /// <summary>The mean, the batch at hand included.</summary>
    public ConfusionCounts Add(in ConfusionCounts batch)
    {
        _sum = new ConfusionCounts(
            Mix(_sum.TruePositives, batch.TruePositives), Mix(_sum.FalseNegatives, batch.FalseNegatives),
            Mix(_sum.FalsePositives, batch.FalsePositives), Mix(_sum.TrueNegatives, batch.TrueNegatives));
        _trust = Mix(_trust, 1);
        return new ConfusionCounts(
            _sum.TruePositives / _trust, _sum.FalseNegatives / _trust, _sum.FalsePositives / _trust, _sum.TrueNegatives / _trust);
    }

    /// <summary>Forgets all batches.</summary>
    public void Clear() => (_sum, _trust) = (default, 0);

    private double Mix(double mean, double now) => (memory * mean) + ((1 - memory) * now);
}
