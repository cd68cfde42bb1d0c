using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Networks;
using Microsoft.ML.LowRank.Serialization;

namespace Microsoft.ML.LowRank;

/// <summary>A trained click-through-rate model. Its score is the log-odds of the positive class.</summary>
public sealed class CtrModelParameters : NetworkModelParameters
{
    private const string Kind = "CtrModelParameters";

    internal CtrModelParameters(FeatureEncoder encoder, Network network)
        : base(encoder, network, PredictionTask.BinaryClassification, OutputScale.None)
    {
    }

    /// <summary>How fields are combined. A copy: changing it changes nothing.</summary>
    public CtrArchitecture Architecture => Network.Architecture.Copy();

    /// <summary>Values of every field's vector.</summary>
    public int EmbeddingDimension => Network.EmbeddingDimension;

    /// <summary>Reads what <see cref="NetworkModelParameters.Save"/> wrote.</summary>
    /// <param name="stream">Read from its position; left open.</param>
    /// <exception cref="InvalidDataException">The bytes are not an intact model of this kind.</exception>
    public static CtrModelParameters Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Of(ModelFileReader.Read(stream));
    }

    internal static CtrModelParameters Of(ModelFile file)
    {
        var parts = ReadParts(file, Kind);
        if (parts.Task != PredictionTask.BinaryClassification || parts.Network.Shape.Outputs != 1)
            throw new InvalidDataException($"The saved {Kind} does not predict two classes; it is damaged.");
        return new CtrModelParameters(parts.Encoder, parts.Network) { Decision = parts.Decision };
    }

    internal override NetworkModelParameters With(Network network) => new CtrModelParameters(Encoder, network) { Decision = Decision };

    private protected override string FileKind => Kind;

    private protected override string Describe() => Architecture.GetType().Name;
}
