using Microsoft.ML.LowRank;
using Microsoft.ML.LowRank.Interop;

namespace Microsoft.ML;

/// <summary>Extensions of the trainer catalogs that combine models.</summary>
public static class RegularizedStackingCatalog
{
    /// <summary>
    /// Creates a <see cref="RegularizedStackingTrainer"/> for numbers: base learners, and one well-conditioned model over their
    /// out-of-fold predictions.
    /// </summary>
    /// <param name="catalog">The trainers of an <see cref="MLContext"/>.</param>
    /// <param name="learners">The base learners, at least one, with different names.</param>
    /// <param name="labelColumnName">Name of the label column: <see cref="float"/>.</param>
    /// <param name="numberOfFolds">Folds, at least 3; every base learner is fitted once per fold and once more.</param>
    /// <exception cref="ArgumentException">A value cannot be used; the message lists every reason.</exception>
    public static RegularizedStackingTrainer RegularizedStacking(
        this RegressionCatalog.RegressionTrainers catalog,
        IReadOnlyList<StackingLearner> learners,
        string labelColumnName = "Label",
        int numberOfFolds = 5)
        => RegularizedStacking(catalog, new RegularizedStackingTrainer.Options
        {
            Learners = learners,
            LabelColumnName = labelColumnName,
            NumberOfFolds = numberOfFolds,
        });

    /// <summary>Creates a <see cref="RegularizedStackingTrainer"/> for numbers with every choice in the caller's hands.</summary>
    /// <param name="catalog">The trainers of an <see cref="MLContext"/>.</param>
    /// <param name="options">The base learners and how they are combined. Read now: later changes have no effect.</param>
    /// <exception cref="ArgumentException">The options cannot be used; the message lists every reason.</exception>
    public static RegularizedStackingTrainer RegularizedStacking(
        this RegressionCatalog.RegressionTrainers catalog, RegularizedStackingTrainer.Options options)
        => CreateStack(catalog, PredictionTask.Regression, options);

    /// <summary>
    /// Creates a <see cref="RegularizedStackingTrainer"/> for two classes: base learners, and one well-conditioned model over their
    /// out-of-fold predictions.
    /// </summary>
    /// <param name="catalog">The trainers of an <see cref="MLContext"/>.</param>
    /// <param name="learners">The base learners, at least one, with different names.</param>
    /// <param name="labelColumnName">Name of the label column: Boolean.</param>
    /// <param name="numberOfFolds">Folds, at least 3; every base learner is fitted once per fold and once more.</param>
    /// <exception cref="ArgumentException">A value cannot be used; the message lists every reason.</exception>
    public static RegularizedStackingTrainer RegularizedStacking(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        IReadOnlyList<StackingLearner> learners,
        string labelColumnName = "Label",
        int numberOfFolds = 5)
        => RegularizedStacking(catalog, new RegularizedStackingTrainer.Options
        {
            Learners = learners,
            LabelColumnName = labelColumnName,
            NumberOfFolds = numberOfFolds,
        });

    /// <summary>Creates a <see cref="RegularizedStackingTrainer"/> for two classes with every choice in the caller's hands.</summary>
    /// <param name="catalog">The trainers of an <see cref="MLContext"/>.</param>
    /// <param name="options">The base learners and how they are combined. Read now: later changes have no effect.</param>
    /// <exception cref="ArgumentException">The options cannot be used; the message lists every reason.</exception>
    public static RegularizedStackingTrainer RegularizedStacking(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog, RegularizedStackingTrainer.Options options)
        => CreateStack(catalog, PredictionTask.BinaryClassification, options);

    /// <summary>
    /// Creates a <see cref="RegularizedStackingTrainer"/> for several classes: base learners, and one well-conditioned model over their
    /// out-of-fold predictions.
    /// </summary>
    /// <param name="catalog">The trainers of an <see cref="MLContext"/>.</param>
    /// <param name="learners">The base learners, at least one, with different names.</param>
    /// <param name="labelColumnName">Name of the label column: a key.</param>
    /// <param name="numberOfFolds">Folds, at least 3; every base learner is fitted once per fold and once more.</param>
    /// <exception cref="ArgumentException">A value cannot be used; the message lists every reason.</exception>
    public static RegularizedStackingTrainer RegularizedStacking(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        IReadOnlyList<StackingLearner> learners,
        string labelColumnName = "Label",
        int numberOfFolds = 5)
        => RegularizedStacking(catalog, new RegularizedStackingTrainer.Options
        {
            Learners = learners,
            LabelColumnName = labelColumnName,
            NumberOfFolds = numberOfFolds,
        });

    /// <summary>Creates a <see cref="RegularizedStackingTrainer"/> for several classes with every choice in the caller's hands.</summary>
    /// <param name="catalog">The trainers of an <see cref="MLContext"/>.</param>
    /// <param name="options">The base learners and how they are combined. Read now: later changes have no effect.</param>
    /// <exception cref="ArgumentException">The options cannot be used; the message lists every reason.</exception>
    public static RegularizedStackingTrainer RegularizedStacking(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, RegularizedStackingTrainer.Options options)
        => CreateStack(catalog, PredictionTask.MulticlassClassification, options);

    /// <summary>
    /// Creates a <see cref="RegularizedMetaLearnerTrainer"/> for numbers: the meta-learner of a stack over base predictions that
    /// are there already.
    /// </summary>
    /// <param name="catalog">The trainers of an <see cref="MLContext"/>.</param>
    /// <param name="labelColumnName">Name of the label column: <see cref="float"/>.</param>
    /// <param name="featureColumnName">Name of the vector column with the base predictions.</param>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    public static RegularizedMetaLearnerTrainer RegularizedMetaLearner(
        this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features")
        => RegularizedMetaLearner(catalog, new RegularizedMetaLearnerTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
        });

    /// <summary>Creates a <see cref="RegularizedMetaLearnerTrainer"/> for numbers with every choice in the caller's hands.</summary>
    /// <param name="catalog">The trainers of an <see cref="MLContext"/>.</param>
    /// <param name="options">Where the predictions are and how they are combined. Read now: later changes have no effect.</param>
    /// <exception cref="ArgumentException">The options cannot be used; the message lists every reason.</exception>
    public static RegularizedMetaLearnerTrainer RegularizedMetaLearner(
        this RegressionCatalog.RegressionTrainers catalog, RegularizedMetaLearnerTrainer.Options options)
        => CreateMetaLearner(catalog, PredictionTask.Regression, options);

    /// <summary>
    /// Creates a <see cref="RegularizedMetaLearnerTrainer"/> for two classes: the meta-learner of a stack over base predictions that
    /// are there already.
    /// </summary>
    /// <param name="catalog">The trainers of an <see cref="MLContext"/>.</param>
    /// <param name="labelColumnName">Name of the label column: Boolean.</param>
    /// <param name="featureColumnName">Name of the vector column with the base predictions.</param>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    public static RegularizedMetaLearnerTrainer RegularizedMetaLearner(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features")
        => RegularizedMetaLearner(catalog, new RegularizedMetaLearnerTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
        });

    /// <summary>Creates a <see cref="RegularizedMetaLearnerTrainer"/> for two classes with every choice in the caller's hands.</summary>
    /// <param name="catalog">The trainers of an <see cref="MLContext"/>.</param>
    /// <param name="options">Where the predictions are and how they are combined. Read now: later changes have no effect.</param>
    /// <exception cref="ArgumentException">The options cannot be used; the message lists every reason.</exception>
    public static RegularizedMetaLearnerTrainer RegularizedMetaLearner(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog, RegularizedMetaLearnerTrainer.Options options)
        => CreateMetaLearner(catalog, PredictionTask.BinaryClassification, options);

    /// <summary>
    /// Creates a <see cref="RegularizedMetaLearnerTrainer"/> for several classes: the meta-learner of a stack over base predictions that
    /// are there already.
    /// </summary>
    /// <param name="catalog">The trainers of an <see cref="MLContext"/>.</param>
    /// <param name="labelColumnName">Name of the label column: a key.</param>
    /// <param name="featureColumnName">Name of the vector column with the base predictions.</param>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    public static RegularizedMetaLearnerTrainer RegularizedMetaLearner(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features")
        => RegularizedMetaLearner(catalog, new RegularizedMetaLearnerTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
        });

    /// <summary>Creates a <see cref="RegularizedMetaLearnerTrainer"/> for several classes with every choice in the caller's hands.</summary>
    /// <param name="catalog">The trainers of an <see cref="MLContext"/>.</param>
    /// <param name="options">Where the predictions are and how they are combined. Read now: later changes have no effect.</param>
    /// <exception cref="ArgumentException">The options cannot be used; the message lists every reason.</exception>
    public static RegularizedMetaLearnerTrainer RegularizedMetaLearner(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, RegularizedMetaLearnerTrainer.Options options)
        => CreateMetaLearner(catalog, PredictionTask.MulticlassClassification, options);

    private static RegularizedStackingTrainer CreateStack(
        object catalog, PredictionTask task, RegularizedStackingTrainer.Options options)
    {
        var environment = CatalogEnvironment.GetEnvironment(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new RegularizedStackingTrainer(environment, task, options);
    }

    private static RegularizedMetaLearnerTrainer CreateMetaLearner(
        object catalog, PredictionTask task, RegularizedMetaLearnerTrainer.Options options)
    {
        var environment = CatalogEnvironment.GetEnvironment(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new RegularizedMetaLearnerTrainer(environment, task, options);
    }
}
