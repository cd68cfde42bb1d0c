using System.Numerics.Tensors;

namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>
/// Two layers in the place of one: y ≈ x·Down·Up + Bias, or, with a ReLU between them,
/// y ≈ relu(x·Down + DownBias)·Up + Bias.
/// </summary>
internal sealed class LayerFactors
{
    public LayerFactors(
        int inputs, int outputs, int rank, float[] down, float[] up, float[] bias, float[]? downBias = null)
    {
        Inputs = inputs;
        Outputs = outputs;
        Rank = rank;
        Down = down;
        Up = up;
        Bias = bias;
        DownBias = downBias;
    }

    public int Inputs { get; }

    public int Outputs { get; }

    public int Rank { get; }

    /// <summary>Inputs × rank.</summary>
    public float[] Down { get; }

    /// <summary>Rank × outputs.</summary>
    public float[] Up { get; }

    /// <summary>Added after the product; one per output.</summary>
    public float[] Bias { get; }

    /// <summary>Added before a ReLU between the factors, one per rank; null where there is none between them.</summary>
    public float[]? DownBias { get; }

    /// <summary>
    /// For a ReLU in between that lets all rows pass whose codes z = x·Down are at least as large as given: codes are
    /// moved up by as much before it and back in the bias. With the smallest codes of all rows nothing is lost on them.
    /// </summary>
    /// <param name="low">One per direction: the smallest of x·Down, or a low quantile of it.</param>
    public LayerFactors WithShift(ReadOnlySpan<float> low)
    {
        CheckCodes(low.Length, nameof(low));
        var shift = new float[Rank];
        var bias = LayerSpectrum.Widen(Bias);
        for (int l = 0; l < Rank; l++)
        {
            if (!float.IsFinite(low[l]))
                throw new InvalidOperationException(FormattableString.Invariant(
                    $"The low value of direction {l} is {low[l]}; a finite number is needed."));
            shift[l] = -low[l];
            for (int j = 0; j < Outputs; j++)
                bias[j] += (double)low[l] * Up[(l * Outputs) + j];
        }
        return new LayerFactors(Inputs, Outputs, Rank, Down, Up, Array.ConvertAll(bias, v => (float)v), shift);
    }

    /// <summary>For a ReLU in between without a shift: directions are turned so that no mean of z = x·Down is below 0.</summary>
    /// <param name="mean">The mean of x·Down, one per direction.</param>
    public LayerFactors WithSigns(ReadOnlySpan<double> mean)
    {
        CheckCodes(mean.Length, nameof(mean));
        var down = (float[])Down.Clone();
        var up = (float[])Up.Clone();
        for (int l = 0; l < Rank; l++)
        {
            if (!(mean[l] < 0))
                continue;
            for (int i = 0; i < Inputs; i++)
                down[(i * Rank) + l] = -down[(i * Rank) + l];
            var direction = up.AsSpan(l * Outputs, Outputs);
            TensorPrimitives.Negate(direction, direction);
        }
        return new LayerFactors(Inputs, Outputs, Rank, down, up, Bias, new float[Rank]);
    }

    /// <summary>The mean of z = x·Down.</summary>
    public double[] CodeMean(LayerMoments moments)
    {
        var result = new double[Rank];
        for (int i = 0; i < Inputs; i++)
            for (int l = 0; l < Rank; l++)
                result[l] += moments.Mean[i] * Down[(i * Rank) + l];
        return result;
    }

    /// <summary>
    /// E‖y − ŷ‖² / E‖y − E y‖² over the rows that the moments are of; what a ReLU in between cuts off is not counted.
    /// 0 where nothing is lost, infinity where a layer of constant outputs is not met.
    /// </summary>
    public double RelativeError(
        ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, LayerMoments moments, int threads = 1)
    {
        var original = LayerSpectrum.Widen(weight);
        var left = Product64.Multiply(
            LayerSpectrum.Widen(Down), LayerSpectrum.Widen(Up), Inputs, Rank, Outputs, threads);
        TensorPrimitives.Subtract<double>(original, left, left);
        double lost = OutputVariance(left, moments, threads);
        for (int j = 0; j < Outputs; j++)
        {
            double offset = (bias.IsEmpty ? 0 : bias[j]) - (double)Bias[j];
            for (int l = 0; DownBias is not null && l < Rank; l++)
                offset -= (double)DownBias[l] * Up[(l * Outputs) + j];
            for (int i = 0; i < Inputs; i++)
                offset += moments.Mean[i] * left[(i * Outputs) + j];
            lost += offset * offset;
        }
        return lost == 0 ? 0 : lost / OutputVariance(original, moments, threads);
    }

    /// <summary>tr(Aᵀ Cov A).</summary>
    private double OutputVariance(double[] a, LayerMoments moments, int threads) => Math.Max(0, TensorPrimitives.Dot<double>(
        a, Product64.Multiply(moments.Covariance, a, Inputs, Inputs, Outputs, threads)));

    private void CheckCodes(int length, string name)
    {
        if (length != Rank)
            throw new ArgumentException($"{length} values are given for {Rank} directions.", name);
    }
}
