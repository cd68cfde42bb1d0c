using Microsoft.ML.LowRank.Interop;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.LowRank.Data;

/// <summary>Whether a fit is to stop: asked between blocks of rows and between fits.</summary>
internal sealed class FitStop(IHostEnvironment environment, TrainingOptions options)
{
    /// <summary>
    /// True when the fit shall end with the best so far.
    /// ML.NET's own cancellation (of an AutoML trial, say) always throws.
    /// </summary>
    /// <exception cref="OperationCanceledException">The fit shall end without a result.</exception>
    public bool ShouldStop()
    {
        if (CatalogEnvironment.IsCanceled(environment))
            throw new OperationCanceledException("The MLContext was told to stop.");
        if (options.OnCancellation == CancellationBehavior.Throw)
            options.CancellationToken.ThrowIfCancellationRequested();
        return options.CancellationToken.IsCancellationRequested;
    }
}
