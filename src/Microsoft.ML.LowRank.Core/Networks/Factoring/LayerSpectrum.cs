using System.Numerics.Tensors;
using Microsoft.ML.LowRank.LinearAlgebra;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>
/// What a layer y = x W + b loses at every rank, and its factors: with M = RᵀR a metric of the inputs, the best W Q Qᵀ of
/// rank k minimises ‖R (W − W Q Qᵀ)‖, where Q are the leading eigenvectors of Wᵀ M W, and loses its other eigenvalues.
/// </summary>
/// <remarks>
/// M = 1 is the plain singular value decomposition, a diagonal of Fisher information the weighted one of Hsu et al.,
/// Language model compression with weighted low-rank factorization (2022, https://arxiv.org/abs/2207.00112), and the
/// covariance of x the principal components of the outputs: the least error in y over the rows the covariance is of.
/// The bias is moved by the mean of what is left out, (W − W Q Qᵀ)ᵀ E[x], where E[x] is known.
/// </remarks>
internal sealed class LayerSpectrum
{
    // So small a share of the plain metric orders the directions in which the calibration rows do not vary, and no more.
    private const double PlainShare = 1e-10;

    private const double FisherFloor = 1e-3;

    private readonly float[] _weight;
    private readonly float[] _bias;
    private readonly double[]? _meanProduct;
    private readonly MatrixSpectrum _spectrum;
    private readonly int _inputs;
    private readonly int _outputs;
    private readonly int _threads;

    private LayerSpectrum(in Layer layer, MatrixSpectrum spectrum)
    {
        _weight = layer.Weight.ToArray();
        _bias = layer.Bias.IsEmpty ? new float[layer.Outputs] : layer.Bias.ToArray();
        _inputs = layer.Inputs;
        _outputs = layer.Outputs;
        _threads = layer.Threads;
        _spectrum = spectrum;
        _meanProduct = layer.Moments is { } moments ? Times(moments.Mean) : null;
        Largest = Math.Min(_inputs, _outputs);
        Energies = spectrum.Values[..Largest];
        Total = Energies.Sum();
    }

    /// <summary>The energy that every direction holds, descending; at rank k the sum from k on is lost.</summary>
    public double[] Energies { get; }

    public double Total { get; }

    /// <summary>The rank at which the layer is as it was.</summary>
    public int Largest { get; }

    /// <summary>Principal components of the outputs: energies are variances of y over the rows of the moments.</summary>
    /// <param name="name">What errors call the matrix.</param>
    /// <param name="weight">Inputs × outputs; copied.</param>
    /// <param name="inputs">Rows of the weight.</param>
    /// <param name="outputs">Columns of the weight.</param>
    /// <param name="bias">One per output, or empty.</param>
    /// <param name="moments">Of the inputs.</param>
    /// <param name="threads">Most threads to use; the result does not depend on it.</param>
    public static LayerSpectrum OutputFeatures(
        string name, ReadOnlySpan<float> weight, int inputs, int outputs, ReadOnlySpan<float> bias, LayerMoments moments,
        int threads = 1)
    {
        var layer = new Layer(name, weight, inputs, outputs, bias, moments, threads);
        var metric = (double[])moments.Covariance.Clone();
        double trace = 0;
        for (int i = 0; i < inputs; i++)
            trace += metric[(i * inputs) + i];
        for (int i = 0; i < inputs; i++)
            metric[(i * inputs) + i] += PlainShare * trace / inputs;
        if (!TensorPrimitives.IsFiniteAll<double>(metric))
            throw new InvalidOperationException(
                $"The covariance of the inputs of {name} is not finite; the calibration rows drive the network out of range.");
        return new LayerSpectrum(layer, FromMetric(layer, metric));
    }

    /// <summary>Singular values of the weight; moments, where they are given, move the bias alone.</summary>
    /// <inheritdoc cref="OutputFeatures"/>
    public static LayerSpectrum Svd(
        string name, ReadOnlySpan<float> weight, int inputs, int outputs, ReadOnlySpan<float> bias,
        LayerMoments? moments = null, int threads = 1)
    {
        var layer = new Layer(name, weight, inputs, outputs, bias, moments, threads);
        return new LayerSpectrum(layer, MatrixSpectrum.OfRows(layer.Wide(), inputs, outputs, threads));
    }

    /// <summary>Singular values of the weight with its rows multiplied by <see cref="InputImportance"/>.</summary>
    /// <inheritdoc cref="OutputFeatures"/>
    public static LayerSpectrum FisherSvd(
        string name, ReadOnlySpan<float> weight, int inputs, int outputs, ReadOnlySpan<float> bias, LayerMoments moments,
        int threads = 1)
    {
        var layer = new Layer(name, weight, inputs, outputs, bias, moments, threads);
        if (moments.Fisher is not { } fisher || fisher.Length != (long)inputs * outputs)
            throw new ArgumentException(
                $"The moments of {name} have no Fisher sums of {inputs} × {outputs}.", nameof(moments));
        if (!TensorPrimitives.IsFiniteAll<double>(fisher))
            throw new InvalidOperationException($"The Fisher sums of {name} are not finite; its gradients are out of range.");
        var importance = InputImportance(fisher, inputs);
        var rows = layer.Wide();
        for (int i = 0; i < inputs; i++)
        {
            var row = rows.AsSpan(i * outputs, outputs);
            TensorPrimitives.Multiply(row, importance[i], row);
        }
        return new LayerSpectrum(layer, MatrixSpectrum.OfRows(rows, inputs, outputs, threads));
    }

    /// <summary>√Σ F of every input's weights as a share of the largest, at least 0.001: an input may wake up later.</summary>
    public static double[] InputImportance(double[] fisher, int inputs)
    {
        int outputs = fisher.Length / inputs;
        var importance = new double[inputs];
        for (int i = 0; i < inputs; i++)
            importance[i] = Math.Sqrt(Math.Max(0, TensorPrimitives.Sum<double>(fisher.AsSpan(i * outputs, outputs))));
        double largest = importance.Max();
        for (int i = 0; i < inputs; i++)
            importance[i] = largest > 0 ? Math.Max(FisherFloor, importance[i] / largest) : 1;
        return importance;
    }

    /// <summary>The factors at a rank from 1 to <see cref="Largest"/>, with nothing between them.</summary>
    public LayerFactors Factor(int rank)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rank, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rank, Largest);
        var up = _spectrum.Vectors(rank).ToArray();
        var down = Product64.Multiply(
            Widen(_weight), Product64.Transpose(up, rank, _outputs), _inputs, _outputs, rank, _threads);
        return new LayerFactors(
            _inputs, _outputs, rank, Array.ConvertAll(down, v => (float)v), Array.ConvertAll(up, v => (float)v), Bias(up, rank));
    }

    private float[] Bias(double[] up, int rank)
    {
        var bias = Widen(_bias);
        if (_meanProduct is { } product)
        {
            TensorPrimitives.Add<double>(bias, product, bias);
            for (int l = 0; l < rank; l++)
            {
                var direction = up.AsSpan(l * _outputs, _outputs);
                TensorPrimitives.MultiplyAdd(
                    direction, -TensorPrimitives.Dot<double>(direction, product), bias, bias);
            }
        }
        return Array.ConvertAll(bias, v => (float)v);
    }

    private static MatrixSpectrum FromMetric(in Layer layer, double[] metric)
    {
        int inputs = layer.Inputs, outputs = layer.Outputs, threads = layer.Threads;
        var weight = layer.Wide();
        if (inputs < outputs && CholeskyFactor.TryFactor(metric, inputs) is { } root)
        {
            var upper = Product64.Transpose(root.Lower.ToArray(), inputs, inputs);
            return MatrixSpectrum.OfRows(
                Product64.Multiply(upper, weight, inputs, inputs, outputs, threads), inputs, outputs, threads);
        }
        var transposed = Product64.Transpose(weight, inputs, outputs);
        var product = Product64.Multiply(metric, weight, inputs, inputs, outputs, threads);
        var covariance = Product64.Multiply(transposed, product, outputs, inputs, outputs, threads);
        for (int i = 0; i < outputs; i++)
            for (int j = 0; j < i; j++)
                covariance[(i * outputs) + j] = covariance[(j * outputs) + i] =
                    (covariance[(i * outputs) + j] + covariance[(j * outputs) + i]) / 2;
        return MatrixSpectrum.OfSymmetric(covariance, outputs, threads);
    }

    /// <summary>Wᵀ x.</summary>
    private double[] Times(double[] x)
    {
        var result = new double[_outputs];
        for (int i = 0; i < _inputs; i++)
            for (int j = 0; j < _outputs; j++)
                result[j] += x[i] * _weight[(i * _outputs) + j];
        return result;
    }

    internal static double[] Widen(ReadOnlySpan<float> values)
    {
        var result = new double[values.Length];
        TensorPrimitives.ConvertChecked<float, double>(values, result);
        return result;
    }

    /// <summary>A layer as it was given, once its shapes and numbers are checked.</summary>
    private readonly ref struct Layer
    {
        public Layer(
            string name, ReadOnlySpan<float> weight, int inputs, int outputs, ReadOnlySpan<float> bias,
            LayerMoments? moments, int threads)
        {
            if (inputs < 1 || outputs < 1 || weight.Length != (long)inputs * outputs)
                throw new ArgumentException(
                    $"{name} has {weight.Length} weights; {inputs} × {outputs} are expected.", nameof(weight));
            if (!bias.IsEmpty && bias.Length != outputs)
                throw new ArgumentException(
                    $"{name} has {bias.Length} biases; one for each of its {outputs} outputs is expected.", nameof(bias));
            if (moments is not null && moments.Inputs != inputs)
                throw new ArgumentException(
                    $"The moments of {name} are of {moments.Inputs} inputs; it has {inputs}.", nameof(moments));
            if (Elementwise.IndexOfNonFinite(weight) is var bad and >= 0)
                throw new InvalidOperationException(FormattableString.Invariant(
                    $"The weight of {name} at input {bad / outputs}, output {bad % outputs} is {weight[bad]}; a network with numbers that are not finite cannot be compressed. Train it again with a lower learning rate."));
            if (Elementwise.IndexOfNonFinite(bias) is var badBias and >= 0)
                throw new InvalidOperationException(FormattableString.Invariant(
                    $"The bias of {name} at output {badBias} is {bias[badBias]}; a network with numbers that are not finite cannot be compressed. Train it again with a lower learning rate."));
            Weight = weight;
            Inputs = inputs;
            Outputs = outputs;
            Bias = bias;
            Moments = moments;
            Threads = threads;
        }

        public ReadOnlySpan<float> Weight { get; }

        public int Inputs { get; }

        public int Outputs { get; }

        public ReadOnlySpan<float> Bias { get; }

        public LayerMoments? Moments { get; }

        public int Threads { get; }

        public double[] Wide() => Widen(Weight);
    }
}
