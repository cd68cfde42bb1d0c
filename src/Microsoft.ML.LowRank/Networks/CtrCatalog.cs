using Microsoft.ML.LowRank;
using Microsoft.ML.LowRank.Interop;

namespace Microsoft.ML;

/// <summary>Extension of the binary trainers with click-through-rate models.</summary>
public static class CtrCatalog
{
    /// <summary>
    /// Creates a <see cref="CtrTrainer"/>: a factorisation machine or a deep network over columns of categories and numbers.
    /// </summary>
    /// <param name="catalog">The trainers of an <see cref="MLContext"/>.</param>
    /// <param name="architecture">How fields are combined; null for <see cref="DeepFm"/>.</param>
    /// <param name="labelColumnName">Name of the label column: Boolean.</param>
    /// <param name="categoricalColumnNames">
    /// Columns of categories. When both lists are null, all columns but label and weight are read: floating-point ones as numbers,
    /// others as categories.
    /// </param>
    /// <param name="numericColumnNames">Columns of numbers.</param>
    /// <param name="exampleWeightColumnName">Name of a column with the weight of each row, or null.</param>
    /// <exception cref="ArgumentException">A value cannot be used; the message lists every reason.</exception>
    public static CtrTrainer Ctr(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        CtrArchitecture? architecture = null,
        string labelColumnName = "Label",
        string[]? categoricalColumnNames = null,
        string[]? numericColumnNames = null,
        string? exampleWeightColumnName = null)
        => Ctr(catalog, new CtrTrainer.Options
        {
            Architecture = architecture ?? new DeepFm(),
            LabelColumnName = labelColumnName,
            CategoricalColumnNames = categoricalColumnNames,
            NumericColumnNames = numericColumnNames,
            ExampleWeightColumnName = exampleWeightColumnName,
        });

    /// <summary>Creates a <see cref="CtrTrainer"/> with every choice in the caller's hands.</summary>
    /// <param name="catalog">The trainers of an <see cref="MLContext"/>.</param>
    /// <param name="options">The columns, the architecture and how it is trained. Read now: later changes have no effect.</param>
    /// <exception cref="ArgumentException">The options cannot be used; the message lists every reason.</exception>
    public static CtrTrainer Ctr(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog, CtrTrainer.Options options)
    {
        var environment = CatalogEnvironment.GetEnvironment(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new CtrTrainer(environment, options);
    }
}
