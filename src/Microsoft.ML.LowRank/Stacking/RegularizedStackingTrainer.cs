using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Data;
using Microsoft.ML.LowRank.Interop;
using Microsoft.ML.LowRank.Scoring;
using Microsoft.ML.LowRank.Stacking;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.LowRank;

/// <summary>Fits any base learners and one well-conditioned model over their predictions.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// To create this trainer, use `RegularizedStacking` of the regression, binary or multiclass trainers.
///
/// ### Input and Output Columns
/// The label is <xref:System.Single> (regression), <xref:System.Boolean> (two classes) or a key (several). Base learners
/// read whatever columns they need. The output is that of ML.NET's own trainers of the task: `Score`; with `Probability`
/// and `PredictedLabel` for two classes; a `Score` per class, which are probabilities, and `PredictedLabel` for several.
///
/// ### Trainer Characteristics
/// |  |  |
/// | -- | -- |
/// | Machine learning task | Regression, binary and multiclass classification |
/// | Is normalization required? | No |
/// | Is caching required? | No, but base learners read the rows once per fold: cache what is slow to compute |
/// | Exportable to ONNX | No, planned |
///
/// ### How it works
/// 1. Every base learner is fitted once per fold and predicts the rows of that fold, which it has not seen.
/// 2. On these out-of-fold predictions the meta-learner is fitted, by default in the four stages of Mohammad and Meherab
///    (2026, arXiv 2602.12469): models that repeat a better one are left out; statistics over the rest are added; ridge,
///    lasso and elastic net are fitted with cross-validated penalties; their predictions are blended. All of this is
///    computed from moments that are summed in two passes (a few more for logistic loss), not from rows.
/// 3. The base learners that are used are fitted once more, to all rows.
/// ]]></format>
/// </remarks>
public sealed partial class RegularizedStackingTrainer : IEstimator<RegularizedStackingTransformer>
{
    private readonly IHost _host;
    private readonly IHostEnvironment _environment;
    private readonly Options _options;
    private readonly PredictionTask _task;
    private readonly int _seed;

    internal RegularizedStackingTrainer(IHostEnvironment env, PredictionTask task, Options options)
    {
        options.ThrowIfInvalid("RegularizedStacking");
        _environment = env;
        _host = env.Register(RegularizedStackingTransformer.LoaderSignature);
        _task = task;
        _options = options.Copy();
        // Drawn here, not in Fit, so that fitting twice gives the same model.
        _seed = _options.Seed ?? _host.Rand.Next();
    }

    /// <summary>Fits base learners and meta-learner.</summary>
    /// <param name="input">The training rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    /// <exception cref="InvalidOperationException">
    /// The rows cannot be used, or no base learner could be fitted, or one could not and
    /// <see cref="Options.OnLearnerFailure"/> is <see cref="LearnerFailure.Throw"/>. The message says which and why.
    /// </exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled; see <see cref="TrainingOptions.OnCancellation"/>.</exception>
    public RegularizedStackingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        GetOutputSchema(SchemaShape.Create(input.Schema));
        _options.CancellationToken.ThrowIfCancellationRequested();
        using var channel = _host.Start("Fit");
        var reporter = new FitReporter(channel, _options.Progress, input.GetRowCount());
        var stopping = new FitStop(_environment, _options);
        var rows = StackRows.Read(input, _options, _task, _seed, stopping.ShouldStop);
        var label = input.Schema[_options.LabelColumnName];
        var classes = _task == PredictionTask.MulticlassClassification ? ClassKeys.Of(label) : null;
        var fit = new StackFit(_host, input, rows, _task, classes, _options, _seed, reporter, stopping);
        return fit.Run();
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    /// <exception cref="InvalidOperationException">No base learner accepts the schema; the message says why.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        StackRows.CheckColumns(inputSchema, _options, _task);
        CheckLearners(inputSchema);
        return ScoreColumns.Promise(inputSchema, _task, ColumnTypes.Find(inputSchema, _options.LabelColumnName, "label"));
    }

    /// <summary>
    /// A learner that does not accept the schema will fail in its fits. Here only a schema that no learner accepts is an
    /// error, or one that a single learner does not where failures are fatal.
    /// </summary>
    private void CheckLearners(SchemaShape schema)
    {
        var refusals = new List<(string Name, Exception Problem)>();
        foreach (var learner in _options.Learners)
        {
            try
            {
                if (LearnerOutput.Lacks(learner.Make(_seed).GetOutputSchema(schema)) is { } lacks)
                    throw new InvalidOperationException(lacks);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                refusals.Add((learner.Name, e));
            }
        }
        bool fatal = _options.OnLearnerFailure == LearnerFailure.Throw ? refusals.Count > 0 : refusals.Count == _options.Learners.Count;
        if (!fatal)
            return;
        string text = string.Join(" ", refusals.Select(refusal => $"Base learner '{refusal.Name}': {refusal.Problem.Message}"));
        var first = refusals[0].Problem;
        throw first is ArgumentException
            ? new ArgumentOutOfRangeException($"The schema does not fit. {text}", first)
            : new InvalidOperationException($"The schema does not fit. {text}", first);
    }
}
