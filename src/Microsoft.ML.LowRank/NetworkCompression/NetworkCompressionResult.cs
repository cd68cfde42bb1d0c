using Microsoft.ML.LowRank.NetworkCompression;
using Microsoft.ML.LowRank.Reports;

namespace Microsoft.ML.LowRank;

/// <summary>A model whose networks were compressed, and what became of each.</summary>
public sealed class NetworkCompressionResult : PrintableReport
{
    internal NetworkCompressionResult()
    {
    }

    /// <summary>
    /// The model with smaller networks; saved and loaded like any other. Its steps that are no networks are the very objects of the
    /// model that was given, and are disposed of with either.
    /// </summary>
    public ITransformer Model { get; internal init; } = null!;

    /// <summary>Every network that was compressed, in the order of the model.</summary>
    public IReadOnlyList<CompressedNetwork> Networks { get; internal init; } = [];

    /// <summary>
    /// Whether it was cancelled: the last of <see cref="Networks"/> has the best weights until then, and networks behind it are as they
    /// were.
    /// </summary>
    public bool IsPartial { get; internal init; }

    private protected override Report MakePage() => CompressedModelPage.Make(this);
}
