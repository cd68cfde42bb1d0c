using Microsoft.ML.LowRank.Data;
using Microsoft.ML.LowRank.Interop;
using Microsoft.ML.LowRank.LinearAlgebra;
using Microsoft.ML.LowRank.Networks;
using Microsoft.ML.LowRank.Networks.Factoring;
using Microsoft.ML.LowRank.Scoring;
using Microsoft.ML.LowRank.Stacking;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.LowRank.NetworkCompression;

/// <summary>Compresses every network of a model, one after the other, and puts the others' parts around them again.</summary>
internal sealed class ModelCompressor
{
    // Share of a network's time that is behind it when rows are encoded.
    private const double Encoded = 0.1;

    private readonly IHostEnvironment _environment;
    private readonly NetworkCompressionOptions _options;
    private readonly ulong _seed;
    private readonly FitReporter _reporter;
    private readonly FitStop _stopping;
    private readonly int _count;
    private readonly List<CompressedNetwork> _networks = [];
    private long _rows;
    private bool _isStopped;

    /// <param name="environment">The models' own, which is asked whether to stop.</param>
    /// <param name="options">A copy that nobody changes.</param>
    /// <param name="seed">Decides which rows judge, and the order of the others.</param>
    /// <param name="reporter">Told how far it has come.</param>
    /// <param name="networks">Number of networks of the model.</param>
    public ModelCompressor(IHostEnvironment environment, NetworkCompressionOptions options, int seed, FitReporter reporter, int networks)
    {
        (_environment, _options, _reporter, _count) = (environment, options, reporter, networks);
        // As training does it: the rows that judged a network judge it again where seed and rows are the same.
        _seed = new SplitMix64((ulong)seed).Next();
        _stopping = new FitStop(environment, options);
    }

    public NetworkCompressionResult Run(ITransformer model, IDataView data, IDataView? validation)
    {
        var made = Compress(model, ModelPlace.Model, data, validation);
        if (_isStopped)
            _reporter.Warning($"The compression was cancelled; {_networks.Count} of {_count} networks are compressed, with the best weights so far.");
        foreach (var network in _networks)
            _reporter.Info($"{network.Name}: {network.Report.Summary}");
        _reporter.Finish(_rows);
        return new NetworkCompressionResult { Model = made, Networks = _networks, IsPartial = _isStopped };
    }

    private ITransformer Compress(ITransformer model, ModelPlace place, IDataView data, IDataView? validation)
    {
        if (_isStopped || !ModelParts.HasNetworks(model))
            return model;
        return model switch
        {
            CtrTransformer ctr => Compress(ctr.Model, ctr.Columns, null, place, data, validation) is { } network
                ? new CtrTransformer(_environment, (CtrModelParameters)network, ctr.Columns) : model,
            NeuralNetworkTransformer neural => Compress(neural.Model, neural.Columns, neural.Classes, place, data, validation) is { } network
                ? new NeuralNetworkTransformer(_environment, (NeuralNetworkModelParameters)network, neural.Columns, neural.Classes) : model,
            RegularizedStackingTransformer stack => stack.With(_environment, [.. stack.Learners.Select(learner => Compress(learner, place, data, validation))]),
            _ => Compress(ChainSteps.Of(model)!, place, data, validation),
        };
    }

    private FittedLearner Compress(FittedLearner learner, ModelPlace place, IDataView data, IDataView? validation) => learner with
    {
        Models = [.. learner.Models.Select((model, fold) => Compress(
            model, place.Learner(learner.Name, learner.Models.Length > 1 ? fold + 1 : 0), data, validation))],
    };

    /// <summary>A step sees what those before it make, compressed networks among them: that is what it will see from now on.</summary>
    private ITransformer Compress(ChainSteps chain, ModelPlace place, IDataView data, IDataView? validation)
    {
        var made = chain.Transformers.ToArray();
        int last = Array.FindLastIndex(made, ModelParts.HasNetworks);
        for (int i = 0; i <= last; i++)
        {
            made[i] = Compress(made[i], place.Step(i + 1), data, validation);
            // What comes after the last network may need columns that calibration does not.
            if (i == last || _isStopped)
                break;
            data = made[i].Transform(data);
            validation = validation is null ? null : made[i].Transform(validation);
        }
        return chain.With(made);
    }

    /// <summary>Null when it was cancelled but something was compressed before.</summary>
    private NetworkModelParameters? Compress(NetworkModelParameters model, IReadOnlyList<InputColumn> columns, ClassKeys? classes, ModelPlace place,
        IDataView data, IDataView? validation)
    {
        double from = (double)_networks.Count / _count, to = (_networks.Count + 1.0) / _count, encoded = from + ((to - from) * Encoded);
        string suffix = _count > 1 ? $", {place.Text}" : "";
        try
        {
            var calibration = new CalibrationRows(model, columns, classes, _options);
            using var rows = calibration.Read(data, validation, _seed, read =>
            {
                _reporter.Pass("Encoding rows" + suffix, from, encoded, read);
                if (_stopping.ShouldStop())
                    throw new OperationCanceledException("The compression was cancelled while rows were read; there is nothing to return.");
            });
            if (calibration.SkippedCount > 0)
                _reporter.Warning($"{calibration.SkippedCount} rows were left out: their label or weight was missing or not finite.");
            var (compressed, report) = new NetworkCompressor(model, rows.Training, rows.Judges, _options, _seed,
                progress => _reporter.Train(progress with { Stage = progress.Stage + suffix }, encoded, to), _stopping.ShouldStop).Run();
            _networks.Add(new CompressedNetwork(place.Text, report));
            (_rows, _isStopped) = (_rows + report.RowCount, report.IsPartial);
            return compressed;
        }
        catch (OperationCanceledException) when (_networks.Count > 0)
        {
            // Throws where nothing shall be returned.
            if (!_stopping.ShouldStop())
                throw;
            _isStopped = true;
            return null;
        }
        catch (InvalidOperationException e) when (_count > 1)
        {
            throw new InvalidOperationException($"The network at {place.Text} cannot be compressed. {e.Message}", e);
        }
    }
}
