using System.Numerics.Tensors;

namespace Microsoft.ML.LowRank.Tensors;

internal sealed unsafe partial class CpuBackend
{
    private const float VarianceFloor = 1e-5f;
    private const float RunningShare = 0.1f;

    public void Normalize(
        Tensor x, Tensor scale, Tensor shift, Tensor statistics, Tensor runningMean, Tensor runningVariance, Tensor y)
    {
        int width = x.Columns;
        int rows = x.Rows;
        using var ones = BufferPool.Rent<float>(width * 2);
        Span<float> mean = new(At(statistics), width);
        Span<float> inverse = new(At(statistics) + width, width);
        SumRows(x, null, statistics, false);
        TensorPrimitives.Divide(mean, (float)rows, mean);
        SumSquaredDeviations(x, At(statistics), inverse);
        var movingMean = Of(runningMean).Span;
        var movingVariance = Of(runningVariance).Span;
        var scaled = ones.Span[..width];
        var moved = ones.Span[width..];
        for (int column = 0; column < width; column++)
        {
            float variance = inverse[column] / rows;
            float unbiased = rows > 1 ? inverse[column] / (rows - 1) : variance;
            movingMean[column] += RunningShare * (mean[column] - movingMean[column]);
            movingVariance[column] += RunningShare * (unbiased - movingVariance[column]);
            inverse[column] = 1 / MathF.Sqrt(variance + VarianceFloor);
            scaled[column] = At(scale)[column] * inverse[column];
            moved[column] = At(shift)[column] - (mean[column] * scaled[column]);
        }
        ScaleAndShift(x, ones.Pointer, y);
    }

    public void NormalizeFixed(Tensor x, Tensor scale, Tensor shift, Tensor mean, Tensor variance, Tensor y)
    {
        int width = x.Columns;
        using var factors = BufferPool.Rent<float>(width * 2);
        for (int column = 0; column < width; column++)
        {
            float factor = At(scale)[column] / MathF.Sqrt(At(variance)[column] + VarianceFloor);
            factors.Pointer[column] = factor;
            factors.Pointer[width + column] = At(shift)[column] - (At(mean)[column] * factor);
        }
        ScaleAndShift(x, factors.Pointer, y);
    }

    private void ScaleAndShift(Tensor x, float* factors, Tensor y)
    {
        ForRows(x.Rows, x.Columns, &Body, new Arguments { A = At(x), B = factors, Y = At(y), Width = x.Columns });

        static void Body(in Arguments a, int first, int count)
        {
            ReadOnlySpan<float> scale = new(a.B, a.Width);
            ReadOnlySpan<float> shift = new(a.B + a.Width, a.Width);
            for (int row = first; row < first + count; row++)
                TensorPrimitives.MultiplyAdd(Piece(a.A, a.Width, row, 1), scale, shift, Piece(a.Y, a.Width, row, 1));
        }
    }

    public void NormalizeGradient(
        Tensor x, Tensor scale, Tensor statistics, Tensor dy, Tensor dx, Tensor dScale, Tensor dShift)
    {
        int width = x.Columns;
        int rows = x.Rows;
        float* mean = At(statistics);
        float* inverse = mean + width;
        SumRows(dy, null, dShift, false);
        SumRows(dy, x, dScale, false);
        using var factors = BufferPool.Rent<float>(width * 3);
        var onGradient = factors.Span[..width];
        var onValue = factors.Span[width..(2 * width)];
        var constant = factors.Span[(2 * width)..];
        for (int column = 0; column < width; column++)
        {
            float sum = At(dShift)[column];
            float product = (At(dScale)[column] - (mean[column] * sum)) * inverse[column];
            At(dScale)[column] = product;
            // dx = scale / deviation · (dy − mean dy − normalised x · mean(dy ∘ normalised x)).
            onGradient[column] = At(scale)[column] * inverse[column];
            onValue[column] = -onGradient[column] * inverse[column] * product / rows;
            constant[column] = (-onGradient[column] * sum / rows) - (onValue[column] * mean[column]);
        }
        ForRows(rows, width * 2L, &Body, new Arguments { A = At(x), B = At(dy), C = factors.Pointer, Y = At(dx), Width = width });

        static void Body(in Arguments a, int first, int count)
        {
            ReadOnlySpan<float> onGradient = new(a.C, a.Width);
            ReadOnlySpan<float> onValue = new(a.C + a.Width, a.Width);
            ReadOnlySpan<float> constant = new(a.C + (2 * a.Width), a.Width);
            for (int row = first; row < first + count; row++)
            {
                var dx = Piece(a.Y, a.Width, row, 1);
                TensorPrimitives.MultiplyAdd(Piece(a.B, a.Width, row, 1), onGradient, constant, dx);
                TensorPrimitives.MultiplyAdd(Piece(a.A, a.Width, row, 1), onValue, dx, dx);
            }
        }
    }

    /// <summary>Per column Σ (x − mean)², about the mean so that nothing cancels.</summary>
    private void SumSquaredDeviations(Tensor x, float* mean, Span<float> sums)
    {
        int width = x.Columns;
        int pieces = (x.Rows + PieceRows - 1) / PieceRows;
        using var partial = BufferPool.Rent<float>(checked(Math.Max(1, pieces) * width * 2));
        ForRows(pieces, (long)PieceRows * width * 2, &Body, new Arguments
        {
            A = At(x),
            B = mean,
            C = partial.Pointer + ((nint)pieces * width),
            Y = partial.Pointer,
            Width = width,
            To = x.Rows,
        });
        Combine(partial.Pointer, pieces, sums, false);

        static void Body(in Arguments a, int first, int count)
        {
            ReadOnlySpan<float> mean = new(a.B, a.Width);
            for (int piece = first; piece < first + count; piece++)
            {
                Span<float> sum = new(a.Y + ((nint)piece * a.Width), a.Width);
                Span<float> deviation = new(a.C + ((nint)piece * a.Width), a.Width);
                sum.Clear();
                int end = Math.Min(a.To, (piece + 1) * PieceRows);
                for (int row = piece * PieceRows; row < end; row++)
                {
                    TensorPrimitives.Subtract(Piece(a.A, a.Width, row, 1), mean, deviation);
                    TensorPrimitives.MultiplyAdd(deviation, deviation, sum, sum);
                }
            }
        }
    }
}
