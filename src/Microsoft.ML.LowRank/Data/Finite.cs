using System.Numerics.Tensors;

namespace Microsoft.ML.LowRank.Data;

/// <summary>Finds values that are missing (NaN) or infinite.</summary>
internal static class Finite
{
    /// <summary>Index of the first value that is not finite, or -1.</summary>
    public static int IndexOfNonFinite(ReadOnlySpan<float> values)
    {
        if (TensorPrimitives.IsFiniteAll(values))
            return -1;
        int index = 0;
        while (float.IsFinite(values[index]))
            index++;
        return index;
    }
}
