using Microsoft.ML.LowRank.Data;
using Microsoft.ML.LowRank.Thresholds;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.LowRank;

/// <summary>Chooses the threshold between two classes at which a metric is largest.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// To create this estimator, use `TuneThreshold` of `mlContext.BinaryClassification.Calibrators`; for a model and rows that it has
/// not seen, `TuneThreshold` of `mlContext.BinaryClassification` does both steps.
///
/// ### Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Does this estimator need to look at the data to train its parameters? | Yes, once: label, weight and score of all rows are held in memory |
/// | Input column data type | <xref:System.Single>: a score, or a probability where there is no score |
/// | Output columns | PredictedLabel and Score, in the place of those that are there |
/// | Exportable to ONNX | No |
///
/// Between two neighbouring scores all thresholds are alike, so the metric is computed at every one that matters, and the threshold
/// lies halfway between two scores. The transformer subtracts it, because ML.NET's evaluators, and with them cross-validation and
/// AutoML, take a score above 0 for the decision and look at nothing else. Calibrate before tuning, if at all: probabilities
/// stay as they are, and no longer cross one half where the decision changes.
/// ]]></format>
/// </remarks>
public sealed class ThresholdEstimator : IEstimator<ThresholdTransformer>
{
    private readonly IHostEnvironment _environment;
    private readonly IHost _host;
    private readonly ClassificationMetric _metric;
    private readonly ThresholdRows _rows;
    private readonly ThresholdColumns _columns;
    private readonly string _label;
    private readonly string? _weight;

    internal ThresholdEstimator(IHostEnvironment env, ClassificationMetric metric, ThresholdRows rows, ThresholdColumns columns, string label, string? weight)
    {
        ArgumentNullException.ThrowIfNull(metric);
        if (!Enum.IsDefined(rows))
            throw new ArgumentOutOfRangeException(nameof(rows), rows, $"{(int)rows} is not a {nameof(ThresholdRows)}; say which rows the threshold is chosen on.");
        columns.Require();
        ArgumentException.ThrowIfNullOrEmpty(label, "labelColumnName");
        (_environment, _host) = (env, env.Register(ThresholdTransformer.LoaderSignature));
        (_metric, _rows, _columns, _label, _weight) = (metric, rows, columns, label, weight);
    }

    /// <summary>Chooses the threshold.</summary>
    /// <param name="input">Rows that a model has scored, with their labels.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    /// <exception cref="InvalidOperationException">The rows cannot be used; the message names the place.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public ThresholdTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        GetOutputSchema(SchemaShape.Create(input.Schema));
        using var channel = _host.Start("Fit");
        bool isOfProbability = _columns.IsOfProbability(input.Schema);
        var source = _columns.FindSource(input.Schema, isOfProbability);
        var rows = new JudgedRows(_environment, _label, _weight);
        rows.Read(input, source);
        var report = ThresholdTuning.Run(rows, _metric, ThresholdColumns.Usual(isOfProbability));
        channel.Info(MessageSensitivity.Schema, report.Summary);
        if (_rows == ThresholdRows.Training)
            channel.Warning(MessageSensitivity.Schema,
                "The threshold was chosen on the rows that the model has learned from; on others it may be worth less. " +
                "TuneThreshold over a model and validation data, or over the trainer itself, avoids that.");
        return new ThresholdTransformer(new ThresholdFile.Entry(_columns, isOfProbability, _metric.Name), (float)report.Threshold) { Report = report };
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        ColumnTypes.RequireLabel(ColumnTypes.Find(inputSchema, _label, "label"), "label");
        if (_weight != null)
            ColumnTypes.RequireScalarSingle(ColumnTypes.Find(inputSchema, _weight, "weight"), "weight");
        return _columns.Promise(inputSchema);
    }
}
