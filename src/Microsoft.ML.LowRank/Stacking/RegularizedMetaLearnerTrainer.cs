using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Data;
using Microsoft.ML.LowRank.Scoring;
using Microsoft.ML.LowRank.Stacking;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.LowRank;

/// <summary>Fits the meta-learner of a stack over base predictions that are there already.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// To create this trainer, use `RegularizedMetaLearner` of the regression, binary or multiclass trainers.
///
/// ### Trainer Characteristics
/// |  |  |
/// | -- | -- |
/// | Machine learning task | Regression, binary and multiclass classification |
/// | Input column data type | Vector of <xref:System.Single> of fixed size: base predictions |
/// | Output columns | Those of ML.NET's own trainers of the task |
/// | Is caching required? | No: rows are streamed twice, and a few times more for logistic loss |
/// | Exportable to ONNX | No, planned |
///
/// The stages are those of <xref:Microsoft.ML.LowRank.RegularizedStackingTrainer>. The predictions must come from models
/// that had not seen the rows (a held-out set, or cross-validation); in-sample predictions reward the model that
/// remembers most.
/// ]]></format>
/// </remarks>
public sealed partial class RegularizedMetaLearnerTrainer : IEstimator<RegularizedMetaLearnerTransformer>
{
    private readonly IHost _host;
    private readonly IHostEnvironment _environment;
    private readonly Options _options;
    private readonly PredictionTask _task;
    private readonly int _seed;

    internal RegularizedMetaLearnerTrainer(IHostEnvironment env, PredictionTask task, Options options)
    {
        options.ThrowIfInvalid("RegularizedMetaLearner");
        _environment = env;
        _host = env.Register(RegularizedMetaLearnerTransformer.LoaderSignature);
        _task = task;
        _options = options.Copy();
        _seed = _options.Seed ?? _host.Rand.Next();
    }

    /// <summary>Fits the meta-learner.</summary>
    /// <param name="input">The training rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type or size.</exception>
    /// <exception cref="InvalidOperationException">The rows cannot be used; the message names the place.</exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled. There is no part of a meta-learner to return.</exception>
    public RegularizedMetaLearnerTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        GetOutputSchema(SchemaShape.Create(input.Schema));
        _options.CancellationToken.ThrowIfCancellationRequested();
        using var channel = _host.Start("Fit");
        var reporter = new FitReporter(channel, _options.Progress, input.GetRowCount());
        var stopping = new FitStop(_environment, _options);
        var rows = StackRows.Read(input, _options, _task, _seed, stopping.ShouldStop);
        var classes = _task == PredictionTask.MulticlassClassification ? ClassKeys.Of(input.Schema[_options.LabelColumnName]) : null;
        int width = classes?.Count ?? 1;
        var features = input.Schema[_options.FeatureColumnName];
        string[] names = ModelNames(features, width);
        DataViewSchema.Column[] vectors = _options.UsedPassthrough is { } passed ? [features, input.Schema[passed]] : [features];
        int[] segments = [.. rows.Folds.Segments];
        var messages = new List<string>();
        if (rows.SkippedCount > 0)
            messages.Add($"{rows.SkippedCount} of {rows.Count} rows were left out: a label, weight or fold was missing.");
        if (_options.SkipInvalidRows && StackSource.MarkInvalid(input, vectors, segments) is > 0 and var marked)
            messages.Add($"{marked} rows were left out: a prediction was missing or not finite.");
        var source = new StackSource(input, rows, segments, [], width, vectors, stopping.ShouldStop);
        var fit = StackingFitter.Fit(source, new StackingFitSettings
        {
            Task = _task,
            ClassCount = width,
            LearnerNames = names,
            AreProbabilities = FindProbabilities(source, names.Length, width),
            Limits = _options.LimitPredictions && _task == PredictionTask.Regression ? PredictionLimits.Of(rows.Labels) : null,
            PassthroughNames = vectors.Length == 1 ? [] : VectorNames.Of(vectors[1]),
            Options = _options,
            Plan = rows.Folds.Base,
            Messages = messages,
            Progress = reporter.Step,
            // There is no part of a meta-learner to return, so a fit that is cancelled always throws.
            Cancellation = _options.CancellationToken,
        });
        foreach (string message in fit.Report.Messages)
            reporter.Info(message);
        reporter.Finish(source.Rows);
        return new RegularizedMetaLearnerTransformer(
            _host, fit.Model, classes, _options.FeatureColumnName, _options.UsedPassthrough)
        { Report = fit.Report };
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

    private static string[] ModelNames(DataViewSchema.Column features, int width)
    {
        int size = ColumnTypes.RequireVector(features, "feature");
        if (size % width != 0)
            throw ColumnTypes.Mismatch(features.Name, "feature", $"a prediction per model for each of {width} classes", $"{size} values");
        return UniqueNames.Of([.. VectorNames.Of(features).Where((_, i) => i % width == 0)]);
    }

    private bool[] FindProbabilities(StackSource source, int models, int width)
    {
        var are = new bool[models];
        if (_task == PredictionTask.Regression)
            return are;
        Array.Fill(are, _options.ArePredictionsProbabilities ?? true);
        if (_options.ArePredictionsProbabilities != null)
            return are;
        foreach (var block in source.Read())
        {
            for (int row = 0; row < block.Rows; row++)
            {
                for (int i = 0; i < models * width; i++)
                    are[i / width] &= block.Values[(row * block.Columns) + i] is >= 0 and <= 1;
            }
        }
        return are;
    }
}
