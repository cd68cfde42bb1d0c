using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Networks;
using Microsoft.ML.LowRank.Serialization;

namespace Microsoft.ML.LowRank;

/// <summary>
/// A trained multilayer perceptron. Its score is a number, the log-odds of the positive class, or a probability per class.
/// </summary>
public sealed class NeuralNetworkModelParameters : NetworkModelParameters
{
    private const string Kind = "NeuralNetworkModelParameters";

    internal NeuralNetworkModelParameters(FeatureEncoder encoder, Network network, PredictionTask task, OutputScale scale)
        : base(encoder, network, task, scale)
    {
    }

    /// <summary>Reads what <see cref="NetworkModelParameters.Save"/> wrote.</summary>
    /// <param name="stream">Read from its position; left open.</param>
    /// <exception cref="InvalidDataException">The bytes are not an intact model of this kind.</exception>
    public static NeuralNetworkModelParameters Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Of(ModelFileReader.Read(stream));
    }

    internal static NeuralNetworkModelParameters Of(ModelFile file)
    {
        var parts = ReadParts(file, Kind);
        bool isSeveral = parts.Task == PredictionTask.MulticlassClassification;
        if (isSeveral ? parts.Network.Shape.Outputs < 2 : parts.Network.Shape.Outputs != 1)
            throw new InvalidDataException($"The saved {Kind} has {parts.Network.Shape.Outputs} outputs, which does not fit its task; it is damaged.");
        return new NeuralNetworkModelParameters(parts.Encoder, parts.Network, parts.Task, parts.Scale) { Decision = parts.Decision };
    }

    internal override NetworkModelParameters With(Network network)
        => new NeuralNetworkModelParameters(Encoder, network, Task, Scale) { Decision = Decision };

    private protected override string FileKind => Kind;

    private protected override string Describe() => "Multilayer perceptron";
}
