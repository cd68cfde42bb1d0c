using Microsoft.ML.LowRank;
using Microsoft.ML.LowRank.Interop;

namespace Microsoft.ML;

/// <summary>Extension of <see cref="TransformsCatalog"/> with weights that make up for classes of unequal size.</summary>
public static class ClassWeightsCatalog
{
    /// <summary>
    /// Creates a <see cref="ClassWeightsEstimator"/>: a column of weights for trainers that take one, by which rare classes count as much as
    /// common ones.
    /// </summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="outputColumnName">Name of the column to add; give it to the trainer as <c>exampleWeightColumnName</c>.</param>
    /// <param name="labelColumnName">Name of the label column: Boolean or a key.</param>
    /// <param name="power">
    /// How far classes are evened out: 1 makes all of them weigh the same, 0 leaves them as they are, 0.5 lies between.
    /// </param>
    /// <exception cref="ArgumentException">A value cannot be used.</exception>
    public static ClassWeightsEstimator ClassWeights(
        this TransformsCatalog catalog, string outputColumnName = "Weight", string labelColumnName = "Label", double power = 1)
        => new(CatalogEnvironment.GetEnvironment(catalog), outputColumnName, labelColumnName, power);
}
