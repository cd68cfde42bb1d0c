using Microsoft.ML.LowRank.Interop;

namespace Microsoft.ML.LowRank.NetworkCompression;

/// <summary>What there is in a fitted model: chains and stacks are taken apart, all else is a part.</summary>
internal static class ModelParts
{
    /// <summary>Every part with its place.</summary>
    public static IEnumerable<(ITransformer Part, ModelPlace Place)> Of(ITransformer model, ModelPlace place)
    {
        if (ChainSteps.Of(model) is { } chain)
            return chain.Transformers.SelectMany((step, i) => Of(step, place.Step(i + 1)));
        if (model is RegularizedStackingTransformer stack)
            return stack.Learners.SelectMany(learner => learner.Models.SelectMany(
                (part, fold) => Of(part, place.Learner(learner.Name, learner.Models.Length > 1 ? fold + 1 : 0))));
        return [(model, place)];
    }

    /// <summary>Whether a transformer, or a part of it, is a network.</summary>
    public static bool HasNetworks(ITransformer model) => Of(model, ModelPlace.Model).Any(part => IsNetwork(part.Part));

    public static bool IsNetwork(ITransformer part) => part is CtrTransformer or NeuralNetworkTransformer;

    /// <summary>The number of networks.</summary>
    /// <exception cref="ArgumentException">There is none; the message says what there is.</exception>
    public static int CountNetworks(ITransformer model)
    {
        var parts = Of(model, ModelPlace.Model).ToList();
        int count = parts.Count(part => IsNetwork(part.Part));
        return count > 0 ? count : throw new ArgumentException(
            $"The model has no network to compress, only {string.Join(", ", parts.Select(part => $"a {NameOf(part.Part)} at {part.Place.Text}"))}. " +
            "Give a model with a step that Ctr or NeuralNetwork has fitted.", nameof(model));
    }

    private static string NameOf(ITransformer part)
    {
        string name = part.GetType().Name;
        int arguments = name.IndexOf('`', StringComparison.Ordinal);
        return arguments < 0 ? name : name[..arguments];
    }
}
