using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Interop;

/// <summary>The steps of a chain of transformers, and what each of them is for.</summary>
/// <param name="Transformers">The steps, in order.</param>
/// <param name="Scopes">For every step whether it is for training, testing or scoring.</param>
internal sealed record ChainSteps(ITransformer[] Transformers, TransformerScope[] Scopes)
{
    /// <summary>The steps of a chain, whatever the type of its last one; null for any other transformer.</summary>
    public static ChainSteps? Of(ITransformer model)
        => model is ITransformerChainAccessor chain ? new ChainSteps(chain.Transformers, chain.Scopes) : null;

    /// <summary>A chain of other transformers for the same purposes.</summary>
    public TransformerChain<ITransformer> With(ITransformer[] transformers) => new(transformers, Scopes);
}
