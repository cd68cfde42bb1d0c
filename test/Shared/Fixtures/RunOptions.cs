namespace Microsoft.ML.LowRank.Testing;

/// <summary>How a fit is to be run; what is null or default is left as the fixture's estimator has it.</summary>
public sealed record RunOptions
{
    public int? Seed { get; init; }

    public int? NumberOfThreads { get; init; }

    public CancellationToken CancellationToken { get; init; }

    /// <summary>Told the share of the fit that is done.</summary>
    public IProgress<double>? Progress { get; init; }
}
