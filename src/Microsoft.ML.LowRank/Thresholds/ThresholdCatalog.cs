using Microsoft.ML.Data;
using Microsoft.ML.LowRank;
using Microsoft.ML.LowRank.Interop;
using Microsoft.ML.LowRank.Thresholds;

namespace Microsoft.ML;

/// <summary>Extensions of <see cref="BinaryClassificationCatalog"/> that measure and move the threshold between two classes.</summary>
public static class ThresholdCatalog
{
    /// <summary>Measures decisions between two classes by any metric of the confusion matrix.</summary>
    /// <remarks>
    /// <format type="text/markdown"><![CDATA[
    /// The decision is what the predicted label says or, where there is no such column, whether the score is above 0. Accuracy,
    /// precision, recall and F1 are those of ML.NET's `EvaluateNonCalibrated`, which knows no weights and reads the score alone. Further
    /// metrics of the same decisions are [Of](xref:Microsoft.ML.LowRank.MetricEvaluation.Of*) the result. A ratio whose
    /// denominator is 0 counts as 0 where nothing is predicted positive; where a class has no rows, a metric that needs both
    /// is NaN.
    /// ]]></format>
    /// </remarks>
    /// <param name="catalog">The binary classification of an <see cref="MLContext"/>.</param>
    /// <param name="scored">Rows that a model has scored, with their labels.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="labelColumnName">Name of the label column: Boolean, Single (above 0 is positive) or a key of two values.</param>
    /// <param name="predictedLabelColumnName">Name of the column with the decisions, of the same types; it need not be there.</param>
    /// <param name="exampleWeightColumnName">Name of a column with the weight of each row, or null.</param>
    /// <param name="scoreColumnName">Name of the column that decides where there is no predicted label.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    /// <exception cref="InvalidOperationException">There are no rows, or one cannot be judged; the message names it.</exception>
    public static MetricEvaluation EvaluateMetric(
        this BinaryClassificationCatalog catalog,
        IDataView scored,
        ClassificationMetric metric,
        string labelColumnName = "Label",
        string predictedLabelColumnName = "PredictedLabel",
        string? exampleWeightColumnName = null,
        string scoreColumnName = "Score")
    {
        var environment = CatalogEnvironment.GetEnvironment(catalog);
        ArgumentNullException.ThrowIfNull(scored);
        ArgumentNullException.ThrowIfNull(metric);
        return MetricEvaluator.Evaluate(environment, scored, metric, labelColumnName, predictedLabelColumnName, exampleWeightColumnName, scoreColumnName);
    }

    /// <summary>
    /// Chooses the threshold at which a metric is largest on rows that the model has not learned from, and puts it behind the model.
    /// </summary>
    /// <remarks>
    /// Works with any model of two classes that gives a score (log-odds or a margin) or only a probability, ML.NET's own
    /// included. Scores of the result are how far the model's are above the threshold, so that ML.NET's evaluators decide as the tuned
    /// model does; probabilities stay as they are. The model is not changed.
    /// </remarks>
    /// <param name="catalog">The binary classification of an <see cref="MLContext"/>.</param>
    /// <param name="model">A fitted model.</param>
    /// <param name="validationData">
    /// Rows that the model has not learned from, as the model takes them, with their labels. Training rows would be scored too well;
    /// whether these are others cannot be seen from them.
    /// </param>
    /// <param name="metric">What is wanted to be large.</param>
    /// <param name="labelColumnName">Name of the label column: Boolean, Single (above 0 is positive) or a key of two values.</param>
    /// <param name="scoreColumnName">Name of the score column; where the model gives none, one of this name is made.</param>
    /// <param name="probabilityColumnName">Name of the probability column, read where there is no score.</param>
    /// <param name="predictedLabelColumnName">Name of the column with the decisions.</param>
    /// <param name="exampleWeightColumnName">Name of a column with the weight of each row, or null.</param>
    /// <returns>The model followed by the threshold, whose <see cref="ThresholdTransformer.Report"/> says how it was chosen.</returns>
    /// <exception cref="ArgumentException">A column is missing, of the wrong type, or named twice.</exception>
    /// <exception cref="InvalidOperationException">No threshold can be chosen on the rows; the message says why.</exception>
    public static TransformerChain<ThresholdTransformer> TuneThreshold(
        this BinaryClassificationCatalog catalog,
        ITransformer model,
        IDataView validationData,
        ClassificationMetric metric,
        string labelColumnName = "Label",
        string scoreColumnName = "Score",
        string probabilityColumnName = "Probability",
        string predictedLabelColumnName = "PredictedLabel",
        string? exampleWeightColumnName = null)
    {
        var environment = CatalogEnvironment.GetEnvironment(catalog);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(validationData);
        var columns = new ThresholdColumns(scoreColumnName, probabilityColumnName, predictedLabelColumnName);
        var estimator = new ThresholdEstimator(environment, metric, ThresholdRows.HeldOut, columns, labelColumnName, exampleWeightColumnName);
        return model.Append(estimator.Fit(model.Transform(validationData)));
    }

    /// <summary>
    /// Creates a <see cref="ThresholdEstimator"/>: on the scored rows that it is fitted to, it chooses the threshold at which a metric
    /// is largest.
    /// </summary>
    /// <param name="catalog">The calibrators of an <see cref="MLContext"/>.</param>
    /// <param name="metric">What is wanted to be large.</param>
    /// <param name="rows">
    /// Which rows <c>Fit</c> will see. Behind a trainer in a pipeline they are <see cref="ThresholdRows.Training"/>; a threshold that
    /// is not flattered needs others: fit it to scored rows that the model has not seen and say <see cref="ThresholdRows.HeldOut"/>, use
    /// <c>mlContext.BinaryClassification.TuneThreshold</c>, or give the trainer to the overload that takes an estimator.
    /// </param>
    /// <param name="labelColumnName">Name of the label column: Boolean, Single (above 0 is positive) or a key of two values.</param>
    /// <param name="scoreColumnName">Name of the score column; where there is none, one of this name is made.</param>
    /// <param name="probabilityColumnName">Name of the probability column, read where there is no score.</param>
    /// <param name="predictedLabelColumnName">Name of the column with the decisions.</param>
    /// <param name="exampleWeightColumnName">Name of a column with the weight of each row, or null.</param>
    /// <exception cref="ArgumentException">A value cannot be used.</exception>
    public static ThresholdEstimator TuneThreshold(
        this BinaryClassificationCatalog.CalibratorsCatalog catalog,
        ClassificationMetric metric,
        ThresholdRows rows,
        string labelColumnName = "Label",
        string scoreColumnName = "Score",
        string probabilityColumnName = "Probability",
        string predictedLabelColumnName = "PredictedLabel",
        string? exampleWeightColumnName = null)
    {
        var environment = CatalogEnvironment.GetEnvironment(catalog);
        var columns = new ThresholdColumns(scoreColumnName, probabilityColumnName, predictedLabelColumnName);
        return new ThresholdEstimator(environment, metric, rows, columns, labelColumnName, exampleWeightColumnName);
    }

    /// <summary>
    /// Creates a <see cref="CrossTunedThresholdEstimator"/>: it fits an estimator and chooses the threshold at which a metric is largest
    /// on scores that models of the other folds give to every fold, so that no row is scored by a model that has learned from it.
    /// </summary>
    /// <param name="catalog">The calibrators of an <see cref="MLContext"/>.</param>
    /// <param name="estimator">
    /// A trainer of two classes, or a pipeline that ends in one, which gives a score (log-odds or a margin) or only a probability. It is
    /// fitted once per fold and once to all rows.
    /// </param>
    /// <param name="metric">What is wanted to be large.</param>
    /// <param name="numberOfFolds">At least 2, and at most as many as there are rows of the rarer class.</param>
    /// <param name="labelColumnName">Name of the label column: Boolean, Single (above 0 is positive) or a key of two values.</param>
    /// <param name="scoreColumnName">Name of the score column; where the model gives none, one of this name is made.</param>
    /// <param name="probabilityColumnName">Name of the probability column, read where there is no score.</param>
    /// <param name="predictedLabelColumnName">Name of the column with the decisions.</param>
    /// <param name="exampleWeightColumnName">Name of a column with the weight of each row, or null. The estimator has to be told by itself.</param>
    /// <param name="seed">Seed of the folds; null draws one from the <see cref="MLContext"/>.</param>
    /// <exception cref="ArgumentException">A value cannot be used.</exception>
    public static CrossTunedThresholdEstimator TuneThreshold(
        this BinaryClassificationCatalog.CalibratorsCatalog catalog,
        IEstimator<ITransformer> estimator,
        ClassificationMetric metric,
        int numberOfFolds = 5,
        string labelColumnName = "Label",
        string scoreColumnName = "Score",
        string probabilityColumnName = "Probability",
        string predictedLabelColumnName = "PredictedLabel",
        string? exampleWeightColumnName = null,
        int? seed = null)
    {
        var environment = CatalogEnvironment.GetEnvironment(catalog);
        var columns = new ThresholdColumns(scoreColumnName, probabilityColumnName, predictedLabelColumnName);
        return new CrossTunedThresholdEstimator(
            environment, estimator, metric, numberOfFolds, columns, labelColumnName, exampleWeightColumnName, seed);
    }
}
