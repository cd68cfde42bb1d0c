using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Data;
using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.LinearAlgebra;
using Microsoft.ML.LowRank.Losses;
using Microsoft.ML.LowRank.Networks.Factoring;
using Microsoft.ML.LowRank.Tensors;
using Microsoft.ML.LowRank.Training;

namespace Microsoft.ML.LowRank.Networks;

/// <summary>
/// Fits a network to rows: one pass learns how values are encoded, one encodes them into a cache, and epochs read the cache.
/// </summary>
internal sealed class NetworkFit
{
    // Shares of the fit that are behind it after either pass.
    private const double Learned = 0.05;
    private const double Encoded = 0.1;

    // Share that is behind it when a network is trained that is compressed then.
    private const double Trained = 0.7;

    // Seeds that are tried before values whose fingerprints agree are given up on: once in 10⁶ fits of 10⁷ values needs a second.
    private const int MostSeeds = 8;

    private readonly NetworkTrainingOptions _options;
    private readonly PredictionTask _task;
    private readonly ulong _seed;
    private readonly FitReporter _reporter;
    private readonly FitStop _stopping;
    private IReadOnlyList<InputColumn> _columns = [];

    public NetworkFit(NetworkTrainingOptions options, PredictionTask task, int seed, FitReporter reporter, FitStop stopping)
    {
        (_options, _task, _reporter, _stopping) = (options, task, reporter, stopping);
        _seed = new SplitMix64((ulong)seed).Next();
    }

    /// <summary>What was fitted.</summary>
    /// <param name="Columns">The columns that are read.</param>
    /// <param name="Model">The network, compressed where that was asked for.</param>
    /// <param name="Trained">The network as it was trained.</param>
    /// <param name="Training">How that went.</param>
    /// <param name="Rows">Rows that were trained on.</param>
    /// <param name="Compression">How the compression went, or null.</param>
    /// <param name="Outcome">What came of training on a metric, or null.</param>
    /// <param name="IsPartial">Whether training or compression was cancelled.</param>
    public sealed record Result(IReadOnlyList<InputColumn> Columns, NetworkModelParameters Model, Network Trained, NetworkTraining Training,
        long Rows, NetworkCompressionReport? Compression, MetricOutcome? Outcome, bool IsPartial);

    /// <param name="data">The training rows.</param>
    /// <param name="validation">Rows that judge epochs, or null to take some of the training rows.</param>
    /// <param name="architecture">The network.</param>
    /// <param name="earlier">A model to go on from, and its columns, or null.</param>
    /// <param name="make">Makes a model of a network.</param>
    public Result Run(IDataView data, IDataView? validation, CtrArchitecture architecture,
        (NetworkModelParameters Model, IReadOnlyList<InputColumn> Columns)? earlier, Func<FeatureEncoder, Network, OutputScale, MetricDecision?, NetworkModelParameters> make)
    {
        TrainingCheckpoint.RequireFolder(_options.CheckpointPath);
        _columns = earlier?.Columns ?? InputColumns.Choose(data.Schema, _options);
        if (earlier is not null)
            InputColumns.Bind(data.Schema, _columns);
        if (validation is not null)
            InputColumns.Bind(validation.Schema, _columns);
        var settings = LabelSettings.Of(_options);
        var rows = new LabelledRows(data, settings, _task, _columns);
        var isJudging = validation is null ? EncodedRows.Part(_seed, _options.ValidationFraction) : null;
        var encoder = Learn(rows, isJudging, earlier?.Model.Encoder);
        int outputs = _task == PredictionTask.MulticlassClassification ? rows.ClassCount : 1;
        _options.RequireClassWeights(_task, outputs);
        var scale = _task == PredictionTask.Regression ? earlier?.Model.Scale ?? rows.Scale : OutputScale.None;
        using var encoded = new EncodedRows(encoder, scale, _options.CacheMemory, _options.CacheFolder);
        encoded.Add(rows, isJudging, Encoding);
        WarnOfSkipped(rows);
        if (validation is not null)
        {
            var judging = new LabelledRows(validation, settings, _task, _columns);
            encoded.AddJudging(judging, Encoding);
            WarnOfSkipped(judging);
        }
        encoded.Complete();
        if (_options is { Loss: not null, Calibrate: true } && _task == PredictionTask.BinaryClassification && encoded.Judges is null)
            throw new InvalidOperationException($"{nameof(NetworkTrainingOptions.Calibrate)} needs rows that are not trained on; there are none. " +
                $"Give validation rows, or a {nameof(NetworkTrainingOptions.ValidationFraction)} that leaves some.");
        var network = NewNetwork(architecture, encoder, outputs);
        if (earlier is { } before)
            network = WarmStart.Begin(before.Model, encoder, network);
        var trainer = new NetworkTrainer(new CpuBackend(_options.NumberOfThreads), network, TaskLoss.Of(_task, outputs, _options.Loss), _options, _seed,
            TaskLoss.Judge(_task, outputs, _options.Loss));
        double end = _options.Compression is null ? 1 : Trained;
        var course = trainer.Train(encoded.Training, encoded.Judges,
            progress => _reporter.Train(progress, Encoded, end), _stopping.ShouldStop);
        if (earlier is null)
            UntrainedRows.Fill(encoder, network);
        var outcome = _options.Loss is { } metric
            ? MetricOutcome.Of(new CpuBackend(_options.NumberOfThreads), network, metric, _options.Calibrate, encoded.Training, encoded.Judges) : null;
        var model = make(encoder, network, scale, outcome?.Decision);
        var (result, compression) = Compress(model, encoded, course.End == PassEnd.Stopped);
        bool isPartial = course.End == PassEnd.Stopped || (_options.Compression is not null && compression is not { IsPartial: false });
        return new Result(_columns, result, network, course, encoded.Training.Rows, compression, outcome, isPartial);
    }

    /// <summary>A network that is trained is worth more than none: it is returned as it is when there is no time to compress it.</summary>
    private (NetworkModelParameters Model, NetworkCompressionReport? Report) Compress(NetworkModelParameters model, EncodedRows rows, bool isStopped)
    {
        if (_options.Compression?.Copy() is not { } options)
            return (model, null);
        (options.NumberOfThreads, options.CacheFolder) = (_options.NumberOfThreads, _options.CacheFolder);
        try
        {
            if (!isStopped)
                return new NetworkCompressor(model, rows.Training, rows.Judges, options, _seed,
                    progress => _reporter.Train(progress, Trained, 1), _stopping.ShouldStop).Run();
        }
        catch (OperationCanceledException)
        {
            // Throws where nothing shall be returned.
            if (!_stopping.ShouldStop())
                throw;
        }
        _reporter.Warning("The fit was cancelled before the network was compressed; it is returned as it was trained.");
        return (model, null);
    }

    private FeatureEncoder Learn(LabelledRows rows, Func<long, bool>? judges, FeatureEncoder? earlier)
    {
        var learner = earlier is null
            ? new FeatureLearner(InputColumns.FieldsOf(_columns, rows.Schema, _options), _options.KeepVocabularyTexts)
            : new FeatureLearner(earlier);
        for (int attempt = 0; ; attempt++)
        {
            rows.Read(judges, (reader, isJudging) =>
            {
                if (!isJudging)
                    reader.ReadValues(learner);
            }, read => Advance("Reading values", 0, Learned, read));
            rows.Require();
            if (learner.Collided.Count == 0)
                return learner.Finish();
            if (attempt == MostSeeds)
                throw new InvalidOperationException(
                    $"Values of '{string.Join("', '", learner.Collided)}' cannot be told apart by their fingerprints with any seed; hash them (HashBits).");
            learner = learner.Again();
        }
    }

    private void Encoding(long rows) => Advance("Encoding rows", Learned, Encoded, rows);

    private void WarnOfSkipped(LabelledRows rows)
    {
        if (rows.SkippedCount > 0)
            _reporter.Warning($"{rows.SkippedCount} rows were left out: their label or weight was missing or not finite.");
    }

    private void Advance(string stage, double from, double to, long rows)
    {
        _reporter.Pass(stage, from, to, rows);
        if (_stopping.ShouldStop())
            throw new OperationCanceledException("The fit was cancelled before training began; there is nothing to return.");
    }

    private Network NewNetwork(CtrArchitecture architecture, FeatureEncoder encoder, int outputs) => new(
        architecture, Network.ShapeOf(encoder, outputs), _options.EmbeddingDimension, new ParameterSet(new CpuBackend(), _seed));
}
