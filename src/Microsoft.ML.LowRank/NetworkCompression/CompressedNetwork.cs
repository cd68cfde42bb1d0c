namespace Microsoft.ML.LowRank;

/// <summary>A network of a model that was compressed.</summary>
public sealed class CompressedNetwork
{
    internal CompressedNetwork(string name, NetworkCompressionReport report) => (Name, Report) = (name, report);

    /// <summary>Where it stands: <c>the model</c>, <c>step 2</c>, or <c>learner 'deep' of the stack at step 3</c>, for example.</summary>
    public string Name { get; }

    /// <summary>How its compression went.</summary>
    public NetworkCompressionReport Report { get; }
}
