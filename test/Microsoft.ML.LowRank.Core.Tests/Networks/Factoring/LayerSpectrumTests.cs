using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Networks.Factoring;

public class LayerSpectrumTests
{
    [Theory]
    [InlineData(20, 12, false)]
    [InlineData(12, 20, false)]
    [InlineData(16, 16, true)]
    [InlineData(7, 30, true)]
    [InlineData(30, 7, true)]
    [InlineData(5, 1, false)]
    [InlineData(1, 5, false)]
    public void Output_features_lose_on_calibration_rows_what_the_spectrum_says(int inputs, int outputs, bool isWeighted)
    {
        var layer = new CalibrationLayer(inputs, outputs, 300, 11, isWeighted);
        var spectrum = layer.OutputFeatures();
        Assert.Equal(Math.Min(inputs, outputs), spectrum.Largest);
        Assert.Equal(spectrum.Largest, spectrum.Energies.Length);
        for (int rank = 1; rank <= spectrum.Largest; rank++)
        {
            double expected = CalibrationLayer.Tail(spectrum.Energies, spectrum.Total, rank);
            var factors = spectrum.Factor(rank);
            Assert.Equal(expected, layer.MeasuredError(factors), 1e-6);
            Assert.Equal(expected, factors.RelativeError(layer.Weight, layer.Bias, layer.Moments), 1e-6);
        }
    }

    [Fact]
    public void The_total_is_the_variance_of_the_outputs()
    {
        var layer = new CalibrationLayer(9, 14, 200, 3);
        double variance = 0;
        var mean = new double[14];
        for (int n = 0; n < 200; n++)
            for (int j = 0; j < 14; j++)
                mean[j] += layer.Output(n)[j] / 200;
        for (int n = 0; n < 200; n++)
            variance += layer.Output(n).Zip(mean, (y, m) => (y - m) * (y - m)).Sum() / 200;
        Assert.Equal(1, layer.OutputFeatures().Total / variance, 1e-8);
    }

    [Theory]
    [InlineData(20, 12)]
    [InlineData(12, 20)]
    public void Full_rank_is_the_layer_as_it_was(int inputs, int outputs)
    {
        var layer = new CalibrationLayer(inputs, outputs, 100, 5);
        foreach (var spectrum in new[] { layer.OutputFeatures(), layer.Svd(), layer.Svd(false), Fisher(layer) })
        {
            var factors = spectrum.Factor(spectrum.Largest);
            for (int n = 0; n < layer.Rows; n++)
                AssertClose(layer.Output(n), layer.Output(factors, n), 1e-4);
        }
    }

    [Theory]
    [InlineData(8, 24)]
    [InlineData(24, 8)]
    public void Full_rank_is_the_layer_as_it_was_even_where_calibration_rows_do_not_vary(int inputs, int outputs)
    {
        var layer = new CalibrationLayer(inputs, outputs, 60, 6);
        var covariance = (double[])layer.Moments.Covariance.Clone();
        for (int i = 0; i < inputs; i++)
            covariance[(i * inputs) + 2] = covariance[(2 * inputs) + i] = 0;
        var spectrum = LayerSpectrum.OutputFeatures(
            "layer", layer.Weight, inputs, outputs, layer.Bias, new LayerMoments(layer.Moments.Mean, covariance, 60));
        var factors = spectrum.Factor(spectrum.Largest);
        for (int n = 0; n < layer.Rows; n++)
            AssertClose(layer.Output(n), layer.Output(factors, n), 1e-4);
    }

    [Theory]
    [InlineData(20, 12, 12)]
    [InlineData(12, 20, 5)]
    public void A_relu_in_between_loses_nothing_with_the_smallest_codes_as_shift(int inputs, int outputs, int rank)
    {
        var layer = new CalibrationLayer(inputs, outputs, 200, 7);
        var plain = layer.OutputFeatures().Factor(rank);
        var low = new float[rank];
        for (int n = 0; n < layer.Rows; n++)
        {
            var z = layer.Codes(plain, n);
            for (int l = 0; l < rank; l++)
                low[l] = n == 0 ? (float)z[l] : Math.Min(low[l], (float)z[l]);
        }
        var shifted = plain.WithShift(low);
        Assert.NotNull(shifted.DownBias);
        for (int n = 0; n < layer.Rows; n++)
            AssertClose(layer.Output(plain, n), layer.Output(shifted, n), 1e-4);
        Assert.Equal(
            plain.RelativeError(layer.Weight, layer.Bias, layer.Moments),
            shifted.RelativeError(layer.Weight, layer.Bias, layer.Moments), 1e-6);
    }

    [Fact]
    public void Signs_make_every_mean_code_positive_and_change_no_product()
    {
        var layer = new CalibrationLayer(15, 10, 200, 8);
        var plain = layer.OutputFeatures().Factor(6);
        Assert.Contains(plain.CodeMean(layer.Moments), mean => mean < 0);
        var turned = plain.WithSigns(plain.CodeMean(layer.Moments));
        Assert.All(turned.CodeMean(layer.Moments), mean => Assert.True(mean >= 0));
        var linear = new LayerFactors(15, 10, 6, turned.Down, turned.Up, turned.Bias);
        for (int n = 0; n < layer.Rows; n++)
            Assert.Equal(layer.Output(plain, n), layer.Output(linear, n));
        Assert.True(layer.MeasuredError(turned) > layer.MeasuredError(plain));
    }

    [Fact]
    public void Mean_codes_are_the_mean_of_the_codes()
    {
        var layer = new CalibrationLayer(15, 10, 100, 9);
        var factors = layer.Svd().Factor(4);
        var mean = factors.CodeMean(layer.Moments);
        for (int l = 0; l < 4; l++)
            Assert.Equal(Enumerable.Range(0, 100).Average(n => layer.Codes(factors, n)[l]), mean[l], 1e-6);
    }

    [Fact]
    public void No_factors_of_a_rank_beat_output_features_on_calibration_rows()
    {
        var property = Prop.ForAll(ArbMap.Default.ArbFor<int>(), ArbMap.Default.ArbFor<byte>(), (seed, shape) =>
        {
            int inputs = 2 + (shape % 13), outputs = 2 + (shape / 13 % 17);
            var layer = new CalibrationLayer(inputs, outputs, 60, (ulong)(uint)seed, isWeighted: shape % 2 == 0);
            int rank = 1 + (int)((uint)seed % (uint)Math.Min(inputs, outputs));
            double best = layer.MeasuredError(layer.OutputFeatures().Factor(rank));
            return best <= layer.MeasuredError(layer.Svd().Factor(rank)) + 1e-6 &&
                best <= layer.MeasuredError(Fisher(layer).Factor(rank)) + 1e-6 &&
                layer.MeasuredError(layer.Svd().Factor(rank)) <=
                    layer.MeasuredError(layer.Svd(knowsMoments: false).Factor(rank)) + 1e-6;
        });
        property.QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(20, 12)]
    [InlineData(12, 20)]
    [InlineData(300, 280)]
    [InlineData(280, 300)]
    public void Plain_energies_are_squared_singular_values(int inputs, int outputs)
    {
        var layer = new CalibrationLayer(inputs, outputs, 3, 10);
        var expected = ThinSvd.Decompose(Array.ConvertAll(layer.Weight, w => (double)w), inputs, outputs).Values;
        var spectrum = layer.Svd();
        for (int k = 0; k < expected.Length; k++)
            Assert.Equal(expected[k] * expected[k], spectrum.Energies[k], 1e-10 * spectrum.Total);
        var factors = spectrum.Factor(3);
        Assert.Equal(
            expected.Skip(3).Sum(s => s * s), Squares(layer.Weight, factors, null), 1e-5 * spectrum.Total);
    }

    [Theory]
    [InlineData(20, 12)]
    [InlineData(12, 20)]
    public void Fisher_factors_lose_the_weighted_tail(int inputs, int outputs)
    {
        var layer = new CalibrationLayer(inputs, outputs, 50, 12);
        var sums = FisherOf(layer);
        var importance = LayerSpectrum.InputImportance(sums, inputs);
        // By hand: the largest is 1, none is below the floor, and ratios are roots of ratios of row sums.
        Assert.Equal(1, importance.Max());
        Assert.All(importance, i => Assert.InRange(i, 1e-3, 1));
        double RowSum(int i) => sums.Skip(i * outputs).Take(outputs).Sum();
        Assert.Equal(Math.Sqrt(RowSum(0) / RowSum(1)), importance[0] / importance[1], 1e-9);
        var spectrum = Fisher(layer);
        for (int rank = 1; rank <= spectrum.Largest; rank++)
            Assert.Equal(
                spectrum.Energies.Skip(rank).Sum(), Squares(layer.Weight, spectrum.Factor(rank), importance),
                1e-6 * spectrum.Total);
    }

    [Fact]
    public void Inputs_without_gradients_keep_a_thousandth_of_the_largest_importance() =>
        Assert.Equal([1, 1e-3, 0.5, 1e-3], LayerSpectrum.InputImportance([2, 2, 0, 0, 0.5, 0.5, 1e-30, 0], 4));

    [Fact]
    public void Gradients_of_zero_make_all_inputs_alike() =>
        Assert.Equal([1.0, 1, 1], LayerSpectrum.InputImportance(new double[6], 3));

    [Theory]
    [InlineData(1)]
    [InlineData(13)]
    [InlineData(4000)]
    public void Fisher_sums_are_those_of_single_rows(int blockRows)
    {
        const int Rows = 1300, Inputs = 5, Outputs = 4;
        var x = Naive.Gaussian(Rows, [1, 2, 3, 4, 5], 1);
        // Gradients whose squares are below the range of single precision.
        var g = Array.ConvertAll(Naive.Gaussian(Rows, [1, 2, 3, 4], 2), v => v * 1e-25f);
        var weights = Array.ConvertAll(Naive.Gaussian(Rows, [1], 3), Math.Abs);
        var expected = new double[Inputs * Outputs];
        for (int n = 0; n < Rows; n++)
            for (int i = 0; i < Inputs; i++)
                for (int j = 0; j < Outputs; j++)
                {
                    double gradient = (double)x[(n * Inputs) + i] * g[(n * Outputs) + j];
                    expected[(i * Outputs) + j] += weights[n] * gradient * gradient;
                }
        var sums = new FisherSums(Inputs, Outputs);
        for (int start = 0; start < Rows; start += blockRows)
        {
            int count = Math.Min(blockRows, Rows - start);
            sums.Add(
                x.AsSpan(start * Inputs, count * Inputs), g.AsSpan(start * Outputs, count * Outputs),
                weights.AsSpan(start, count), count);
        }
        for (int c = 0; c < expected.Length; c++)
            Assert.Equal(1, sums.Values[c] / expected[c], 1e-4);
    }

    [Fact]
    public void Streamed_moments_give_the_same_spectrum_for_any_block_size()
    {
        var layer = new CalibrationLayer(12, 9, 500, 13, isWeighted: true);
        foreach (int blockRows in new[] { 1, 17, 500 })
        {
            var spectrum = LayerSpectrum.OutputFeatures(
                "layer", layer.Weight, 12, 9, layer.Bias, layer.Streamed(blockRows));
            for (int k = 0; k < 9; k++)
                Assert.Equal(layer.OutputFeatures().Energies[k], spectrum.Energies[k], 1e-5 * spectrum.Total);
        }
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        var layer = new CalibrationLayer(290, 270, 3, 14);
        var one = LayerSpectrum.OutputFeatures("layer", layer.Weight, 290, 270, layer.Bias, layer.Moments, 1);
        var many = LayerSpectrum.OutputFeatures("layer", layer.Weight, 290, 270, layer.Bias, layer.Moments, 3);
        Assert.Equal(one.Energies, many.Energies);
        Assert.Equal(one.Factor(20).Down, many.Factor(20).Down);
    }

    [Fact]
    public void Constant_inputs_need_one_direction_and_lose_nothing()
    {
        var layer = new CalibrationLayer(6, 4, 10, 15);
        var still = new LayerMoments(layer.Moments.Mean, new double[36], 10);
        var spectrum = LayerSpectrum.OutputFeatures("layer", layer.Weight, 6, 4, layer.Bias, still);
        Assert.Equal(0, spectrum.Total);
        var factors = spectrum.Factor(1);
        var expected = Array.ConvertAll(layer.Bias, b => (double)b);
        var restored = Array.ConvertAll(factors.Bias, b => (double)b);
        for (int i = 0; i < 6; i++)
            for (int j = 0; j < 4; j++)
            {
                expected[j] += still.Mean[i] * layer.Weight[(i * 4) + j];
                restored[j] += still.Mean[i] * factors.Down[i] * factors.Up[j];
            }
        AssertClose(expected, restored, 1e-5);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_weight_that_is_no_number_is_named(float bad)
    {
        var layer = new CalibrationLayer(6, 4, 10, 16);
        layer.Weight[(3 * 4) + 2] = bad;
        var error = Assert.Throws<InvalidOperationException>(
            () => LayerSpectrum.Svd("hidden layer 2", layer.Weight, 6, 4, layer.Bias));
        Assert.Contains("hidden layer 2 at input 3, output 2 is", error.Message);
        layer.Weight[(3 * 4) + 2] = 0;
        layer.Bias[1] = bad;
        error = Assert.Throws<InvalidOperationException>(
            () => LayerSpectrum.OutputFeatures("hidden layer 2", layer.Weight, 6, 4, layer.Bias, layer.Moments));
        Assert.Contains("bias of hidden layer 2 at output 1", error.Message);
    }

    [Fact]
    public void Hidden_layers_of_three_times_400_take_the_parameters_of_the_formula()
    {
        // 26 fields of 16 columns and 13 numbers into 400-400-400; then tables of rank 2, folded, and layers of rank 64.
        static int Layer(int inputs, int outputs) => (inputs * outputs) + outputs;
        static int Factored(int inputs, int outputs, int rank)
        {
            var spectrum = LayerSpectrum.Svd("layer", new float[inputs * outputs], inputs, outputs, []);
            var factors = spectrum.Factor(rank);
            // In the sheet's form the first factor has a bias of its own.
            return factors.Down.Length + rank + factors.Up.Length + factors.Bias.Length;
        }
        Assert.Equal(492_800, Layer((26 * 16) + 13, 400) + (2 * Layer(400, 400)));
        int after = Layer((26 * 2) + 13, 400) + (2 * Factored(400, 400, 64));
        Assert.Equal(129_728, after);
    }

    private static LayerSpectrum Fisher(CalibrationLayer layer) => LayerSpectrum.FisherSvd(
        "layer", layer.Weight, layer.Inputs, layer.Outputs, layer.Bias,
        new LayerMoments(layer.Moments.Mean, layer.Moments.Covariance, layer.Rows, FisherOf(layer)));

    private static double[] FisherOf(CalibrationLayer layer)
    {
        var sums = new FisherSums(layer.Inputs, layer.Outputs);
        sums.Add(layer.X, Naive.Gaussian(layer.Rows, [.. Enumerable.Repeat(1.0, layer.Outputs)], 77), [], layer.Rows);
        return sums.Values;
    }

    /// <summary>‖diag(i) (W − Down·Up)‖².</summary>
    private static double Squares(float[] weight, LayerFactors factors, double[]? importance)
    {
        double sum = 0;
        for (int i = 0; i < factors.Inputs; i++)
            for (int j = 0; j < factors.Outputs; j++)
            {
                double left = weight[(i * factors.Outputs) + j];
                for (int l = 0; l < factors.Rank; l++)
                    left -= (double)factors.Down[(i * factors.Rank) + l] * factors.Up[(l * factors.Outputs) + j];
                left *= importance?[i] ?? 1;
                sum += left * left;
            }
        return sum;
    }

    private static void AssertClose(double[] expected, double[] actual, double tolerance)
    {
        for (int j = 0; j < expected.Length; j++)
            Assert.Equal(expected[j], actual[j], tolerance);
    }
}
