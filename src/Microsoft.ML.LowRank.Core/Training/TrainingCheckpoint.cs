using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Networks;
using Microsoft.ML.LowRank.Optimizers;

namespace Microsoft.ML.LowRank.Training;

/// <summary>
/// Training as it stands after an epoch, in a file that a later fit goes on from: parameters, moments, the best parameters and
/// what decides how training goes on. It is written beside its target and renamed over it, so that a kill leaves the last one.
/// </summary>
internal sealed partial class TrainingCheckpoint(
    NetworkTrainingOptions options, Network network, Optimizer optimizer, ParameterCopy best, long rows, ulong seed, int batchRows)
{
    private const string FileKind = "LowRank training checkpoint 1";

    private readonly string _path = options.CheckpointPath!;
    private readonly List<EpochState> _epochs = [];

    /// <summary>Takes up what the file holds, if there is one.</summary>
    /// <exception cref="InvalidOperationException">It belongs to other rows or other options.</exception>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public void Resume(NetworkTraining training)
    {
        if (!File.Exists(_path))
            return;
        using var stream = File.OpenRead(_path);
        var state = ReadState(stream);
        if (state.Key != Key())
            throw new InvalidOperationException(
                $"The checkpoint '{_path}' was written for other rows or other options. Delete it to begin anew, or name another file.");
        _epochs.AddRange(state.Epochs);
        foreach (var epoch in state.Epochs)
            training.Add(epoch.Epoch, epoch.Score ?? double.NaN);
        optimizer.LearningRate = state.LearningRate;
        optimizer.Steps = state.Steps;
        try
        {
            // The best parameters first: taking them goes through the parameters themselves.
            if (state.HasBest)
            {
                ReadParameters(stream);
                best.Take();
            }
            ReadParameters(stream);
            foreach (var parameter in Learned())
            {
                var (first, second) = optimizer.StateOf(parameter);
                first.ReadFrom(stream);
                second?.ReadFrom(stream);
            }
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException($"The checkpoint '{_path}' ends early; it is damaged. Delete it to begin anew.", e);
        }
    }

    /// <summary>Writes training as it stands.</summary>
    public void Save(NetworkTraining training)
    {
        _epochs.Add(new EpochState(training.Epochs[^1], training.LastScore));
        string temporary = _path + ".tmp";
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            byte[] head = JsonSerializer.SerializeToUtf8Bytes(
                new State(FileKind, Key(), _epochs, optimizer.LearningRate, optimizer.Steps, best.IsTaken),
                TrainingCheckpointContext.Default.State);
            stream.Write(BitConverter.GetBytes(head.Length));
            stream.Write(head);
            if (best.IsTaken)
                best.CopyTo(stream);
            foreach (var parameter in network.Parameters.All)
                parameter.Tensor.WriteTo(stream);
            foreach (var parameter in Learned())
            {
                var (first, second) = optimizer.StateOf(parameter);
                first.WriteTo(stream);
                second?.WriteTo(stream);
            }
            stream.Flush(flushToDisk: true);
        }
        File.Move(temporary, _path, overwrite: true);
    }

    /// <summary>Removes the file: training is over.</summary>
    public void Delete() => File.Delete(_path);

    private IEnumerable<Parameter> Learned() => network.Parameters.All.Where(parameter => parameter.Kind != ParameterKind.State);

    private void ReadParameters(Stream stream)
    {
        foreach (var parameter in network.Parameters.All)
            parameter.Tensor.ReadFrom(stream);
    }

    private State ReadState(Stream stream)
    {
        try
        {
            var length = new byte[sizeof(int)];
            stream.ReadExactly(length);
            int size = BitConverter.ToInt32(length);
            if (size <= 0 || size > stream.Length)
                throw new InvalidDataException($"'{_path}' is not a checkpoint, or a damaged one. Delete it to begin anew.");
            var head = new byte[size];
            stream.ReadExactly(head);
            var state = JsonSerializer.Deserialize(head, TrainingCheckpointContext.Default.State);
            return state?.Kind == FileKind ? state
                : throw new InvalidDataException($"'{_path}' is not a checkpoint of this version. Delete it to begin anew.");
        }
        catch (Exception e) when (e is JsonException or EndOfStreamException)
        {
            throw new InvalidDataException($"'{_path}' is not a checkpoint, or a damaged one. Delete it to begin anew.", e);
        }
    }

    /// <summary>Says what decides the course of training, so that a file is not taken up by another fit.</summary>
    private string Key()
    {
        var text = new StringBuilder();
        text.Append(JsonSerializer.Serialize(network.Architecture, ArchitectureContext.Default.CtrArchitecture))
            .Append(network.Shape).Append(network.EmbeddingDimension).Append(options.OptimizerSettings)
            .Append(rows).Append('/').Append(batchRows).Append('/').Append(seed).Append('/').Append(options.Patience)
            .Append('/').Append(options.PlateauFactor).Append('/').Append(options.Monitor);
        foreach (var parameter in network.Parameters.All)
            text.Append(parameter.Name).Append(parameter.Tensor.Rows).Append('x').Append(parameter.Tensor.Columns);
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    internal sealed record EpochState(TrainingEpoch Epoch, double? Score);

    internal sealed record State(string Kind, string Key, List<EpochState> Epochs, double LearningRate, long Steps, bool HasBest);

    [JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
    [JsonSerializable(typeof(State))]
    private sealed partial class TrainingCheckpointContext : JsonSerializerContext;
}
