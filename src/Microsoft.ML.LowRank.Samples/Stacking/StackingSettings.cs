namespace Microsoft.ML.LowRank.Samples.Stacking;

/// <summary>How the verb stacks.</summary>
internal sealed record StackingSettings
{
    public int Folds { get; init; } = 5;

    /// <summary>0 means one per processor.</summary>
    public int Threads { get; init; }

    public required string ReportPath { get; init; }

    /// <exception cref="SampleException">A value is out of its range.</exception>
    public void Check()
    {
        if (Folds < 3)
            throw new SampleException($"--folds is {Folds}; it must be 3 or more.");
        if (Threads < 0)
            throw new SampleException($"--threads is {Threads}; it must be 0 (one per processor) or more.");
        string folder = Path.GetDirectoryName(Path.GetFullPath(ReportPath))!;
        if (!Directory.Exists(folder))
            throw new SampleException($"--report is '{ReportPath}', but there is no folder {folder}.");
    }
}
