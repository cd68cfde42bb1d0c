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

    internal static (NetworkModelParameters Model, NetworkCompressionReport Report) Compress(
        CompressionSample sample, Network network, NetworkCompressionOptions options, Func<bool>? shouldStop = null)
        => new NetworkCompressor(new CtrModelParameters(sample.Encoder, network), sample.Rows, sample.Judging, options, 1, _ => { }, shouldStop ?? (() => false)).Run();
}
