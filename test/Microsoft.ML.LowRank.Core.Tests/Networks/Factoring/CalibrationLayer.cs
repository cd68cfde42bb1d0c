using Microsoft.ML.LowRank.LinearAlgebra;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>A layer with calibration rows, and what its factors give on them, by textbook loops.</summary>
internal sealed class CalibrationLayer
{
    public CalibrationLayer(int inputs, int outputs, int rows, ulong seed, bool isWeighted = false)
    {
        Inputs = inputs;
        Outputs = outputs;
        Rows = rows;
        var random = new SplitMix64(seed);
        // Inputs of different spread and mean, mixed: neither the covariance nor the mean is trivial.
        X = Naive.Gaussian(
            rows, [.. Enumerable.Range(0, inputs).Select(i => 0.1 + (3.0 / (1 + i)))], seed + 1, mixed: true);
        for (int i = 0; i < X.Length; i++)
            X[i] += 0.5f * ((i % inputs) % 3);
        Weight = [.. Enumerable.Range(0, inputs * outputs).Select(_ => (float)random.NextGaussian())];
        Bias = [.. Enumerable.Range(0, outputs).Select(_ => (float)random.NextGaussian())];
        RowWeights = isWeighted
            ? [.. Enumerable.Range(0, rows).Select(_ => (float)(random.NextDouble() < 0.2 ? 0 : 3 * random.NextDouble()))]
            : null;
        // Exact moments of the rows, in double: the tests measure the factors, not the summation.
        var (mean, covariance) = Naive.Moments(X, inputs, RowWeights);
        Moments = new LayerMoments(mean, covariance, rows);
    }

    public int Inputs { get; }

    public int Outputs { get; }

    public int Rows { get; }

    public float[] X { get; }

    public float[] Weight { get; }

    public float[] Bias { get; }

    public float[]? RowWeights { get; }

    public LayerMoments Moments { get; }

    public LayerSpectrum OutputFeatures() =>
        LayerSpectrum.OutputFeatures("layer", Weight, Inputs, Outputs, Bias, Moments);

    public LayerSpectrum Svd(bool knowsMoments = true) =>
        LayerSpectrum.Svd("layer", Weight, Inputs, Outputs, Bias, knowsMoments ? Moments : null);

    /// <summary>x W + b.</summary>
    public double[] Output(int row)
    {
        var y = Array.ConvertAll(Bias, b => (double)b);
        for (int i = 0; i < Inputs; i++)
            for (int j = 0; j < Outputs; j++)
                y[j] += (double)X[(row * Inputs) + i] * Weight[(i * Outputs) + j];
        return y;
    }

    /// <summary>x·Down.</summary>
    public double[] Codes(LayerFactors factors, int row)
    {
        var z = new double[factors.Rank];
        for (int i = 0; i < Inputs; i++)
            for (int l = 0; l < z.Length; l++)
                z[l] += (double)X[(row * Inputs) + i] * factors.Down[(i * z.Length) + l];
        return z;
    }

    public double[] Output(LayerFactors factors, int row)
    {
        var z = Codes(factors, row);
        if (factors.DownBias is { } shift)
            for (int l = 0; l < z.Length; l++)
                z[l] = Math.Max(0, z[l] + shift[l]);
        var y = Array.ConvertAll(factors.Bias, b => (double)b);
        for (int l = 0; l < z.Length; l++)
            for (int j = 0; j < Outputs; j++)
                y[j] += z[l] * factors.Up[(l * Outputs) + j];
        return y;
    }

    /// <summary>Σ w ‖y − ŷ‖² / Σ w ‖y − ȳ‖², row by row.</summary>
    public double MeasuredError(LayerFactors factors)
    {
        var mean = new double[Outputs];
        double total = 0;
        for (int n = 0; n < Rows; n++)
        {
            double weight = RowWeights?[n] ?? 1;
            var y = Output(n);
            for (int j = 0; j < Outputs; j++)
                mean[j] += weight * y[j];
            total += weight;
        }
        double lost = 0, variance = 0;
        for (int n = 0; n < Rows; n++)
        {
            double weight = RowWeights?[n] ?? 1;
            var y = Output(n);
            var restored = Output(factors, n);
            for (int j = 0; j < Outputs; j++)
            {
                lost += weight * (y[j] - restored[j]) * (y[j] - restored[j]);
                variance += weight * (y[j] - (mean[j] / total)) * (y[j] - (mean[j] / total));
            }
        }
        return lost / variance;
    }

    /// <summary>What the spectrum says is lost, as a share.</summary>
    public static double Tail(double[] energies, double total, int rank) => energies.Skip(rank).Sum() / total;

    /// <summary>The moments as they are gathered from blocks of rows.</summary>
    public LayerMoments Streamed(int blockRows)
    {
        var moments = new StreamingMoments(Inputs);
        for (int start = 0; start < Rows; start += blockRows)
        {
            int count = Math.Min(blockRows, Rows - start);
            moments.Add(new RowBlock
            {
                FirstRow = start,
                Rows = count,
                Columns = Inputs,
                Values = X[(start * Inputs)..((start + count) * Inputs)],
                Weights = RowWeights?[start..(start + count)],
            });
        }
        return LayerMoments.Of(moments);
    }
}
