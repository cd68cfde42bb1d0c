using Microsoft.ML.LowRank;
using Microsoft.ML.LowRank.Interop;
using Microsoft.ML.LowRank.Thresholds;

namespace Microsoft.ML;

/// <summary>Extension of <see cref="BinaryClassificationCatalog"/> that reports on a model of two classes of which one is rare.</summary>
public static class ImbalanceReportCatalog
{
    /// <summary>
    /// Reports how a model of two classes decides: by every metric of the confusion matrix, at its own rule and at every threshold of
    /// its score, and how well its probabilities are calibrated.
    /// </summary>
    /// <remarks>
    /// <format type="text/markdown"><![CDATA[
    /// Works with the output of any model, ML.NET's own included. The model's own decision is what the predicted label says or, where
    /// there is no such column, whether the score is above 0. The rows are read once and sorted once; label, weight and score of all
    /// are held in memory. Use rows that the model was not fitted to; best thresholds are chosen on the rows themselves, so their
    /// values are optimistic in any case.
    /// ]]></format>
    /// </remarks>
    /// <param name="catalog">The binary classification of an <see cref="MLContext"/>.</param>
    /// <param name="scored">Rows that a model has scored, with their labels.</param>
    /// <param name="labelColumnName">Name of the label column: Boolean, Single (above 0 is positive) or a key of two values.</param>
    /// <param name="scoreColumnName">Name of the score column; where there is none, the probability is cut in its place, usually at 0.5.</param>
    /// <param name="probabilityColumnName">Name of the probability column; without one calibration is left out.</param>
    /// <param name="predictedLabelColumnName">Name of the column with the decisions; it need not be there.</param>
    /// <param name="exampleWeightColumnName">Name of a column with the weight of each row, or null.</param>
    /// <returns>The figures, which are also a text (<c>ToString</c>) and a page (<see cref="PrintableReport.SaveHtml"/>).</returns>
    /// <exception cref="ArgumentException">A column is missing, of the wrong type, or named twice.</exception>
    /// <exception cref="InvalidOperationException">
    /// There are no rows, they are all of one class, or one cannot be judged; the message names it.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ImbalanceReport ImbalanceReport(
        this BinaryClassificationCatalog catalog,
        IDataView scored,
        string labelColumnName = "Label",
        string scoreColumnName = "Score",
        string probabilityColumnName = "Probability",
        string predictedLabelColumnName = "PredictedLabel",
        string? exampleWeightColumnName = null)
    {
        var environment = CatalogEnvironment.GetEnvironment(catalog);
        ArgumentNullException.ThrowIfNull(scored);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        var columns = new ThresholdColumns(scoreColumnName, probabilityColumnName, predictedLabelColumnName);
        columns.Require();
        return ImbalanceReporter.Report(environment, scored, columns, labelColumnName, exampleWeightColumnName);
    }
}
