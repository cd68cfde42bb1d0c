using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Data;
using Microsoft.ML.LowRank.Linear;
using Microsoft.ML.LowRank.Networks;
using Microsoft.ML.LowRank.Scoring;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.LowRank;

/// <summary>A linear model of two classes trained on a metric of the confusion matrix: F1, MCC, balanced accuracy, or one of your own.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// To create this trainer, use `AnyLossLinear` of the binary trainers.
///
/// ### Input and Output Columns
/// Features are a vector of <xref:System.Single> of fixed size, the label is Boolean. Outputs are `PredictedLabel` and `Score`, which
/// is above 0 where the prediction is positive; `Probability` only with `Calibrate`, for the model learns to decide, not how probable a
/// class is.
///
/// ### Trainer Characteristics
/// |  |  |
/// | -- | -- |
/// | Machine learning task | Binary classification |
/// | Is normalization required? | No: features are scaled inside, and weights are given in their own units |
/// | Is caching required? | No: rows are read once and kept in memory, four bytes per feature |
/// | Input column data type | Vector of <xref:System.Single> of fixed size |
/// | Exportable to ONNX | No, planned |
///
/// ### What is computed
/// $1 - M(TP, FP) + \frac{\lambda}{2} \|w\|^2$ with $TP$ and $FP$ sums of soft predictions $\sigma(\frac{L}{4} s)$ of the scores (Han and
/// others, AnyLoss, KDD 2024, where they are of the probability). Its gradient over all rows is two numbers, the metric's
/// derivatives, times two sums over the rows, so a step is one pass. L-BFGS starts from class-weighted cross-entropy at the threshold where
/// the metric is largest. A model that ends worse than it began, or predicts one class, is put right, and the report says so.
/// ]]></format>
/// </remarks>
public sealed partial class AnyLossLinearTrainer : IEstimator<AnyLossLinearTransformer>
{
    private readonly IHost _host;
    private readonly IHostEnvironment _environment;
    private readonly Options _options;
    private readonly int _seed;

    internal AnyLossLinearTrainer(IHostEnvironment env, Options options)
    {
        options.ThrowIfInvalid("AnyLossLinear");
        _environment = env;
        _host = env.Register(AnyLossLinearTransformer.LoaderSignature);
        _options = options.Copy();
        _seed = _options.Seed ?? _host.Rand.Next();
    }

    /// <summary>Fits the model.</summary>
    /// <param name="input">The training rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    /// <exception cref="InvalidOperationException">The rows cannot be used; the message names the place.</exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled and there is nothing to return, or it shall throw.</exception>
    public AnyLossLinearTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        GetOutputSchema(SchemaShape.Create(input.Schema));
        _options.CancellationToken.ThrowIfCancellationRequested();
        using var channel = _host.Start("Fit");
        var reporter = new FitReporter(channel, _options.Progress, input.GetRowCount());
        var stopping = new FitStop(_environment, _options);
        var reading = new AnyLossRows(input, _options, _seed);
        reading.Read(rows =>
        {
            reporter.Pass("Reading rows", 0, AnyLossRows.Share, rows);
            if (stopping.ShouldStop())
                throw new OperationCanceledException("The fit was cancelled before training began; there is nothing to return.");
        });
        var rows = reading.Training;
        var fitter = new MetricLinearFitter(rows, _options,
            (stage, done) => reporter.Step(stage, AnyLossRows.Share + ((1 - AnyLossRows.Share) * done)), stopping.ShouldStop);
        var (parameters, threshold, report) = fitter.Fit();
        var (weights, bias) = rows.InOwnUnits(parameters);
        var decision = new MetricDecision(_options.Loss.Metric.Name, threshold);
        var model = new AnyLossLinearModel(weights, bias - threshold, decision);
        if (_options.Calibrate)
            model = new AnyLossLinearModel(weights, bias - threshold, decision with { Calibration = reading.Calibrate(model) });
        if (reading.SkippedCount > 0)
            reporter.Warning($"{reading.SkippedCount} rows were left out: a value was missing or not finite.");
        if (report.Recovery is { } recovery)
            reporter.Warning(recovery);
        if (report.IsPartial)
            reporter.Warning("The fit was cancelled; the best weights so far are returned.");
        reporter.Info(report.Summary);
        reporter.Finish(rows.Count);
        return new AnyLossLinearTransformer(_host, model, _options.FeatureColumnName) { Report = report };
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var label = NetworkSchema.RequireLabel(inputSchema,
            new LabelSettings(_options.LabelColumnName, _options.ExampleWeightColumnName, false, null), PredictionTask.BinaryClassification);
        ColumnTypes.RequireVector(ColumnTypes.Find(inputSchema, _options.FeatureColumnName, "feature"), "feature");
        return ScoreColumns.Promise(inputSchema, PredictionTask.BinaryClassification, label, _options.Calibrate);
    }
}
