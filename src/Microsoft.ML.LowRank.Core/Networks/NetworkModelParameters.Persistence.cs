using System.Numerics.Tensors;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Networks;
using Microsoft.ML.LowRank.Serialization;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank;

public abstract partial class NetworkModelParameters
{
    private const string Prefix = "network.";

    private protected abstract string FileKind { get; }

    /// <summary>Writes the model as a safetensors file.</summary>
    /// <param name="stream">Written from its position; left open.</param>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ModelFileWriter.Write(stream, ToFile());
    }

    /// <param name="features">What the encoder would write, if it is known; or null.</param>
    internal ModelFile ToFile(SavedFeatures? features = null)
    {
        features ??= SaveFeatures();
        var tensors = new Dictionary<string, ModelTensor>(features.Tensors);
        foreach (var parameter in Network.Parameters.All)
        {
            if (parameter.Tensor is ByteTensor bytes)
                ByteTables.Add(tensors, Prefix + parameter.Name, bytes);
            else
                tensors.Add(Prefix + parameter.Name, ModelTensor.Of((CpuTensor)parameter.Tensor));
        }
        var manifest = new NetworkManifest(Task, Network.Shape.Outputs, Network.EmbeddingDimension, Network.Architecture, Scale.Deviation,
            Scale.Mean, features.Manifest, Network.Tables?.Form, Decision);
        return new ModelFile(FileKind, JsonSerializer.Serialize(manifest, NetworkManifestContext.Brief.NetworkManifest), tensors);
    }

    /// <summary>What the encoder writes, or nothing but how much it is.</summary>
    internal SavedFeatures SaveFeatures(bool onlyLengths = false)
    {
        var tensors = new Dictionary<string, ModelTensor>();
        return new SavedFeatures(Encoder.Save(tensors, withCounts: true, onlyLengths), tensors);
    }

    private protected static Parts ReadParts(ModelFile file, string kind)
    {
        if (file.Kind != kind)
            throw new InvalidDataException($"The file holds a '{file.Kind}', not a '{kind}'.");
        var manifest = ReadManifest(file, kind);
        var encoder = FeatureEncoder.Load(manifest.Features, file.Tensors);
        var parameters = ReadTensors(file, kind);
        var shape = Network.ShapeOf(encoder, manifest.Outputs);
        var tables = manifest.Tables is null ? null : new TableLayout(manifest.Tables, shape.Categories, encoder.TableOffsets);
        var network = new Network(manifest.Architecture, shape, manifest.EmbeddingDimension, parameters, tables);
        Require(network, file, kind);
        return new Parts(encoder, network, manifest.Task, new OutputScale(manifest.Deviation, manifest.Mean), manifest.Decision);
    }

    private static NetworkManifest ReadManifest(ModelFile file, string kind)
    {
        NetworkManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(file.Manifest, NetworkManifestContext.Default.NetworkManifest);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new InvalidDataException($"The manifest of the saved {kind} is damaged: {e.Message}", e);
        }
        if (manifest is not { Architecture: { } architecture, Features: not null } || !Enum.IsDefined(manifest.Task)
            || manifest.EmbeddingDimension is < 1 or > 4096 || manifest.Outputs is < 1 or > 1_000_000
            || !double.IsFinite(manifest.Mean) || !double.IsFinite(manifest.Deviation)
            || manifest.Decision is { IsSound: false } || (manifest.Decision is not null && manifest.Task == PredictionTask.Regression))
            throw new InvalidDataException($"The manifest of the saved {kind} lacks a part; it is damaged.");
        var problems = new List<string>();
        architecture.Validate(problems);
        return problems.Count == 0 ? manifest
            : throw new InvalidDataException($"The manifest of the saved {kind} is damaged: {string.Join(" ", problems)}");
    }

    private static ParameterSet ReadTensors(ModelFile file, string kind)
    {
        var engine = new CpuBackend();
        var parameters = new ParameterSet(engine, seed: 0, isComplete: true);
        foreach (var (name, stored) in file.Tensors)
        {
            if (!name.StartsWith(Prefix, StringComparison.Ordinal) || ByteTables.IsScales(file.Tensors, name))
                continue;
            string own = name[Prefix.Length..];
            if (stored.Type == TensorType.I8 && NetworkBuilder.KindOf(own) == ParameterKind.Table)
            {
                parameters.Add(own, ParameterKind.Table, ByteTables.Read(file.Tensors, name, kind));
                continue;
            }
            if (stored.Type != TensorType.F32 || stored.Shape.Count != 2 || stored.Shape.Any(extent => extent is < 1 or > int.MaxValue))
                throw new InvalidDataException($"'{name}' of the saved {kind} is not a matrix of float32; it is damaged.");
            float[] values = stored.ToArray<float>();
            if (!TensorPrimitives.IsFiniteAll<float>(values))
                throw new InvalidDataException($"'{name}' of the saved {kind} holds a number that is not finite; it is damaged.");
            var tensor = engine.Allocate((int)stored.Shape[0], (int)stored.Shape[1]);
            tensor.Write(values);
            parameters.Add(own, NetworkBuilder.KindOf(own), tensor);
        }
        return parameters;
    }

    /// <summary>Traces once, so that what is missing or of another shape is said now, not when rows are scored.</summary>
    private static void Require(Network network, ModelFile file, string kind)
    {
        try
        {
            network.Trace(isTraining: false);
        }
        catch (Exception e) when (e is OverflowException or ArgumentException)
        {
            throw new InvalidDataException($"The parts of the saved {kind} do not fit together; it is damaged: {e.Message}", e);
        }
        int used = network.Parameters.UsedCount;
        int stored = network.Parameters.All.Count;
        if (used != stored)
            throw new InvalidDataException($"The saved {kind} has {stored} matrices of which the network uses {used}; it is damaged.");
    }

    internal sealed record SavedFeatures(string Manifest, Dictionary<string, ModelTensor> Tensors);

    private protected sealed record Parts(FeatureEncoder Encoder, Network Network, PredictionTask Task, OutputScale Scale, MetricDecision? Decision);

    internal sealed record NetworkManifest(PredictionTask Task, int Outputs, int EmbeddingDimension, CtrArchitecture Architecture,
        double Deviation, double Mean, string Features, TableForm? Tables = null, MetricDecision? Decision = null);

    [JsonSourceGenerationOptions(AllowOutOfOrderMetadataProperties = true)]
    [JsonSerializable(typeof(NetworkManifest))]
    private sealed partial class NetworkManifestContext : JsonSerializerContext
    {
        public static NetworkManifestContext Brief => field ??= new(ModelFile.Brief(Default.Options));
    }
}
