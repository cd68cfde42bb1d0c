using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Networks;

namespace Microsoft.ML.LowRank;

/// <summary>
/// A factorisation machine in which every value has a vector of its own toward each other field (Juan and others,
/// Field-aware Factorization Machines for CTR Prediction, RecSys 2016).
/// </summary>
/// <remarks>
/// Tables are as many times wider as there are fields: choose a small embedding dimension (4, say).
/// </remarks>
public sealed class FieldAwareFactorizationMachine : CtrArchitecture
{
    internal override Value Trace(NetworkBuilder network)
    {
        int fields = network.FieldCount;
        if (fields < 2)
            return network.Linear();
        int dimension = network.EmbeddingDimension;
        // Group i·F + j of a row is the vector of field i toward field j.
        var v = network.Embed("embedding", "numeric", fields * dimension).Flat();
        var (left, right) = FieldPairs.Of(fields);
        var toward = v.Select([.. left.Zip(right, (i, j) => i * fields + j)], dimension);
        var back = v.Select([.. left.Zip(right, (i, j) => j * fields + i)], dimension);
        return network.Linear() + toward.RowDots(back);
    }
}
