using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Networks;

namespace Microsoft.ML.LowRank;

/// <summary>
/// Linear terms and the inner product of the vectors of every pair of fields (Rendle, Factorization Machines, ICDM 2010).
/// </summary>
public sealed class FactorizationMachine : CtrArchitecture
{
    internal override Value Trace(NetworkBuilder network)
        => network.Linear() + network.Fields.PairSums().RowSums();
}
