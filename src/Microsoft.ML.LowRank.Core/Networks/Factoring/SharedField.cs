namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>A field's rows as <see cref="SharedProjections"/> sees them.</summary>
/// <param name="Name">What errors call them.</param>
/// <param name="Covariance">Columns × columns: the mean of (e − mean)(e − mean)ᵀ, each row by its share of the weight.</param>
/// <param name="Columns">Columns of the table.</param>
internal sealed record SharedField(string Name, double[] Covariance, int Columns);
