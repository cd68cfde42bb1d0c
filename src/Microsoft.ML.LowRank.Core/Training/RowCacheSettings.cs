namespace Microsoft.ML.LowRank.Training;

/// <summary>Where a <see cref="RowCache"/> keeps its rows.</summary>
internal sealed record RowCacheSettings
{
    /// <summary>Bytes of blocks that stay in memory; the others go to a file.</summary>
    public long MemoryBudget { get; init; } = 1L << 30;

    /// <summary>Folder of the file; null for that of the system's temporary files.</summary>
    public string? Folder { get; init; }

    /// <summary>Rows of a block.</summary>
    public int BlockRows { get; init; } = 16_384;

    /// <summary>Ids at which a block ends early, so that rows with very many ids do not make it huge.</summary>
    public int BlockIds { get; init; } = 1 << 22;

    /// <summary>Blocks whose rows are shuffled together. Twice as many are decoded at a time.</summary>
    public int GroupBlocks { get; init; } = 8;

    /// <summary>Opens the file in a folder, for reading and writing; it is gone when the stream is closed.</summary>
    public Func<string, Stream> OpenFile { get; init; } = TemporaryFile.Open;
}
