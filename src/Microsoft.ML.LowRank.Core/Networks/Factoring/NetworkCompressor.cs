using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.LinearAlgebra;
using Microsoft.ML.LowRank.Losses;
using Microsoft.ML.LowRank.Serialization;
using Microsoft.ML.LowRank.Tensors;
using Microsoft.ML.LowRank.Training;

namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>
/// Makes a trained network smaller: normalisation folded, directions looked for on calibration rows, ranks chosen, codes and
/// factors written and folded, then trained on the original's features, and on labels and the original's answers.
/// </summary>
internal sealed class NetworkCompressor
{
    // Shares of the whole that are behind it after each stage.
    private const double Calibrated = 0.1;
    private const double Assembled = 0.2;
    private const double Distilled = 0.4;
    private const double FineTuned = 0.7;

    private const double LowShare = 1e-3;
    private const int DivergenceRows = 2048;
    private const int PieceValues = 1 << 20;

    private readonly NetworkModelParameters _model;
    private readonly RowCache _rows;
    private readonly RowCache? _judging;
    private readonly NetworkCompressionOptions _options;
    private readonly ulong _seed;
    private readonly Action<TrainingProgress> _report;
    private readonly Func<bool> _shouldStop;
    private readonly FeatureEncoder _encoder;
    private readonly CpuBackend _engine;
    private readonly Network _original;
    private readonly NetworkParts _parts;
    private readonly NetworkAssembler _assembler;
    private readonly Calibration _calibration;
    private readonly CompressionCandidates _candidates;
    private readonly NetworkModelParameters.SavedFeatures _features;

    /// <param name="model">What is compressed; it does not change.</param>
    /// <param name="rows">Labelled rows, encoded by the model.</param>
    /// <param name="judging">Rows that judge, or null.</param>
    /// <param name="options">How.</param>
    /// <param name="seed">Decides the order of rows.</param>
    /// <param name="report">Told how far it has come.</param>
    /// <param name="shouldStop">Asked between batches.</param>
    public NetworkCompressor(NetworkModelParameters model, RowCache rows, RowCache? judging, NetworkCompressionOptions options, ulong seed,
        Action<TrainingProgress> report, Func<bool> shouldStop)
    {
        (_model, _rows, _judging, _options, _seed) = (model, rows, judging, options, seed);
        (_report, _shouldStop, _encoder) = (report, shouldStop, model.Encoder);
        if (rows.Rows == 0)
            throw new InvalidOperationException("There are no rows with a positive weight to calibrate the compression on.");
        _engine = new CpuBackend(options.NumberOfThreads);
        _features = model.SaveFeatures().WithoutBytes();
        RequireFinite(model.Network);
        _original = BatchNormalizationFolding.Fold(TableQuantization.Expand(model.Network));
        _parts = NetworkParts.Of(_original, _encoder);
        _assembler = new NetworkAssembler(_parts, _encoder.TableOffsets, options.NumberOfThreads);
        _calibration = new Calibration(_original.WithoutDropout(), rows, options.CalibrationRows, options.NumberOfThreads, seed, shouldStop);
        _candidates = new CompressionCandidates(_parts, _encoder, options);
    }

    /// <summary>The original after the same training, once there is one: with it, whoever has other rows can judge the control on them.</summary>
    public Network? Control { get; private set; }

    /// <summary>Compresses.</summary>
    /// <exception cref="InvalidOperationException">Nothing is as small as the rank rule asks for, or numbers are not finite.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before there was a compressed model.</exception>
    public (NetworkModelParameters Model, NetworkCompressionReport Report) Run()
    {
        Tell("Calibrating", 0);
        _candidates.Measure(_calibration, HardLoss());
        Tell("Choosing ranks", Calibrated);
        var size = _candidates.SizeOf(ModelFileLength(_original));
        bool trains = _options.FineTuningEpochs > 0 || _options.FeatureEpochs > 0;
        var (ranks, layers, compressed) = Assemble(size, sharesRest: !trains);
        Tell("Measuring", Assembled);
        var judge = new CompressionJudge(_engine, _judging, HardLoss());
        judge.Add("original", _original);
        judge.Add("compressed", compressed);
        var changed = _parts.Products.Select(product => product.Weight).Distinct()
            .Where(weight => layers.ContainsKey(weight) || (_candidates.HasCodes(ranks) && _parts.Products.First(p => p.Weight == weight).Fields is not null));
        var course = new Course();
        course.IsPartial = trains && !Train(compressed, [.. changed], judge, course);
        if (_options.QuantizeTables)
        {
            compressed = TableQuantization.Quantize(compressed);
            judge.Add("with tables in bytes", compressed);
        }
        var result = _model.With(compressed);
        Tell("Measuring", 0.95);
        return (result, new NetworkCompressionReport
        {
            RowCount = _rows.Rows,
            Rule = _options.Ranks.ToString()!,
            Method = _options.Method,
            Matrices = _candidates.Describe(ranks, layers, compressed),
            Before = SizeOf(_model, _model.Network),
            After = SizeOf(result, compressed),
            Qualities = judge.Qualities,
            Sizes = Sizes(size, judge),
            FeatureDistances = course.FeatureDistances,
            FineTuning = course.Epochs,
            IsPartial = course.IsPartial,
        });
    }

    private (int[] Ranks, Dictionary<string, LayerFactors> Layers, Network Network) Assemble(CompressedSize size, bool sharesRest)
    {
        while (true)
        {
            int[] ranks = RankPlan.Choose(_options.Ranks, _candidates.All, size, Divergence);
            RequireRows(ranks);
            var layers = Factors(ranks);
            var network = _assembler.Assemble(_candidates.Choices(ranks), layers, sharesRest);
            // A file has names and shapes besides numbers; where its bytes are limited these count, and are known only now.
            long excess = ModelFileLength(network) - size.UnquantizedBytes(ranks);
            if (!_options.Ranks.LimitsBytes || excess <= 0)
                return (ranks, layers, network);
            size.Overhead += excess;
        }
    }

    private ILoss HardLoss() => _model.Task switch
    {
        PredictionTask.Regression => new SquaredLoss(),
        PredictionTask.BinaryClassification => new LogisticLoss(),
        _ => new SoftmaxLoss(_original.Shape.Outputs),
    };

    private long ModelFileLength(Network network) => ModelFileWriter.LengthOf(_model.With(network).ToFile(_features));

    private Dictionary<string, LayerFactors> Factors(int[] ranks)
    {
        var factors = new Dictionary<string, LayerFactors>(StringComparer.Ordinal);
        foreach (var (candidate, rank) in _candidates.All.Zip(ranks).Where(pair => pair.Second > 0 && !pair.First.IsTable))
        {
            var made = candidate.Layer!.Factor(rank);
            if (_candidates.HasInnerActivation(candidate.Product!))
            {
                made = _options.InnerActivation == InnerActivation.Shifted
                    ? made.WithShift(_calibration.LowCodes(candidate.Name, made, LowShare))
                    : made.WithSigns(made.CodeMean(_candidates.Moments[candidate.Name]));
            }
            factors.Add(candidate.Name, made);
        }
        return factors;
    }

    /// <summary>False when it was stopped.</summary>
    private bool Train(Network compressed, string[] changed, CompressionJudge judge, Course course)
    {
        int batchRows = _options.BatchSize > 0 ? _options.BatchSize : NetworkTrainer.BatchRowsFor(_rows.Rows);
        if (_options.FeatureEpochs > 0 && changed.Length > 0)
        {
            var distillation = new FeatureDistillation(_engine, _original, compressed, changed, _options.LearningRate);
            course.FeatureDistances = distillation.Run(_rows, _options.FeatureEpochs, batchRows, _seed,
                (epoch, rows, loss) => _report(new TrainingProgress
                {
                    Stage = "Matching features",
                    FractionDone = Assembled + ((Distilled - Assembled) * (epoch + ((double)rows / _rows.Rows)) / _options.FeatureEpochs),
                    Rows = rows,
                    Epoch = epoch + 1,
                    Loss = loss,
                }), _shouldStop);
            judge.Add("features matched", compressed);
            if (course.FeatureDistances.Count < _options.FeatureEpochs)
                return false;
        }
        if (_options.FineTuningEpochs == 0)
            return true;
        var loss = SoftTargets.LossOf(_model.Task, _original.Shape.Outputs);
        using var targets = _options.DistillationShare > 0
            ? SoftTargets.Mix(_rows, _original, _model.Task, _options.DistillationShare, _encoder.TableOffsets, _rows.Settings, _options.NumberOfThreads) : null;
        var training = targets is null ? FineTune(compressed, HardLoss(), _rows, _options.FineTuningEpochs, Distilled, FineTuned)
            : FineTune(compressed, loss, targets, _options.FineTuningEpochs, Distilled, FineTuned);
        course.Epochs = training.Epochs;
        judge.Add("fine-tuned", compressed);
        if (training.End == PassEnd.Stopped)
            return false;
        return !_options.MeasureControl || _judging is null || MeasureControl(judge);
    }

    private bool MeasureControl(CompressionJudge judge)
    {
        var control = _assembler.Assemble([], new Dictionary<string, LayerFactors>(), sharesRest: false);
        var training = FineTune(control, HardLoss(), _rows, _options.FineTuningEpochs + _options.FeatureEpochs, FineTuned, 0.95);
        judge.Add(NetworkCompressionPage.Control, control);
        Control = control;
        return training.End != PassEnd.Stopped;
    }

    private NetworkTraining FineTune(Network network, ILoss loss, RowCache rows, int epochs, double from, double to)
    {
        var trainer = new NetworkTrainer(_engine, network, loss, new FineTuningOptions(_options, epochs), _seed, HardLoss());
        return trainer.Train(rows, _judging, progress => _report(progress with
        {
            Stage = "Fine-tuning",
            FractionDone = from + ((to - from) * progress.FractionDone),
        }), _shouldStop, mayKeepStart: true);
    }

    /// <summary>Mean divergence of the outputs when one candidate alone has a rank.</summary>
    private double Divergence(int candidate, int rank)
    {
        if (_shouldStop())
            throw new OperationCanceledException("The compression was cancelled while it chose ranks; there is nothing to return.");
        var ranks = new int[_candidates.All.Count];
        ranks[candidate] = rank;
        var network = _assembler.Assemble(_candidates.Choices(ranks), Factors(ranks), sharesRest: true);
        return OutputDivergence.Between(_original, network, _model.Task, _rows, DivergenceRows);
    }

    private List<NetworkQuality> Sizes(CompressedSize size, CompressionJudge judge)
    {
        var points = new List<NetworkQuality>();
        if (!_options.MeasureSizes || _judging is null)
            return points;
        foreach (double factor in (ReadOnlySpan<double>)[1.5, 2, 3, 4, 6, 8, 12])
        {
            try
            {
                int[] ranks = RankPlan.Choose(RankRule.Smaller(factor), _candidates.All, size, Divergence);
                points.Add(judge.Measure(
                    FormattableString.Invariant($"{factor} times smaller"), _assembler.Assemble(_candidates.Choices(ranks), Factors(ranks), sharesRest: true)));
            }
            catch (InvalidOperationException)
            {
                // Smaller than the smallest model.
                break;
            }
        }
        return points;
    }

    private NetworkSize SizeOf(NetworkModelParameters model, Network network)
    {
        var parts = network == _original ? _parts : NetworkParts.Of(network, _encoder);
        return new NetworkSize
        {
            Parameters = model.ParameterCount,
            FileBytes = ModelFileWriter.LengthOf(model.ToFile(_features)),
            ResidentBytes = model.Layers.Sum(layer => layer.Bytes) + _encoder.MemoryBytes,
            MultiplyAdds = parts.MultiplyAdds,
            MicrosecondsPerRow = CompressionJudge.MicrosecondsPerRow(network, _judging ?? _rows),
        };
    }

    private void RequireRows(int[] ranks)
    {
        for (int i = 0; i < ranks.Length; i++)
        {
            var candidate = _candidates.All[i];
            if (_options.Method == FactorMethod.Svd || candidate.IsTable || ranks[i] < _candidates.Moments[candidate.Name].Rows)
                continue;
            throw new InvalidOperationException(
                $"The calibration has {_candidates.Moments[candidate.Name].Rows} rows, but rank {ranks[i]} of '{candidate.Name}' needs at least " +
                $"{ranks[i] + 1}: directions of rows that were not seen cannot be told apart. Give more rows, choose a lower rank, or use {nameof(FactorMethod.Svd)}.");
        }
    }

    private static void RequireFinite(Network network)
    {
        foreach (var parameter in network.Parameters.All)
        {
            if (parameter.Tensor is not CpuTensor tensor)
                continue;
            // In pieces: a large table is longer than a span may be.
            for (long at = 0; at < tensor.Count; at += PieceValues)
            {
                unsafe
                {
                    var values = new ReadOnlySpan<float>(tensor.Pointer + at, (int)Math.Min(PieceValues, tensor.Count - at));
                    if (Elementwise.IndexOfNonFinite(values) is var bad and >= 0)
                        throw new InvalidOperationException(FormattableString.Invariant(
                            $"Row {(at + bad) / tensor.Columns} of '{parameter.Name}' holds {values[bad]}; a network with numbers that are not finite cannot be compressed. Train it again with a lower learning rate."));
                }
            }
        }
    }

    private void Tell(string stage, double done) => _report(new TrainingProgress { Stage = stage, FractionDone = done });

    /// <summary>How both trainings went.</summary>
    private sealed class Course
    {
        public IReadOnlyList<double> FeatureDistances { get; set; } = [];

        public IReadOnlyList<TrainingEpoch> Epochs { get; set; } = [];

        public bool IsPartial { get; set; }
    }

    /// <summary>What the options of compression are as those of a trainer.</summary>
    private sealed class FineTuningOptions : NetworkTrainingOptions
    {
        public FineTuningOptions(NetworkCompressionOptions options, int epochs)
        {
            (MaximumEpochs, LearningRate, Patience, BatchSize) = (epochs, options.LearningRate, options.Patience, options.BatchSize);
            (EmbeddingL2, CacheFolder, NumberOfThreads) = (options.EmbeddingL2, options.CacheFolder, options.NumberOfThreads);
        }
    }
}
