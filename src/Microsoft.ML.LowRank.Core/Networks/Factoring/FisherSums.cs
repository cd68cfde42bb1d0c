using System.Numerics.Tensors;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>
/// Σ w (x∘x)(g∘g)ᵀ over rows: the sum of every weight's squared gradient, row by row, where x are a layer's inputs and
/// g the gradients of a row's loss at its outputs. The gradient of one row is x gᵀ, so no loop over rows is needed.
/// </summary>
/// <remarks>Products are summed in float32 within pieces of at most 1,024 rows and in float64 across them.</remarks>
internal sealed class FisherSums(int inputs, int outputs, int threads = 1)
{
    private const int PieceRows = 1024;

    private readonly float[] _part = new float[checked(inputs * outputs)];
    private readonly double[] _wide = new double[inputs * outputs];
    private float[] _left = [];
    private float[] _right = [];

    /// <summary>Inputs × outputs; what <see cref="LayerMoments"/> takes.</summary>
    public double[] Values { get; } = new double[inputs * outputs];

    /// <param name="x">Rows × inputs.</param>
    /// <param name="g">Rows × outputs.</param>
    /// <param name="weights">One per row, or empty where all are 1.</param>
    /// <param name="rows">Number of rows.</param>
    /// <exception cref="InvalidOperationException">A square is not finite.</exception>
    public void Add(ReadOnlySpan<float> x, ReadOnlySpan<float> g, ReadOnlySpan<float> weights, int rows)
    {
        for (int start = 0; start < rows; start += PieceRows)
        {
            int count = Math.Min(PieceRows, rows - start);
            AddPiece(
                x.Slice(start * inputs, count * inputs), g.Slice(start * outputs, count * outputs),
                weights.IsEmpty ? default : weights.Slice(start, count), count);
        }
    }

    private void AddPiece(ReadOnlySpan<float> x, ReadOnlySpan<float> g, ReadOnlySpan<float> weights, int rows)
    {
        if (_left.Length < x.Length)
            _left = new float[x.Length];
        if (_right.Length < g.Length)
            _right = new float[g.Length];
        // Scaled by powers of two: squares of small gradients would be lost below the range of float32.
        float scale = ScaleOf(g);
        TensorPrimitives.Multiply(x, x, _left);
        TensorPrimitives.Multiply(g, scale, _right);
        var right = _right.AsSpan(0, g.Length);
        TensorPrimitives.Multiply(right, right, right);
        for (int i = 0; i < weights.Length; i++)
        {
            var row = right.Slice(i * outputs, outputs);
            TensorPrimitives.Multiply(row, weights[i], row);
        }
        Gemm.Multiply(true, false, inputs, outputs, rows, _left, inputs, right, outputs, _part, outputs, threads: threads);
        if (Elementwise.IndexOfNonFinite(_part) is var bad and >= 0)
            throw new InvalidOperationException(
                $"The squared gradients of input {bad / outputs} and output {bad % outputs} are not finite; the network's " +
                "outputs or the row weights are too large, or not numbers.");
        TensorPrimitives.ConvertChecked<float, double>(_part, _wide);
        TensorPrimitives.MultiplyAdd(_wide, 1.0 / ((double)scale * scale), Values, Values);
    }

    private static float ScaleOf(ReadOnlySpan<float> values)
    {
        float largest = values.IsEmpty ? 0 : MathF.Abs(TensorPrimitives.MaxMagnitude(values));
        return float.IsFinite(largest) && largest > 0
            ? MathF.ScaleB(1, Math.Clamp(-MathF.ILogB(largest), -126, 126))
            : 1;
    }
}
