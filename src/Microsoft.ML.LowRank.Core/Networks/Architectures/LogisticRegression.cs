using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Networks;

namespace Microsoft.ML.LowRank;

/// <summary>A weight per id and per number, and a bias: what every other architecture has to beat.</summary>
public sealed class LogisticRegression : CtrArchitecture
{
    internal override Value Trace(NetworkBuilder network) => network.Linear();
}
