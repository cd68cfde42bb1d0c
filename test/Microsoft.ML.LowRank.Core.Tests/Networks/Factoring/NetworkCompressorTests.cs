using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Tensors;
using Microsoft.ML.LowRank.Training;

namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>A trained network compressed from one end to the other.</summary>
public sealed class NetworkCompressorTests
{
    private static readonly Dictionary<string, Func<CtrArchitecture>> Architectures = new()
    {
        ["DeepFM, normalised"] = () => new DeepFm { HiddenUnits = [64, 64], BatchNormalization = true, Dropout = 0.1 },
        ["DCNv2"] = () => new Dcn2 { HiddenUnits = [64, 64], Crosses = 2 },
        ["AutoInt+"] = () => new AutoInt { HiddenUnits = [64, 64], HeadSize = 8 },
        ["Wide & Deep"] = () => new WideAndDeep { HiddenUnits = [64, 64] },
    };

    public static TheoryData<string> Names => [.. Architectures.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_smaller_network_is_nearly_as_good_and_the_original_is_untouched(string name)
    {
        using var sample = new CompressionSample(2000);
        var network = sample.Trained(Architectures[name]());
        float[] before = CompressionSample.Logits(network, sample.Batch);
        var (model, report) = Compress(sample, network, new NetworkCompressionOptions { Ranks = RankRule.Smaller(1.5), LearningRate = 1e-3 });

        Assert.Equal(before, CompressionSample.Logits(network, sample.Batch));
        Assert.True(report.After.Parameters * 1.5 <= report.Before.Parameters, report.Summary);
        Assert.True(report.After.FileBytes * 1.5 <= report.Before.FileBytes, report.Summary);
        Assert.True(report.After.MultiplyAdds < report.Before.MultiplyAdds, report.Summary);
        Assert.Equal(report.After.Parameters, model.ParameterCount);
        Assert.Equal("original, compressed, features matched, fine-tuned, original, fine-tuned", string.Join(", ", report.Qualities.Select(q => q.Model)));
        Assert.True(report.Qualities[3].AreaUnderCurve > report.Qualities[0].AreaUnderCurve - 0.02, report.ToString());
        // The epoch that is kept may be the start: fine-tuning does not make it worse on the rows that judge.
        Assert.True(report.Qualities[3].AreaUnderCurve >= report.Qualities[2].AreaUnderCurve, report.ToString());
    }

    public static TheoryData<FactorMethod, InnerActivation, double, bool> Ways => new()
    {
        { FactorMethod.Svd, InnerActivation.None, 0, false },
        { FactorMethod.FisherWeightedSvd, InnerActivation.None, 0, false },
        { FactorMethod.OutputFeatures, InnerActivation.Shifted, 0, false },
        { FactorMethod.OutputFeatures, InnerActivation.Turned, 0, true },
        { FactorMethod.OutputFeatures, InnerActivation.None, 0.9, false },
        { FactorMethod.OutputFeatures, InnerActivation.None, 0, true },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void Every_way_gives_a_model_that_is_saved_loaded_and_compressed_again(
        FactorMethod method, InnerActivation activation, double sharedError, bool quantizes)
    {
        using var sample = new CompressionSample(1000);
        var network = sample.Trained(Architectures["DeepFM, normalised"]());
        var options = new NetworkCompressionOptions
        {
            Method = method,
            InnerActivation = activation,
            SharedProjectionError = sharedError,
            QuantizeTables = quantizes,
            Ranks = RankRule.Fixed(2, 8),
            LearningRate = 1e-3,
            MeasureSizes = true,
        };
        var (model, report) = Compress(sample, network, options);
        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;
        var loaded = CtrModelParameters.Load(file);
        var again = new NetworkCompressor(loaded, sample.Rows, sample.Judging, options, 1, _ => { }, () => false).Run();

        Assert.Equal(file.Length, report.After.FileBytes);
        Assert.Equal(CompressionSample.Logits(model.Network, sample.Batch), CompressionSample.Logits(loaded.Network, sample.Batch));
        Assert.True(report.After.Parameters < report.Before.Parameters && report.After.FileBytes < report.Before.FileBytes, report.Summary);
        Assert.True(report.Last.AreaUnderCurve > report.Qualities[0].AreaUnderCurve - 0.05, report.ToString());
        Assert.Equal(quantizes, model.Layers.Any(layer => layer.IsQuantized));
        Assert.Equal(sharedError > 0, model.Network.Tables!.Form.Groups.Any(group => group.IsShared));
        Assert.Equal(activation != InnerActivation.None, model.Layers.Any(layer => layer.Name.EndsWith(NetworkBuilder.Shift, StringComparison.Ordinal)));
        Assert.True(again.Model.ParameterCount <= model.ParameterCount, again.Report.Summary);
    }

    [Fact]
    public void A_shift_before_the_inner_activation_loses_less_than_turned_directions()
    {
        using var sample = new CompressionSample(1500);
        var network = sample.Trained(Architectures["Wide & Deep"]());
        double Distance(InnerActivation activation)
        {
            var (model, _) = Compress(sample, network, new NetworkCompressionOptions
            {
                InnerActivation = activation,
                Ranks = RankRule.Fixed(0, 20),
                CompressTables = false,
                FeatureEpochs = 0,
                FineTuningEpochs = 0,
            });
            return OutputDivergence.Between(network, model.Network, PredictionTask.BinaryClassification, sample.Rows, 1500);
        }

        double linear = Distance(InnerActivation.None), shifted = Distance(InnerActivation.Shifted), turned = Distance(InnerActivation.Turned);

        // A thousandth of the codes is cut off by the shift.
        Assert.True(shifted < (2 * linear) + 1e-4, $"{linear} {shifted} {turned}");
        Assert.True(turned > 10 * shifted, $"{linear} {shifted} {turned}");
    }

    [Fact]
    public void The_features_are_nearer_to_the_originals_after_they_were_trained_on()
    {
        using var sample = new CompressionSample(2000);
        var network = sample.Trained(Architectures["DCNv2"]());
        // Directions are the best ones where nothing stands between the factors; a ReLU there leaves much to be learned.
        var (_, report) = Compress(sample, network, new NetworkCompressionOptions
        {
            Ranks = RankRule.Fixed(2, 8),
            InnerActivation = InnerActivation.Turned,
            FeatureEpochs = 5,
            FineTuningEpochs = 0,
            LearningRate = 1e-3,
        });

        Assert.Equal(5, report.FeatureDistances.Count);
        Assert.True(report.FeatureDistances[4] < 0.8 * report.FeatureDistances[0], string.Join(" ", report.FeatureDistances));
    }

    [Fact]
    public void By_sensitivity_every_matrix_alone_moves_the_answers_less_than_the_bound()
    {
        using var sample = new CompressionSample(1000);
        var network = sample.Trained(Architectures["Wide & Deep"]());
        var options = new NetworkCompressionOptions { Ranks = RankRule.Sensitivity(1e-3), FeatureEpochs = 0, FineTuningEpochs = 0 };
        var (model, report) = Compress(sample, network, options);
        var (parts, candidates) = NetworkAssemblerTests.Measure(sample, network);
        foreach (var matrix in report.Matrices.Where(matrix => matrix.Rank > 0))
        {
            int[] ranks = [.. candidates.All.Select(candidate => candidate.Name == matrix.Name ? matrix.Rank : 0)];
            var layers = candidates.All.Zip(ranks).Where(pair => !pair.First.IsTable && pair.Second > 0)
                .ToDictionary(pair => pair.First.Name, pair => pair.First.Layer!.Factor(pair.Second));
            var alone = new NetworkAssembler(parts, sample.Encoder.TableOffsets, 1).Assemble(candidates.Choices(ranks), layers, sharesRest: true);
            Assert.True(OutputDivergence.Between(network, alone, PredictionTask.BinaryClassification, sample.Rows, 1000) <= 1.0001e-3);
        }
        Assert.True(model.ParameterCount < report.Before.Parameters);
    }

    [Fact]
    public void Smaller_with_tables_in_bytes_is_smaller_than_the_original_as_it_is()
    {
        using var sample = new CompressionSample(500);
        var network = sample.Random(Architectures["DeepFM, normalised"]());
        long Bytes(bool quantizes) => Compress(sample, network, new NetworkCompressionOptions
        {
            Ranks = RankRule.Smaller(1.5),
            QuantizeTables = quantizes,
            FeatureEpochs = 0,
            FineTuningEpochs = 0,
        }).Report.After.FileBytes;
        long limit = (long)(Compress(sample, network, new NetworkCompressionOptions { Ranks = RankRule.Fixed(1, 1) }).Report.Before.FileBytes / 1.5);

        // What bytes save is spent on ranks.
        Assert.InRange(Bytes(false), 1, limit);
        Assert.InRange(Bytes(true), 1, limit);
    }

    [Fact]
    public void Fewer_rows_than_the_rank_are_refused()
    {
        using var sample = new CompressionSample(10);
        var network = sample.Random(Architectures["Wide & Deep"]());
        var error = Assert.Throws<InvalidOperationException>(() => Compress(sample, network, new NetworkCompressionOptions { Ranks = RankRule.Fixed(1, 20) }));
        Assert.Contains("The calibration has 10 rows, but rank 20 of 'deep.", error.Message, StringComparison.Ordinal);

        // Singular values need no rows.
        Compress(sample, network, new NetworkCompressionOptions { Ranks = RankRule.Fixed(1, 20), Method = FactorMethod.Svd, FeatureEpochs = 0, FineTuningEpochs = 0 });
    }

    [Fact]
    public void A_budget_below_the_smallest_model_says_what_that_is()
    {
        using var sample = new CompressionSample(200);
        var network = sample.Random(Architectures["DeepFM, normalised"]());
        var error = Assert.Throws<InvalidOperationException>(() => Compress(sample, network, new NetworkCompressionOptions { Ranks = RankRule.ParameterBudget(100) }));
        Assert.Matches("The smallest model that factoring can make has [0-9,]+ parameters, more than the 100 asked for", error.Message);
    }

    [Fact]
    public void Weights_that_are_no_numbers_are_refused_by_name()
    {
        using var sample = new CompressionSample(200);
        var network = sample.Random(Architectures["DCNv2"]());
        ((CpuTensor)network.Parameters.Find("deep.1.weight")!.Tensor).Span[64 * 3] = float.NaN;
        var error = Assert.Throws<InvalidOperationException>(() => Compress(sample, network, new NetworkCompressionOptions()));
        Assert.StartsWith("Row 3 of 'deep.1.weight' holds NaN", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancelled_before_there_is_a_model_it_throws_and_later_it_returns_the_best()
    {
        using var sample = new CompressionSample(1000);
        var network = sample.Trained(Architectures["Wide & Deep"]());
        Assert.Throws<OperationCanceledException>(() => Compress(sample, network, new NetworkCompressionOptions { Ranks = RankRule.Fixed(2, 8) }, () => true));

        int asked = 0;
        // Calibration asks once per batch and pass; then training does.
        var (model, report) = Compress(sample, network, new NetworkCompressionOptions { Ranks = RankRule.Fixed(2, 8), FeatureEpochs = 0 }, () => ++asked > 20);
        Assert.True(report.IsPartial);
        Assert.True(model.ParameterCount < report.Before.Parameters);
        Assert.True(report.Last.AreaUnderCurve >= report.Qualities[1].AreaUnderCurve);
    }

    [Fact]
    public void Without_training_nothing_that_stays_is_copied()
    {
        using var sample = new CompressionSample(500);
        var network = sample.Trained(Architectures["Wide & Deep"]());
        var (model, _) = Compress(sample, network, new NetworkCompressionOptions { Ranks = RankRule.Fixed(2, 8), FeatureEpochs = 0, FineTuningEpochs = 0 });
        Assert.Same(network.Parameters.Find("deep.output.weight")!.Tensor, model.Network.Parameters.Find("deep.output.weight")!.Tensor);
    }

    [Theory]
    [InlineData(PredictionTask.MulticlassClassification, 3)]
    [InlineData(PredictionTask.Regression, 1)]
    public void Networks_of_other_tasks_are_compressed(PredictionTask task, int outputs)
    {
        using var sample = new CompressionSample(600, classes: outputs > 1 ? outputs : 2);
        var network = sample.Random(new MultilayerPerceptron { HiddenUnits = [32, 32], BatchNormalization = true }, outputs);
        var model = new NeuralNetworkModelParameters(sample.Encoder, network, task, OutputScale.None);
        var (compressed, report) = new NetworkCompressor(
            model, sample.Rows, sample.Judging, new NetworkCompressionOptions { Ranks = RankRule.Fixed(2, 10), LearningRate = 3e-3 }, 1, _ => { }, () => false).Run();

        Assert.Equal(task, compressed.Task);
        Assert.True(report.After.Parameters < report.Before.Parameters, report.Summary);
        Assert.True(report.Last.Loss < report.Qualities[1].Loss, report.ToString());
    }

    internal static (NetworkModelParameters Model, NetworkCompressionReport Report) Compress(
        CompressionSample sample, Network network, NetworkCompressionOptions options, Func<bool>? shouldStop = null)
        => new NetworkCompressor(new CtrModelParameters(sample.Encoder, network), sample.Rows, sample.Judging, options, 1, _ => { }, shouldStop ?? (() => false)).Run();
}
