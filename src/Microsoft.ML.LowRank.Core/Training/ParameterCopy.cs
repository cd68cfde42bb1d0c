using Microsoft.ML.LowRank.Autodiff;

namespace Microsoft.ML.LowRank.Training;

/// <summary>
/// The values that parameters had at one time. Large networks are kept in a temporary file: a copy in memory would take as
/// much again as the network.
/// </summary>
internal sealed class ParameterCopy(IReadOnlyList<Parameter> parameters, string? folder) : IDisposable
{
    private const long MostInMemory = 256L << 20;

    private Stream? _stream;

    /// <summary>Whether anything was taken.</summary>
    public bool IsTaken { get; private set; }

    /// <summary>Takes the values at hand.</summary>
    public void Take()
    {
        long bytes = parameters.Sum(parameter => parameter.Tensor.Count * sizeof(float));
        _stream ??= bytes <= MostInMemory ? new MemoryStream() : TemporaryFile.Open(folder ?? Path.GetTempPath());
        _stream.Position = 0;
        foreach (var parameter in parameters)
            parameter.Tensor.WriteTo(_stream);
        IsTaken = true;
    }

    /// <summary>Puts the values that were taken back.</summary>
    public void Restore()
    {
        _stream!.Position = 0;
        foreach (var parameter in parameters)
            parameter.Tensor.ReadFrom(_stream);
    }

    /// <summary>Writes the values that were taken.</summary>
    public void CopyTo(Stream target)
    {
        _stream!.Position = 0;
        _stream.CopyTo(target);
    }

    public void Dispose() => _stream?.Dispose();
}
