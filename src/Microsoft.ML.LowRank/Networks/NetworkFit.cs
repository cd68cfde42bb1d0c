using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Data;
using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.LinearAlgebra;
using Microsoft.ML.LowRank.Losses;
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
    private const int AppendedRows = 512;

    // Share of the memory for encoded rows that is kept for those that judge.
    private const double JudgingShare = 0.125;

    // Seeds that are tried before values whose fingerprints agree are given up on: once in 10⁶ fits of 10⁷ values needs a second.
    private const int MostSeeds = 8;

    private readonly NetworkTrainingOptions _options;
    private readonly PredictionTask _task;
    private readonly ulong _seed;
    private readonly FitReporter _reporter;
    private readonly FitStop _stopping;
    private IReadOnlyList<InputColumn> _columns = [];
    private OutputScale _scale = OutputScale.None;

    public NetworkFit(NetworkTrainingOptions options, PredictionTask task, int seed, FitReporter reporter, FitStop stopping)
    {
        (_options, _task, _reporter, _stopping) = (options, task, reporter, stopping);
        _seed = new SplitMix64((ulong)seed).Next();
    }

    /// <summary>What was fitted.</summary>
    public sealed record Result(
        IReadOnlyList<InputColumn> Columns, FeatureEncoder Encoder, Network Network, OutputScale Scale, NetworkTraining Training, long Rows);

    /// <param name="data">The training rows.</param>
    /// <param name="validation">Rows that judge epochs, or null to take some of the training rows.</param>
    /// <param name="architecture">The network.</param>
    /// <param name="earlier">A model to go on from, and its columns, or null.</param>
    public Result Run(IDataView data, IDataView? validation, CtrArchitecture architecture,
        (NetworkModelParameters Model, IReadOnlyList<InputColumn> Columns)? earlier)
    {
        TrainingCheckpoint.RequireFolder(_options.CheckpointPath);
        _columns = earlier?.Columns ?? InputColumns.Choose(data.Schema, _options);
        if (earlier is not null)
            InputColumns.Bind(data.Schema, _columns);
        if (validation is not null)
            InputColumns.Bind(validation.Schema, _columns);
        var rows = new LabelledRows(data, _options, _task, _columns);
        bool splits = validation is null && _options.ValidationFraction > 0;
        var encoder = Learn(rows, splits, earlier?.Model.Encoder);
        int outputs = _task == PredictionTask.MulticlassClassification ? rows.ClassCount : 1;
        _options.RequireClassWeights(_task, outputs);
        if (_task == PredictionTask.Regression)
            _scale = earlier?.Model.Scale ?? rows.Scale;
        using var training = NewCache(encoder, 1 - JudgingShare);
        using var judging = NewCache(encoder, JudgingShare);
        Encode(rows, encoder, training, splits ? judging : null);
        if (validation is not null)
            Encode(new LabelledRows(validation, _options, _task, _columns), encoder, judging, null);
        training.Complete();
        judging.Complete();
        var network = NewNetwork(architecture, encoder, outputs);
        if (earlier is { } before)
            WarmStart.Copy(before.Model, encoder, network);
        var trainer = new NetworkTrainer(new CpuBackend(_options.NumberOfThreads), network, LossOf(outputs), _options, _seed);
        var course = trainer.Train(training, judging.Rows > 0 ? judging : null,
            progress => _reporter.Train(progress, Encoded, 1), _stopping.ShouldStop);
        if (earlier is null)
            UntrainedRows.Fill(encoder, network);
        return new Result(_columns, encoder, network, _scale, course, training.Rows);
    }

    /// <summary>Whether a row judges rather than trains: decided by its position and the seed alone.</summary>
    private bool IsJudging(long position)
        => new SplitMix64(_seed + (ulong)position).NextDouble() < _options.ValidationFraction;

    private FeatureEncoder Learn(LabelledRows rows, bool splits, FeatureEncoder? earlier)
    {
        var learner = earlier is null
            ? new FeatureLearner(InputColumns.FieldsOf(_columns, rows.Schema, _options), _options.KeepVocabularyTexts)
            : new FeatureLearner(earlier);
        for (int attempt = 0; ; attempt++)
        {
            rows.Read(splits, IsJudging, (reader, isJudging) =>
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

    private void Encode(LabelledRows rows, FeatureEncoder encoder, RowCache training, RowCache? judging)
    {
        var batches = new[] { new FeatureBatch(encoder, 1, AppendedRows), new FeatureBatch(encoder, 1, AppendedRows) };
        rows.Read(judging is not null, IsJudging, (reader, isJudging) =>
        {
            var batch = batches[isJudging ? 1 : 0];
            batch.BeginRow();
            reader.GiveValues(batch);
            float target = _scale.Standardize(reader.Label);
            batch.SetTargets(new ReadOnlySpan<float>(in target));
            batch.SetWeight(reader.Weight);
            batch.EndRow();
            if (batch.Batch.Rows < AppendedRows)
                return;
            (isJudging ? judging! : training).Append(batch.Batch);
            batch.Clear();
        }, read => Advance("Encoding rows", Learned, Encoded, read));
        training.Append(batches[0].Batch);
        judging?.Append(batches[1].Batch);
        if (rows.SkippedCount > 0)
            _reporter.Warning($"{rows.SkippedCount} rows were left out: their label or weight was missing or not finite.");
    }

    private void Advance(string stage, double from, double to, long rows)
    {
        _reporter.Pass(stage, from, to, rows);
        if (_stopping.ShouldStop())
            throw new OperationCanceledException("The fit was cancelled before training began; there is nothing to return.");
    }

    private RowCache NewCache(FeatureEncoder encoder, double share) => new(encoder.TableOffsets, encoder.NumberNames.Count, 1, new RowCacheSettings
    {
        MemoryBudget = (long)(share * _options.CacheMemory),
        Folder = _options.CacheFolder,
    });

    private Network NewNetwork(CtrArchitecture architecture, FeatureEncoder encoder, int outputs) => new(
        architecture, Network.ShapeOf(encoder, outputs), _options.EmbeddingDimension, new ParameterSet(new CpuBackend(), _seed));

    private ILoss LossOf(int outputs) => _task switch
    {
        PredictionTask.Regression => new SquaredLoss(),
        PredictionTask.BinaryClassification => new LogisticLoss(),
        _ => new SoftmaxLoss(outputs),
    };
}
