using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>What codes and factors make of a network: the same one at full rank, and at a lower rank that of restored vectors.</summary>
public sealed class NetworkAssemblerTests
{
    public static readonly Dictionary<string, Func<CtrArchitecture>> Architectures = new()
    {
        ["LR"] = () => new LogisticRegression(),
        ["FM"] = () => new FactorizationMachine(),
        ["FFM"] = () => new FieldAwareFactorizationMachine(),
        ["Wide & Deep"] = () => new WideAndDeep { HiddenUnits = [12, 8] },
        ["DeepFM"] = () => new DeepFm { HiddenUnits = [12, 8] },
        ["DeepFM, normalised"] = () => new DeepFm { HiddenUnits = [12, 8], BatchNormalization = true },
        ["DCN"] = () => new Dcn { HiddenUnits = [12, 8] },
        ["DCNv2"] = () => new Dcn2 { HiddenUnits = [12, 8] },
        ["DCNv2, low rank"] = () => new Dcn2 { HiddenUnits = [12, 8], Rank = 4 },
        ["DCNv2, mixture"] = () => new Dcn2 { HiddenUnits = [12, 8], Rank = 4, Experts = 3 },
        ["DCNv2, stacked"] = () => new Dcn2 { HiddenUnits = [12, 8], IsStacked = true, BatchNormalization = true },
        ["xDeepFM"] = () => new XDeepFm { HiddenUnits = [12, 8], InteractionUnits = [7, 6] },
        ["AutoInt+"] = () => new AutoInt { HiddenUnits = [12, 8], HeadSize = 4 },
        ["FiBiNET"] = () => new FiBiNet { HiddenUnits = [12, 8] },
        ["IPNN"] = () => new Ipnn { HiddenUnits = [12, 8] },
        ["NFM"] = () => new Nfm { HiddenUnits = [12, 8] },
        ["FinalMLP"] = () => new FinalMlp { HiddenUnits = [12, 8], SecondHiddenUnits = [12], GateHiddenUnits = [6], Heads = 2 },
        ["FinalMLP without gates"] = () => new FinalMlp { HiddenUnits = [12, 8], SecondHiddenUnits = [12], HasGates = false, Heads = 2 },
        ["perceptron"] = () => new MultilayerPerceptron { HiddenUnits = [12, 8], BatchNormalization = true },
    };

    public static TheoryData<string, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, bool>();
            foreach (string name in Architectures.Keys)
            {
                cases.Add(name, true);
                cases.Add(name, false);
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Full_rank_is_the_network_itself(string name, bool hasNumbers)
    {
        using var sample = new CompressionSample(300, hasNumbers);
        var network = sample.Random(Architectures[name]());
        var compressed = Compress(sample, network, candidate => candidate.Largest);

        AssertClose(CompressionSample.Logits(network, sample.Batch), CompressionSample.Logits(compressed, sample.Batch), 2e-4);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Codes_are_folded_into_what_restored_vectors_would_give(string name, bool hasNumbers)
    {
        // With bags of ids and without: their batches are arranged by different code.
        using var sample = new CompressionSample(300, hasNumbers, hasBag: hasNumbers);
        var network = BatchNormalizationFolding.Fold(sample.Random(Architectures[name]()));
        var parts = NetworkParts.Of(network, sample.Encoder);
        // Ranks differ, so that fields change their places.
        var choices = parts.Fields.Select((field, i) => i == 1 ? new FieldChoice(null) : new FieldChoice(TableSpectrum.Of(
            field.Name, (CpuTensor)field.Table.Tensor, field.FirstRow, field.Rows, RowWeights.Equal).Project(i == 2 ? 1 : 2))).ToArray();
        var compressed = new NetworkAssembler(parts, sample.Encoder.TableOffsets, 1)
            .Assemble(choices, new Dictionary<string, LayerFactors>(), sharesRest: true);
        var restored = Restore(network, parts, choices);

        AssertClose(CompressionSample.Logits(restored, sample.Batch), CompressionSample.Logits(compressed, sample.Batch), 2e-4);
        Assert.True(parts.Fields.Length == 0 || compressed.Parameters.All.Sum(p => p.Tensor.Count) < network.Parameters.All.Sum(p => p.Tensor.Count) + 300);
    }

    [Theory]
    [InlineData("DeepFM")]
    [InlineData("Wide & Deep")]
    public void Where_vectors_are_summed_nothing_constant_is_taken_out_of_them(string name)
    {
        // A centre would be added once, but is in every one of the vectors that are summed.
        using var sample = new CompressionSample(300, pooling: CategoryPooling.Sum);
        var network = sample.Random(Architectures[name]());
        var compressed = Compress(sample, network, candidate => candidate.Largest);

        AssertClose(CompressionSample.Logits(network, sample.Batch), CompressionSample.Logits(compressed, sample.Batch), 2e-4);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_was_compressed_can_be_compressed_again_without_loss_at_full_rank(string name, bool hasNumbers)
    {
        using var sample = new CompressionSample(300, hasNumbers);
        var network = Compress(sample, sample.Random(Architectures[name]()), candidate => Math.Min(3, candidate.Largest));
        var again = Compress(sample, network, candidate => candidate.Largest);

        AssertClose(CompressionSample.Logits(network, sample.Batch), CompressionSample.Logits(again, sample.Batch), 5e-4);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_count_of_parameters_is_the_one_that_ranks_were_chosen_by(string name, bool hasNumbers)
    {
        using var sample = new CompressionSample(300, hasNumbers);
        var network = BatchNormalizationFolding.Fold(sample.Random(Architectures[name]()));
        var random = new Random(7);
        for (int round = 0; round < 5; round++)
        {
            var (parts, candidates) = Measure(sample, network);
            int[] ranks = [.. candidates.All.Select(candidate => random.Next(0, candidate.Largest + 1))];
            var layers = candidates.All.Zip(ranks).Where(pair => !pair.First.IsTable && pair.Second > 0)
                .ToDictionary(pair => pair.First.Name, pair => pair.First.Layer!.Factor(pair.Second));
            var compressed = new NetworkAssembler(parts, sample.Encoder.TableOffsets, 1).Assemble(candidates.Choices(ranks), layers, sharesRest: true);

            Assert.Equal(candidates.SizeOf(0).Parameters(ranks), compressed.Parameters.All.Sum(parameter => parameter.Tensor.Count));
        }
    }

    internal static (NetworkParts Parts, CompressionCandidates Candidates) Measure(
        CompressionSample sample, Network network, NetworkCompressionOptions? options = null)
    {
        var parts = NetworkParts.Of(network, sample.Encoder);
        var candidates = new CompressionCandidates(parts, sample.Encoder, options ?? new NetworkCompressionOptions());
        candidates.Measure(new Calibration(network.WithoutDropout(), sample.Rows, 100_000, 1, 1, () => false), new Losses.LogisticLoss());
        return (parts, candidates);
    }

    internal static Network Compress(CompressionSample sample, Network network, Func<FactorCandidate, int> rankOf)
    {
        network = BatchNormalizationFolding.Fold(network);
        var (parts, candidates) = Measure(sample, network);
        int[] ranks = [.. candidates.All.Select(rankOf)];
        var layers = candidates.All.Zip(ranks).Where(pair => !pair.First.IsTable)
            .ToDictionary(pair => pair.First.Name, pair => pair.First.Layer!.Factor(pair.Second));
        return new NetworkAssembler(parts, sample.Encoder.TableOffsets, 1).Assemble(candidates.Choices(ranks), layers, sharesRest: true);
    }

    /// <summary>The network with every vector replaced by what its code gives.</summary>
    private static Network Restore(Network network, NetworkParts parts, FieldChoice[] choices)
    {
        var parameters = new ParameterSet(new CpuBackend(1), 0, isComplete: true);
        foreach (var parameter in network.Parameters.All)
        {
            if (parameter.Name != "embedding")
            {
                parameters.Add(parameter.Name, parameter.Kind, parameter.Tensor);
                continue;
            }
            var source = (CpuTensor)parameter.Tensor;
            var table = new CpuTensor(source.Rows, source.Columns);
            source.Span.CopyTo(table.Span);
            foreach (var (field, choice) in parts.Fields.Zip(choices))
            {
                if (choice.Projection is not { } projection)
                    continue;
                for (int row = field.FirstRow; row < field.FirstRow + field.Rows; row++)
                {
                    var vector = source.Span.Slice(row * source.Columns, source.Columns);
                    for (int j = 0; j < source.Columns; j++)
                    {
                        double sum = projection.Mean[j];
                        for (int l = 0; l < projection.Rank; l++)
                            for (int i = 0; i < source.Columns; i++)
                                sum += (vector[i] - projection.Mean[i]) * projection.Up[(l * source.Columns) + i] * projection.Up[(l * source.Columns) + j];
                        table.Span[(row * source.Columns) + j] = (float)sum;
                    }
                }
            }
            parameters.Add(parameter.Name, parameter.Kind, table);
        }
        return new Network(network.Architecture, network.Shape, network.EmbeddingDimension, parameters);
    }

    internal static void AssertClose(float[] expected, float[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = expected.Max(Math.Abs) + 1;
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * scale, $"Row {i}: {expected[i]} became {actual[i]}.");
    }
}
