using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.LowRank.Interop;

/// <summary>The environment behind a catalog: the caller's seed, log and cancellation, never a new context.</summary>
internal static class CatalogEnvironment
{
    public static IHostEnvironment GetEnvironment(object catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        MLNetInternals.Verify();
        return Read(catalog);
    }

    private static IHostEnvironment Read(object catalog) => ((IInternalCatalog)catalog).Environment;

    /// <summary>True when the context that <paramref name="env"/> belongs to was told to stop.</summary>
    public static bool IsCanceled(IHostEnvironment env) => env is ICancelable { IsCanceled: true };
}
