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
    private const double Trained = 0.95;

    private const double LowShare = 1e-3;
    private const int DivergenceRows = 2048;
    private const int PieceValues = 1 << 20;
    private const int OverheadShare = 1000;

    private readonly NetworkModelParameters _model;
    private readonly RowCache _rows;
    private readonly RowCache? _judging;
    private readonly NetworkCompressionOptions _options;
    private readonly ulong _seed;
    private readonly Action<TrainingProgress> _report;
    private readonly Func<bool> _shouldStop;
    private readonly FeatureEncoder _encoder;
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
        if (model.Decision is not null)
            (_options = options.Copy()).DistillationShare = 1;
        _features = model.SaveFeatures(onlyLengths: true);
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
        var loss = TaskLoss.Of(_model.Task, _original.Shape.Outputs);
        _candidates.Measure(_calibration, loss);
        Tell("Choosing ranks", Calibrated);
        long length = ModelFileLength(_original);
        var size = _candidates.SizeOf(length);
        // Names and shapes take less than this of a large file, whose tables would otherwise be written twice for them.
        size.Overhead = length / OverheadShare;
        bool trains = _options.FineTuningEpochs > 0 || _options.FeatureEpochs > 0;
        var (ranks, layers, compressed) = Assemble(size, sharesRest: !trains);
        Tell("Measuring", Assembled);
        var judge = new CompressionJudge(new CpuBackend(_options.NumberOfThreads), _judging, loss);
        judge.Add("original", _original);
        judge.Add("compressed", compressed);
        var training = new CompressionTraining(_original, _model.Task, _encoder.TableOffsets, _rows, _judging, _options, _seed,
            progress => _report(progress with { FractionDone = Assembled + ((Trained - Assembled) * progress.FractionDone) }), _shouldStop);
        training.Run(compressed, ChangedBy(ranks, layers), judge);
        if (_options is { MeasureControl: true, FineTuningEpochs: > 0 } && _judging is not null && !training.IsPartial)
            training.RunControl(Control = _assembler.Assemble([], new Dictionary<string, LayerFactors>(), sharesRest: false), judge);
        if (_options.QuantizeTables)
        {
            compressed = TableQuantization.Quantize(compressed);
            judge.Add("with tables in bytes", compressed);
        }
        var result = _model.With(compressed);
        Tell("Measuring", Trained);
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
            FeatureDistances = training.FeatureDistances,
            FineTuning = training.Epochs,
            IsPartial = training.IsPartial,
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

    /// <summary>Names of the matrices that became factors, or read codes.</summary>
    private string[] ChangedBy(int[] ranks, Dictionary<string, LayerFactors> layers)
    {
        bool hasCodes = _candidates.HasCodes(ranks);
        return [.. _parts.Products.Where(product => layers.ContainsKey(product.Weight) || (hasCodes && product.Fields is not null))
            .Select(product => product.Weight).Distinct()];
    }

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
}
