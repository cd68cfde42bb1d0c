namespace Microsoft.ML.LowRank.Features;

/// <summary>Numbers as categories.</summary>
internal static class NumericCodes
{
    /// <summary>
    /// The whole part of ln(x)² above 2 and of x below, as it is customary for counts of clicks. Below 0 it is mirrored
    /// rather than cut to whole numbers, so that numbers of any size have a few thousand codes altogether.
    /// </summary>
    public static int LogarithmSquare(float value)
    {
        value = Math.Clamp(value, float.MinValue, float.MaxValue);
        if (value < 0)
            return -LogarithmSquare(-value);
        if (value <= 2)
            return (int)value;
        double logarithm = Math.Log(value);
        return (int)(logarithm * logarithm);
    }

    /// <summary>The bin of a number: how many edges are not above it.</summary>
    /// <param name="edges">Ascending.</param>
    /// <param name="value">Not NaN.</param>
    public static int Bin(ReadOnlySpan<float> edges, float value)
    {
        int low = 0, high = edges.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (edges[middle] <= value)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
