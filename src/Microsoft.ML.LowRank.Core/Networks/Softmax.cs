using System.Numerics.Tensors;

namespace Microsoft.ML.LowRank.Networks;

/// <summary>Log-odds of classes as probabilities.</summary>
internal static class Softmax
{
    /// <summary>Every row in place; it sums to 1.</summary>
    public static void Rows(Span<float> values, int columns)
    {
        for (int at = 0; at < values.Length; at += columns)
        {
            var row = values.Slice(at, columns);
            TensorPrimitives.Subtract(row, TensorPrimitives.Max<float>(row), row);
            TensorPrimitives.Exp(row, row);
            TensorPrimitives.Divide(row, TensorPrimitives.Sum<float>(row), row);
        }
    }
}
