namespace Microsoft.ML.LowRank.Samples.Generate;

/// <summary>What the verb writes.</summary>
internal sealed record GenerateSettings
{
    public const long DefaultRows = 1_000_000;
    public const long QuickRows = 50_000;

    public required long Rows { get; init; }

    public int Seed { get; init; } = 1;

    /// <summary>Where to, or null for a temporary file.</summary>
    public string? OutputPath { get; init; }

    /// <exception cref="SampleException">A value is out of its range.</exception>
    public void Check()
    {
        if (Rows < 1)
            throw new SampleException($"--rows is {Rows}; it must be 1 or more.");
        if (OutputPath == null)
            return;
        if (string.IsNullOrWhiteSpace(OutputPath) || Directory.Exists(OutputPath))
            throw new SampleException($"--output is '{OutputPath}'; it must be the name of a file.");
        string folder = Path.GetDirectoryName(Path.GetFullPath(OutputPath))!;
        if (!Directory.Exists(folder))
            throw new SampleException($"--output is '{OutputPath}', but there is no folder {folder}.");
    }
}
