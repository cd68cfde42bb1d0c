namespace Microsoft.ML.LowRank;

/// <summary>What a model takes.</summary>
public sealed record NetworkSize
{
    /// <summary>Values that were learned.</summary>
    public long Parameters { get; init; }

    /// <summary>Bytes of the model file, vocabularies included.</summary>
    public long FileBytes { get; init; }

    /// <summary>Bytes of memory of parameters, vocabularies and counts.</summary>
    public long ResidentBytes { get; init; }

    /// <summary>Multiplications with an addition for a row.</summary>
    public double MultiplyAdds { get; init; }

    /// <summary>Median time of scoring one encoded row alone, in microseconds.</summary>
    public double MicrosecondsPerRow { get; init; }
}
