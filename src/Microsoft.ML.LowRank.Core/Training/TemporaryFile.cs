namespace Microsoft.ML.LowRank.Training;

/// <summary>A file that nobody has to delete, however the process ends.</summary>
internal static class TemporaryFile
{
    /// <summary>Opens a new file in the folder for reading and writing.</summary>
    public static Stream Open(string folder)
    {
        string path = Path.Combine(folder, $"lowrank-{Guid.NewGuid():N}.rows");
        var stream = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None,
            BufferSize = 0,
            Options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None,
        });
        if (OperatingSystem.IsWindows())
            return stream;
        // Elsewhere a file without a name lives as long as it is open, and no longer, even if the process is killed.
        try
        {
            File.Delete(path);
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }
}
