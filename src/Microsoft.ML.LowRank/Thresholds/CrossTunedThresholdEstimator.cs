using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Data;
using Microsoft.ML.LowRank.Stacking;
using Microsoft.ML.LowRank.Thresholds;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.LowRank;

/// <summary>
/// Fits a model of two classes and chooses its threshold in one, on scores of models that had not seen the rows which they score.
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// To create this estimator, use `TuneThreshold` of `mlContext.BinaryClassification.Calibrators` with an estimator.
///
/// ### Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Does this estimator need to look at the data to train its parameters? | Yes: the estimator is fitted once per fold and once to all rows; cache what is slow to compute |
/// | Input columns | Those of the estimator, the label and the weight |
/// | Output columns | Those of the estimator; PredictedLabel and Score decide by the threshold |
/// | Exportable to ONNX | No |
///
/// ### How it works
/// 1. The rows are dealt out to folds at random, each with its share of both classes.
/// 2. For every fold the estimator is fitted to the other folds and scores this one.
/// 3. Of these scores, taken together, the threshold is chosen at which the metric is largest.
/// 4. The estimator is fitted to all rows, and the threshold is put behind that model.
///
/// So no row is set apart and none is scored by a model that remembers it. The last model has seen more rows than those that the
/// threshold comes from: with many folds their scores are alike.
/// ]]></format>
/// </remarks>
public sealed class CrossTunedThresholdEstimator : IEstimator<TransformerChain<ThresholdTransformer>>
{
    private readonly IHostEnvironment _environment;
    private readonly IHost _host;
    private readonly IEstimator<ITransformer> _estimator;
    private readonly ClassificationMetric _metric;
    private readonly int _folds;
    private readonly ThresholdColumns _columns;
    private readonly string _label;
    private readonly string? _weight;
    private readonly int _seed;

    internal CrossTunedThresholdEstimator(IHostEnvironment env, IEstimator<ITransformer> estimator, ClassificationMetric metric, int folds,
        ThresholdColumns columns, string label, string? weight, int? seed)
    {
        ArgumentNullException.ThrowIfNull(estimator);
        ArgumentNullException.ThrowIfNull(metric);
        if (folds < 2)
            throw new ArgumentOutOfRangeException("numberOfFolds", folds, "There must be at least 2 folds, so that every row is scored by a model that has not seen it.");
        columns.Require();
        ArgumentException.ThrowIfNullOrEmpty(label, "labelColumnName");
        (_environment, _host) = (env, env.Register(nameof(CrossTunedThresholdEstimator)));
        (_estimator, _metric, _folds, _columns, _label, _weight) = (estimator, metric, folds, columns, label, weight);
        // Drawn here, not in Fit, so that fitting twice makes the same folds.
        _seed = seed ?? _host.Rand.Next();
    }

    /// <summary>Fits the estimator fold by fold, chooses the threshold, and fits the estimator to all rows.</summary>
    /// <param name="input">The training rows.</param>
    /// <returns>The model of all rows, followed by the threshold, whose <see cref="ThresholdTransformer.Report"/> says how it was chosen.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    /// <exception cref="InvalidOperationException">The rows cannot be used, or a class has fewer of them than there are folds.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public TransformerChain<ThresholdTransformer> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        GetOutputSchema(SchemaShape.Create(input.Schema));
        using var channel = _host.Start("Fit");
        var (report, isOfProbability) = TuneOutOfFold(input);
        channel.Info(MessageSensitivity.Schema, report.Summary);
        var model = FitUnlessStopped(input);
        return model.Append(new ThresholdTransformer(
            new ThresholdFile.Entry(_columns, isOfProbability, _metric.Name), (float)report.Threshold)
        { Report = report });
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        ColumnTypes.RequireLabel(ColumnTypes.Find(inputSchema, _label, "label"), "label");
        if (_weight != null)
            ColumnTypes.RequireScalarSingle(ColumnTypes.Find(inputSchema, _weight, "weight"), "weight");
        return _columns.Promise(_estimator.GetOutputSchema(inputSchema));
    }

    private (ThresholdReport Report, bool IsOfProbability) TuneOutOfFold(IDataView input)
    {
        var folds = FoldRows.Read(_environment, input, _label, _weight, _folds, _seed);
        var judged = new JudgedRows(_environment, _label, _weight);
        bool isOfProbability = false;
        for (int fold = 0; fold < _folds; fold++)
        {
            IDataView Part(bool isHeldOut) => new RowPartView(input, folds.Index, folds.Segments,
                [.. Enumerable.Range(0, _folds).Select(other => other == fold == isHeldOut)], GoOn);
            var model = FitUnlessStopped(Part(isHeldOut: false));
            using var _ = model as IDisposable;
            var scored = model.Transform(Part(isHeldOut: true));
            isOfProbability = _columns.IsOfProbability(scored.Schema);
            judged.Read(scored, _columns.FindSource(scored.Schema, isOfProbability));
        }
        return (ThresholdTuning.Run(judged, _metric, ThresholdColumns.Usual(isOfProbability), _folds), isOfProbability);
    }

    private ITransformer FitUnlessStopped(IDataView rows)
    {
        GoOn();
        try
        {
            return _estimator.Fit(rows);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // ML.NET's worker threads hide why a cursor ended in an exception of their own.
            GoOn();
            throw;
        }
    }

    private void GoOn() => MetricEvaluator.GoOn(_environment);
}
