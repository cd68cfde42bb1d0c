namespace Microsoft.ML.LowRank.Networks;

/// <summary>How a network's output becomes a number: networks learn targets of mean 0 and deviation 1.</summary>
internal readonly record struct OutputScale(double Deviation, double Mean)
{
    /// <summary>As it is.</summary>
    public static OutputScale None => new(1, 0);

    public void Apply(Span<float> values)
    {
        if (this == None)
            return;
        foreach (ref float value in values)
            value = (float)(Mean + Deviation * value);
    }

    /// <summary>A target as the network learns it.</summary>
    public float Standardize(float target) => (float)((target - Mean) / Deviation);
}
