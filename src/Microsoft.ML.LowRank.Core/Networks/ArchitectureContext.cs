using System.Text.Json.Serialization;

namespace Microsoft.ML.LowRank.Networks;

/// <summary>Architectures as JSON: what a model file remembers of them.</summary>
[JsonSerializable(typeof(CtrArchitecture))]
internal sealed partial class ArchitectureContext : JsonSerializerContext;
