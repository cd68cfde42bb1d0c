namespace Microsoft.ML.LowRank.Features;

/// <summary>Mean and deviation of a stream of numbers by Welford's updates, which cancel nothing.</summary>
internal struct NumberMoments
{
    private double _squares;

    /// <summary>Numbers so far.</summary>
    public long Count { get; private set; }

    /// <summary>Their mean; 0 without any.</summary>
    public double Mean { get; private set; }

    /// <summary>Their standard deviation (of the numbers themselves, divided by their count).</summary>
    public readonly double Deviation => Count == 0 ? 0 : Math.Sqrt(_squares / Count);

    /// <summary>Takes one more.</summary>
    public void Add(double value)
    {
        Count++;
        double difference = value - Mean;
        Mean += difference / Count;
        _squares += difference * (value - Mean);
    }
}
