using Microsoft.ML.LowRank.Interop;
using Microsoft.ML.LowRank.Persistence;

namespace Microsoft.ML;

/// <summary>Extensions of <see cref="ModelOperationsCatalog"/>.</summary>
public static class LowRankModelOperationsExtensions
{
    /// <summary>
    /// Saves a model as <see cref="ModelOperationsCatalog.Save(ITransformer, DataViewSchema, string)"/> does, but never
    /// leaves a damaged file: the model is written to a temporary file beside the target, flushed to disk and renamed
    /// over it. When the save fails or the process is killed, the file that was there is still there, whole.
    /// </summary>
    /// <remarks>
    /// After the rename the file's last-write time is set, so that watchers which listen to changes (such as that of
    /// <c>PredictionEnginePool</c>) notice it. A process that is killed may leave the temporary file behind: a hidden file
    /// named after the target that ends in <c>.tmp</c>. When the path is a symbolic link, the file it names is replaced.
    /// </remarks>
    /// <param name="catalog">The model operations of an <see cref="MLContext"/>.</param>
    /// <param name="model">The model to save.</param>
    /// <param name="inputSchema">The schema of the model's input; may be null, as for ML.NET's own method.</param>
    /// <param name="path">The file to write or to replace. Its folder must exist and be writable.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> or <paramref name="path"/> is null.</exception>
    /// <exception cref="IOException">The folder does not exist or the disk is full; the old file is untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not writable; the old file is untouched.</exception>
    public static void SaveAtomically(
        this ModelOperationsCatalog catalog, ITransformer model, DataViewSchema? inputSchema, string path)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicSave.Write(path, stream => catalog.Save(model, inputSchema, stream));
    }
}
