namespace Microsoft.ML.LowRank.Testing;

/// <summary>
/// "When all data, of fit and of scoring, change like this, the outputs change like that": shift, scale, order of
/// features.
/// </summary>
/// <param name="Name">Names the check.</param>
/// <param name="Change">Changes the data.</param>
/// <param name="Expected">Changes the outputs for the unchanged data to those expected; null: they stay.</param>
public sealed record EquivarianceClaim(string Name, Func<Table, Table> Change, Func<Table, Table>? Expected = null)
{
    /// <summary>Relative, as in <see cref="EstimatorFixture.FitTolerance"/>.</summary>
    public double Tolerance { get; init; } = 1e-4;
}
