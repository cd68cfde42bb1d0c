using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <inheritdoc cref="RankRule.Energy"/>
internal sealed class EnergyRanks(double share) : RankRule
{
    internal override int[] Choose(RankProblem problem) => problem.ForEach(
        candidate => RankRules.ByEnergy(candidate.Energies.ToArray(), candidate.Total, share));

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{share:0.####%} of the energy of every matrix");
}
