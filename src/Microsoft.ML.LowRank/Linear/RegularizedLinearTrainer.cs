using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Data;
using Microsoft.ML.LowRank.Linear;
using Microsoft.ML.LowRank.Scoring;
using Microsoft.ML.LowRank.Stacking;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.LowRank;

/// <summary>Ridge, lasso and elastic net, linear or logistic, with the penalty chosen by cross-validation.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// To create this trainer, use `RegularizedLinear` of the regression trainers or `RegularizedLogisticRegression` of the
/// binary ones.
///
/// ### Trainer Characteristics
/// |  |  |
/// | -- | -- |
/// | Machine learning task | Regression, binary classification |
/// | Is normalization required? | No: features are scaled inside, and weights are given in their own units |
/// | Is caching required? | Regression: no, one pass. Logistic: a few passes per penalty, so cache what is slow to compute |
/// | Input column data type | Vector of <xref:System.Single> of fixed size |
/// | Exportable to ONNX | No, planned |
///
/// ### What is computed
/// The mean loss plus $\lambda (\alpha \|w\|_1 + \frac{1-\alpha}{2} \|w\|_2^2)$ is minimised for a descending sequence of
/// $\lambda$ and for every share $\alpha$ (0 is ridge, 1 lasso), on every training part of the cross-validation and on all
/// rows; the pair with the smallest error is taken. For squared loss all of it comes from moments summed in one pass:
/// ridge by one eigendecomposition per part, the others by coordinate descent with exact steps until the duality gap is
/// closed (Friedman, Hastie and Tibshirani, 2010). Memory grows with the square of the number of features.
/// ]]></format>
/// </remarks>
public sealed partial class RegularizedLinearTrainer : IEstimator<RegularizedLinearTransformer>
{
    private readonly IHost _host;
    private readonly IHostEnvironment _environment;
    private readonly Options _options;
    private readonly PredictionTask _task;
    private readonly int _seed;

    internal RegularizedLinearTrainer(IHostEnvironment env, PredictionTask task, Options options)
    {
        options.ThrowIfInvalid(task == PredictionTask.Regression ? "RegularizedLinear" : "RegularizedLogisticRegression");
        _environment = env;
        _host = env.Register(RegularizedLinearTransformer.LoaderSignature);
        _task = task;
        _options = options.Copy();
        _seed = _options.Seed ?? _host.Rand.Next();
    }

    /// <summary>Fits the model.</summary>
    /// <param name="input">The training rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type, or there are too many features.</exception>
    /// <exception cref="InvalidOperationException">The rows cannot be used; the message names the place.</exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled. There is no part of a model to return.</exception>
    public RegularizedLinearTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        GetOutputSchema(SchemaShape.Create(input.Schema));
        _options.CancellationToken.ThrowIfCancellationRequested();
        using var channel = _host.Start("Fit");
        var reporter = new FitReporter(channel, _options.Progress, input.GetRowCount());
        var stopping = new FitStop(_environment, _options);
        var features = input.Schema[_options.FeatureColumnName];
        RequireMemory(features);
        var rows = StackRows.Read(input, _options, _task, _seed, stopping.ShouldStop);
        int[] segments = [.. rows.Folds.Segments];
        long skipped = rows.SkippedCount;
        if (_options.SkipInvalidRows)
            skipped += StackSource.MarkInvalid(input, [features], segments);
        var source = new StackSource(input, rows, segments, [], 1, [features], stopping.ShouldStop);
        var (model, report) = RegularizedLinearFitter.Fit(
            source, _task, VectorNames.Of(features), rows.Folds.Base, _options, reporter.Step);
        if (source.Rows == 0)
            throw new InvalidOperationException("No row has finite features; there is nothing to fit to.");
        if (skipped > 0)
            reporter.Warning($"{skipped} of {rows.Count} rows were left out: a value was missing or not finite.");
        reporter.Info(report.Summary);
        reporter.Finish(source.Rows);
        return new RegularizedLinearTransformer(_host, model, _options.FeatureColumnName) { Report = report };
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        StackRows.CheckColumns(inputSchema, _options, _task);
        ColumnTypes.RequireVector(ColumnTypes.Find(inputSchema, _options.FeatureColumnName, "feature"), "feature");
        return ScoreColumns.Promise(inputSchema, _task, ColumnTypes.Find(inputSchema, _options.LabelColumnName, "label"));
    }

    /// <summary>Moments of every fold, of a training part and its standardised form, in float64.</summary>
    private void RequireMemory(DataViewSchema.Column features)
    {
        const double most = 4e9;
        int size = ColumnTypes.RequireVector(features, "feature");
        double bytes = 8.0 * size * size * (_options.NumberOfFolds + 4);
        if (bytes > most)
            throw ColumnTypes.Mismatch(features.Name, "feature",
                $"at most {(int)Math.Sqrt(most / 8 / (_options.NumberOfFolds + 4))} values (LowRankCompress makes fewer of many)", $"{size}");
    }
}
