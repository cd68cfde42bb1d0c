namespace Microsoft.ML.LowRank.Samples;

/// <summary>What the process ends with.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>The sample ran, but what it set out to show is not so.</summary>
    public const int NotShown = 1;

    /// <summary>The arguments or the data cannot be used.</summary>
    public const int BadInput = 2;
}
