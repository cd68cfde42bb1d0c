namespace Microsoft.ML.LowRank.Persistence;

/// <summary>Writes a file so that its path always holds either the old content or the new one, whole.</summary>
internal static class AtomicSave
{
    public static void Write(string path, Action<Stream> write)
    {
        string target = ResolveTarget(path);
        string temporary = Path.Combine(
            Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            if (!OperatingSystem.IsWindows() && File.Exists(target))
                File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }
        // PredictionEnginePool's watcher listens to changes, not to renames.
        File.SetLastWriteTimeUtc(target, DateTime.UtcNow);
    }

    /// <summary>A link stays a link: the file that it names is replaced.</summary>
    private static string ResolveTarget(string path)
    {
        var file = new FileInfo(path);
        return file.LinkTarget == null ? file.FullName : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The save's own exception says what went wrong; a leftover temporary file is the lesser harm.
        }
    }
}
