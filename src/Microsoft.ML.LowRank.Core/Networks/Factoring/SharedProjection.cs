namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>Directions that the fields of a cluster share; each keeps a mean of its own.</summary>
/// <param name="Members">Positions of the fields, ascending.</param>
/// <param name="Up">Rank × columns, orthonormal rows.</param>
/// <param name="Error">√(energy outside the directions / energy) of all members together.</param>
internal sealed record SharedProjection(int[] Members, double[] Up, double Error)
{
    /// <summary>With the mean of one of the fields, what its rows are written with.</summary>
    public TableProjection For(double[] mean) =>
        new(Array.ConvertAll(Up, v => (float)v), Array.ConvertAll(mean, v => (float)v));
}
