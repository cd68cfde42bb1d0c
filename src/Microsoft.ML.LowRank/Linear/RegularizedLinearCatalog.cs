using Microsoft.ML.LowRank;
using Microsoft.ML.LowRank.Interop;

namespace Microsoft.ML;

/// <summary>Extensions of the trainer catalogs with penalised linear models.</summary>
public static class RegularizedLinearCatalog
{
    /// <summary>
    /// Creates a <see cref="RegularizedLinearTrainer"/>: linear regression by ridge, lasso or elastic net, with the penalty chosen by
    /// cross-validation.
    /// </summary>
    /// <param name="catalog">The trainers of an <see cref="MLContext"/>.</param>
    /// <param name="labelColumnName">Name of the label column: <see cref="float"/>.</param>
    /// <param name="featureColumnName">Name of the feature column: a vector of <see cref="float"/> of fixed size.</param>
    /// <param name="exampleWeightColumnName">Name of a column with the weight of each row, or null.</param>
    /// <param name="penalties">Which kinds of penalty are tried; the best in cross-validation is taken.</param>
    /// <exception cref="ArgumentException">A value cannot be used; the message lists every reason.</exception>
    public static RegularizedLinearTrainer RegularizedLinear(
        this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        PenaltyKinds penalties = PenaltyKinds.All)
        => RegularizedLinear(catalog, new RegularizedLinearTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            Penalties = penalties,
        });

    /// <summary>Creates a <see cref="RegularizedLinearTrainer"/> for linear regression with every choice in the caller's hands.</summary>
    /// <param name="catalog">The trainers of an <see cref="MLContext"/>.</param>
    /// <param name="options">The features, the penalties and the folds. Read now: later changes have no effect.</param>
    /// <exception cref="ArgumentException">The options cannot be used; the message lists every reason.</exception>
    public static RegularizedLinearTrainer RegularizedLinear(
        this RegressionCatalog.RegressionTrainers catalog, RegularizedLinearTrainer.Options options)
        => Create(catalog, PredictionTask.Regression, options);

    /// <summary>
    /// Creates a <see cref="RegularizedLinearTrainer"/>: logistic regression by ridge, lasso or elastic net, with the penalty chosen by
    /// cross-validation.
    /// </summary>
    /// <param name="catalog">The trainers of an <see cref="MLContext"/>.</param>
    /// <param name="labelColumnName">Name of the label column: Boolean.</param>
    /// <param name="featureColumnName">Name of the feature column: a vector of <see cref="float"/> of fixed size.</param>
    /// <param name="exampleWeightColumnName">Name of a column with the weight of each row, or null.</param>
    /// <param name="penalties">Which kinds of penalty are tried; the best in cross-validation is taken.</param>
    /// <exception cref="ArgumentException">A value cannot be used; the message lists every reason.</exception>
    public static RegularizedLinearTrainer RegularizedLogisticRegression(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        PenaltyKinds penalties = PenaltyKinds.All)
        => RegularizedLogisticRegression(catalog, new RegularizedLinearTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            Penalties = penalties,
        });

    /// <summary>Creates a <see cref="RegularizedLinearTrainer"/> for logistic regression with every choice in the caller's hands.</summary>
    /// <param name="catalog">The trainers of an <see cref="MLContext"/>.</param>
    /// <param name="options">The features, the penalties and the folds. Read now: later changes have no effect.</param>
    /// <exception cref="ArgumentException">The options cannot be used; the message lists every reason.</exception>
    public static RegularizedLinearTrainer RegularizedLogisticRegression(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog, RegularizedLinearTrainer.Options options)
        => Create(catalog, PredictionTask.BinaryClassification, options);

    private static RegularizedLinearTrainer Create(object catalog, PredictionTask task, RegularizedLinearTrainer.Options options)
    {
        var environment = CatalogEnvironment.GetEnvironment(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new RegularizedLinearTrainer(environment, task, options);
    }
}
