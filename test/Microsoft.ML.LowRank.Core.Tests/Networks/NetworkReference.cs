using System.Text.Json;
using Microsoft.ML.LowRank.Features;

namespace Microsoft.ML.LowRank.Networks;

/// <summary>What PyTorch computes for a small network; perf/peers/ctr/reference.py wrote it.</summary>
internal sealed record NetworkReference(
    JsonElement Options, int Fields, int Numbers, int EmbeddingDimension, int TableRows, ReferenceBatch Batch,
    Dictionary<string, ReferenceMatrix> Parameters, Dictionary<string, ReferenceMatrix> Statistics, ReferenceResults Expected)
{
    private const string Prefix = "network.";
    private const string Optimisers = "optimisers";

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Every case there is.</summary>
    public static IEnumerable<string> Names => typeof(NetworkReference).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .Select(name => name[Prefix.Length..])
        .Where(name => name != Optimisers)
        .Order(StringComparer.Ordinal);

    public NetworkShape Shape => new(Fields, TableRows, 0, 0, Numbers, 1);

    public EncodedBatch Rows => new()
    {
        Rows = Batch.Rows,
        Fields = Fields,
        Numbers = Numbers,
        TargetCount = 1,
        Ids = Batch.Ids,
        Starts = Batch.Starts,
        Factors = Batch.Factors,
        Values = Batch.Values,
        Targets = Batch.Labels,
        Weights = Batch.Weights,
    };

    public static NetworkReference Read(string name) => Read<NetworkReference>(name);

    public static Dictionary<string, OptimizerReference> ReadOptimizers() => Read<Dictionary<string, OptimizerReference>>(Optimisers);

    private static T Read<T>(string name)
    {
        using var stream = typeof(NetworkReference).Assembly.GetManifestResourceStream(Prefix + name)
            ?? throw new InvalidOperationException($"There is no reference named {name}.");
        return JsonSerializer.Deserialize<T>(stream, Json)!;
    }
}

internal sealed record ReferenceBatch(
    int Rows, int[] Ids, int[]? Starts, float[]? Factors, float[] Values, float[] Labels, float[]? Weights);

/// <summary>A matrix row by row; a vector is a row.</summary>
internal sealed record ReferenceMatrix(int[] Shape, float[] Values)
{
    public int Rows => Shape.Length == 2 ? Shape[0] : 1;

    public int Columns => Shape[^1];
}

internal sealed record ReferenceResults(
    double[] Logits, double Loss, Dictionary<string, double[]> Gradients, Dictionary<string, double[]>? Statistics,
    double[]? InferenceLogits);

/// <summary>The values of a parameter after each of some steps; a sparse step names its rows.</summary>
internal sealed record OptimizerReference(
    JsonElement Options, ReferenceMatrix Start, OptimizerReferenceStep[] Gradients, double[][] Expected);

internal sealed record OptimizerReferenceStep(int[]? Rows, float[] Values);
