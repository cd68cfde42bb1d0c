using Microsoft.ML.LowRank;
using Microsoft.ML.LowRank.Interop;

namespace Microsoft.ML;

/// <summary>Extensions of the trainer catalogs with neural networks.</summary>
public static class NeuralNetworkCatalog
{
    /// <summary>Creates a <see cref="NeuralNetworkTrainer"/> for a number: a multilayer perceptron over numbers and categories.</summary>
    /// <param name="catalog">The trainers of an <see cref="MLContext"/>.</param>
    /// <param name="labelColumnName">Name of the label column: <see cref="float"/>.</param>
    /// <param name="featureColumnName">
    /// Name of a column of numbers, in most cases a vector; null for none. When no column is named at all, all but label and weight
    /// are read: floating-point ones as numbers, others as categories.
    /// </param>
    /// <param name="categoricalColumnNames">Columns of categories, each of which gets a learned vector; null for none.</param>
    /// <param name="hiddenUnits">Units of every hidden layer; null for 256, 128, 64.</param>
    /// <param name="exampleWeightColumnName">Name of a column with the weight of each row, or null.</param>
    /// <exception cref="ArgumentException">A value cannot be used; the message lists every reason.</exception>
    public static NeuralNetworkTrainer NeuralNetwork(
        this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = "Label",
        string? featureColumnName = "Features",
        string[]? categoricalColumnNames = null,
        int[]? hiddenUnits = null,
        string? exampleWeightColumnName = null)
        => NeuralNetwork(catalog, OptionsOf(labelColumnName, featureColumnName, categoricalColumnNames, hiddenUnits, exampleWeightColumnName));

    /// <summary>Creates a <see cref="NeuralNetworkTrainer"/> for a number with every choice in the caller's hands.</summary>
    /// <param name="catalog">The trainers of an <see cref="MLContext"/>.</param>
    /// <param name="options">The columns, the layers and how they are trained. Read now: later changes have no effect.</param>
    /// <exception cref="ArgumentException">The options cannot be used; the message lists every reason.</exception>
    public static NeuralNetworkTrainer NeuralNetwork(
        this RegressionCatalog.RegressionTrainers catalog, NeuralNetworkTrainer.Options options)
        => Create(catalog, PredictionTask.Regression, options);

    /// <summary>Creates a <see cref="NeuralNetworkTrainer"/> for two classes: a multilayer perceptron over numbers and categories.</summary>
    /// <param name="catalog">The trainers of an <see cref="MLContext"/>.</param>
    /// <param name="labelColumnName">Name of the label column: Boolean.</param>
    /// <param name="featureColumnName">
    /// Name of a column of numbers, in most cases a vector; null for none. When no column is named at all, all but label and weight
    /// are read: floating-point ones as numbers, others as categories.
    /// </param>
    /// <param name="categoricalColumnNames">Columns of categories, each of which gets a learned vector; null for none.</param>
    /// <param name="hiddenUnits">Units of every hidden layer; null for 256, 128, 64.</param>
    /// <param name="exampleWeightColumnName">Name of a column with the weight of each row, or null.</param>
    /// <exception cref="ArgumentException">A value cannot be used; the message lists every reason.</exception>
    public static NeuralNetworkTrainer NeuralNetwork(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = "Label",
        string? featureColumnName = "Features",
        string[]? categoricalColumnNames = null,
        int[]? hiddenUnits = null,
        string? exampleWeightColumnName = null)
        => NeuralNetwork(catalog, OptionsOf(labelColumnName, featureColumnName, categoricalColumnNames, hiddenUnits, exampleWeightColumnName));

    /// <summary>Creates a <see cref="NeuralNetworkTrainer"/> for two classes with every choice in the caller's hands.</summary>
    /// <param name="catalog">The trainers of an <see cref="MLContext"/>.</param>
    /// <param name="options">The columns, the layers and how they are trained. Read now: later changes have no effect.</param>
    /// <exception cref="ArgumentException">The options cannot be used; the message lists every reason.</exception>
    public static NeuralNetworkTrainer NeuralNetwork(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog, NeuralNetworkTrainer.Options options)
        => Create(catalog, PredictionTask.BinaryClassification, options);

    /// <summary>Creates a <see cref="NeuralNetworkTrainer"/> for several classes: a multilayer perceptron over numbers and categories.</summary>
    /// <param name="catalog">The trainers of an <see cref="MLContext"/>.</param>
    /// <param name="labelColumnName">Name of the label column: a key.</param>
    /// <param name="featureColumnName">
    /// Name of a column of numbers, in most cases a vector; null for none. When no column is named at all, all but label and weight
    /// are read: floating-point ones as numbers, others as categories.
    /// </param>
    /// <param name="categoricalColumnNames">Columns of categories, each of which gets a learned vector; null for none.</param>
    /// <param name="hiddenUnits">Units of every hidden layer; null for 256, 128, 64.</param>
    /// <param name="exampleWeightColumnName">Name of a column with the weight of each row, or null.</param>
    /// <exception cref="ArgumentException">A value cannot be used; the message lists every reason.</exception>
    public static NeuralNetworkTrainer NeuralNetwork(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = "Label",
        string? featureColumnName = "Features",
        string[]? categoricalColumnNames = null,
        int[]? hiddenUnits = null,
        string? exampleWeightColumnName = null)
        => NeuralNetwork(catalog, OptionsOf(labelColumnName, featureColumnName, categoricalColumnNames, hiddenUnits, exampleWeightColumnName));

    /// <summary>Creates a <see cref="NeuralNetworkTrainer"/> for several classes with every choice in the caller's hands.</summary>
    /// <param name="catalog">The trainers of an <see cref="MLContext"/>.</param>
    /// <param name="options">The columns, the layers and how they are trained. Read now: later changes have no effect.</param>
    /// <exception cref="ArgumentException">The options cannot be used; the message lists every reason.</exception>
    public static NeuralNetworkTrainer NeuralNetwork(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, NeuralNetworkTrainer.Options options)
        => Create(catalog, PredictionTask.MulticlassClassification, options);

    private static NeuralNetworkTrainer.Options OptionsOf(
        string label, string? features, string[]? categories, int[]? hiddenUnits, string? weight)
    {
        var options = new NeuralNetworkTrainer.Options
        {
            LabelColumnName = label,
            FeatureColumnName = features,
            CategoricalColumnNames = categories,
            ExampleWeightColumnName = weight,
        };
        options.HiddenUnits = hiddenUnits ?? options.HiddenUnits;
        return options;
    }

    private static NeuralNetworkTrainer Create(object catalog, PredictionTask task, NeuralNetworkTrainer.Options options)
    {
        var environment = CatalogEnvironment.GetEnvironment(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new NeuralNetworkTrainer(environment, task, options);
    }
}
