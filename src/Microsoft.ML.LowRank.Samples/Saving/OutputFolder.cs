namespace Microsoft.ML.LowRank.Samples.Saving;

/// <summary>The folder that a run writes to: the one it was told, or a temporary one that goes away at the end.</summary>
internal sealed class OutputFolder : IDisposable
{
    private readonly string _path;

    private OutputFolder(string path, bool isKept) => (_path, IsKept) = (path, isKept);

    public bool IsKept { get; }

    public string ModelPath => Path.Combine(_path, "model.zip");

    public string PredictionsPath => Path.Combine(_path, "predictions.csv");

    /// <param name="path">The folder, made if it is not there; null for a temporary one.</param>
    /// <exception cref="SampleException">The folder cannot be made.</exception>
    public static OutputFolder Open(string? path)
    {
        if (path == null)
            return new OutputFolder(Directory.CreateTempSubdirectory("lowrank-sample-").FullName, isKept: false);
        try
        {
            return new OutputFolder(Directory.CreateDirectory(path).FullName, isKept: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SampleException($"--out is '{path}', a folder that cannot be made: {problem.Message}");
        }
    }

    public void Dispose()
    {
        if (!IsKept)
            Directory.Delete(_path, recursive: true);
    }
}
