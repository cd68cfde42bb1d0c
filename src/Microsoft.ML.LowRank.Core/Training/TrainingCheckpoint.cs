using System.Globalization;
using System.IO.Hashing;
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
/// <param name="options">How the network is trained.</param>
/// <param name="network">As it is before the first step.</param>
/// <param name="optimizer">Its moments are kept too.</param>
/// <param name="best">The best parameters so far.</param>
/// <param name="rows">Says which rows are trained on, and how they are drawn.</param>
internal sealed partial class TrainingCheckpoint(
    NetworkTrainingOptions options, Network network, Optimizer optimizer, ParameterCopy best, string rows)
{
    private const string FileKind = "LowRank training checkpoint 1";
    private const int DigestBytes = 16;

    private readonly string _path = options.CheckpointPath!;
    private readonly string _key = KeyOf(options, network, rows);
    private readonly List<EpochState> _epochs = [];

    /// <summary>Says before all work that there is no place for the file.</summary>
    /// <exception cref="IOException">The folder does not exist.</exception>
    public static void RequireFolder(string? path)
    {
        if (path is not null && Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
            throw new IOException($"The folder of the checkpoint '{path}' does not exist. Make it, or name another file.");
    }

    /// <summary>Takes up what the file holds, if there is one.</summary>
    /// <exception cref="InvalidOperationException">It belongs to other rows or other options.</exception>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public void Resume(NetworkTraining training)
    {
        if (!File.Exists(_path))
            return;
        using var stream = File.OpenRead(_path);
        RequireIntact(stream);
        var state = ReadState(stream);
        if (state.Key != _key)
            throw new InvalidOperationException(
                $"The checkpoint '{_path}' was written for other rows or other options. Delete it to begin anew, or name another file.");
        _epochs.AddRange(state.Epochs);
        foreach (var epoch in state.Epochs)
            training.Add(epoch.Epoch, epoch.Score ?? double.NaN, epoch.IsConclusive);
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
        _epochs.Add(new EpochState(training.Epochs[^1], training.LastScore, training.IsConclusive));
        string temporary = _path + ".tmp";
        try
        {
            Write(temporary);
            File.Move(temporary, _path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The checkpoint '{_path}' could not be written. Name a file in another folder, or none. {e.Message}", e);
        }
    }

    /// <summary>Removes the file: training is over.</summary>
    public void Delete() => File.Delete(_path);

    private void Write(string path)
    {
        using var stream = new FileStream(path, FileMode.Create, FileAccess.ReadWrite);
        byte[] head = JsonSerializer.SerializeToUtf8Bytes(
            new State(FileKind, _key, _epochs, optimizer.LearningRate, optimizer.Steps, best.IsTaken),
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
        stream.Position = 0;
        stream.Write(DigestOf(stream, stream.Length));
        stream.Flush(flushToDisk: true);
    }

    private void RequireIntact(Stream stream)
    {
        long length = stream.Length - DigestBytes;
        var written = new byte[DigestBytes];
        bool isIntact = length > 0;
        if (isIntact)
        {
            byte[] actual = DigestOf(stream, length);
            stream.ReadExactly(written);
            isIntact = actual.AsSpan().SequenceEqual(written);
        }
        stream.Position = 0;
        if (!isIntact)
            throw new InvalidDataException($"'{_path}' is not a checkpoint, or a damaged one. Delete it to begin anew.");
    }

    private static byte[] DigestOf(Stream stream, long length)
    {
        var hash = new XxHash128();
        var buffer = new byte[1 << 16];
        for (long rest = length; rest > 0;)
        {
            int read = stream.Read(buffer, 0, (int)Math.Min(rest, buffer.Length));
            if (read == 0)
                throw new EndOfStreamException();
            hash.Append(buffer.AsSpan(0, read));
            rest -= read;
        }
        return hash.GetCurrentHash();
    }

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
    private static string KeyOf(NetworkTrainingOptions options, Network network, string rows)
    {
        using var hash = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
        {
            stream.Write(Encoding.UTF8.GetBytes(string.Join('\n',
                JsonSerializer.Serialize(network.Architecture, ArchitectureContext.Default.CtrArchitecture), network.Shape,
                options.OptimizerSettings, rows, options.PlateauFactor.ToString(CultureInfo.InvariantCulture), options.Monitor, ScheduleOf(options))));
            // They come from the seed, or from an earlier model.
            foreach (var parameter in network.Parameters.All)
                parameter.Tensor.WriteTo(stream);
        }
        return Convert.ToHexString(hash.Hash!);
    }

    /// <summary>How the rate falls, and how a metric is approached, depends on how many epochs there may be.</summary>
    private static string ScheduleOf(NetworkTrainingOptions options) => options is { FinalRateFactor: 1, Loss: null } ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{options.FinalRateFactor} after {options.MaximumEpochs}, {options.Loss?.Describe()}");

    internal sealed record EpochState(TrainingEpoch Epoch, double? Score, bool IsConclusive = true);

    internal sealed record State(string Kind, string Key, List<EpochState> Epochs, double LearningRate, long Steps, bool HasBest);

    [JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
    [JsonSerializable(typeof(State))]
    private sealed partial class TrainingCheckpointContext : JsonSerializerContext;
}
