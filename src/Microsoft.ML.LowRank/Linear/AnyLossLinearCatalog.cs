using Microsoft.ML.LowRank;
using Microsoft.ML.LowRank.Interop;

namespace Microsoft.ML;

/// <summary>Extensions of the binary trainers with a linear model that is trained on a metric.</summary>
public static class AnyLossLinearCatalog
{
    /// <summary>Creates an <see cref="AnyLossLinearTrainer"/>: a linear model of two classes trained on a metric of the confusion matrix.</summary>
    /// <param name="catalog">The trainers of an <see cref="MLContext"/>.</param>
    /// <param name="metric">What is wanted to be large; null for F1.</param>
    /// <param name="labelColumnName">Name of the label column: Boolean.</param>
    /// <param name="featureColumnName">Name of the feature column: a vector of <see cref="float"/> of fixed size.</param>
    /// <param name="exampleWeightColumnName">Name of a column with the weight of each row, or null.</param>
    /// <exception cref="ArgumentException">A value cannot be used; the message lists every reason.</exception>
    public static AnyLossLinearTrainer AnyLossLinear(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        ClassificationMetric? metric = null,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null)
        => AnyLossLinear(catalog, new AnyLossLinearTrainer.Options
        {
            Loss = metric ?? ClassificationMetric.F1,
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
        });

    /// <summary>Creates an <see cref="AnyLossLinearTrainer"/> with every choice in the caller's hands.</summary>
    /// <param name="catalog">The trainers of an <see cref="MLContext"/>.</param>
    /// <param name="options">The columns, the loss and how it is minimised. Read now: later changes have no effect.</param>
    /// <exception cref="ArgumentException">The options cannot be used; the message lists every reason.</exception>
    public static AnyLossLinearTrainer AnyLossLinear(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog, AnyLossLinearTrainer.Options options)
    {
        var environment = CatalogEnvironment.GetEnvironment(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new AnyLossLinearTrainer(environment, options);
    }
}
