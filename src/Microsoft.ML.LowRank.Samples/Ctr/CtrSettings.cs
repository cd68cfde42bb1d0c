namespace Microsoft.ML.LowRank.Samples.Ctr;

/// <summary>How the verb trains.</summary>
internal sealed record CtrSettings
{
    private const int DefaultEpochs = 20;
    private const int QuickEpochs = 2;

    public required string Architecture { get; init; }

    /// <summary>Most passes over the training rows, or null for the usual number.</summary>
    public int? Epochs { get; init; }

    /// <summary>Whether the trained model is compressed.</summary>
    public bool Compress { get; init; }

    public required string ReportPath { get; init; }

    /// <summary>Most passes over the training rows.</summary>
    public int MostEpochs(bool quick) => Epochs ?? (quick ? QuickEpochs : DefaultEpochs);

    /// <exception cref="SampleException">A value is out of its range.</exception>
    public void Check()
    {
        Architectures.Find(Architecture);
        if (Epochs < 1)
            throw new SampleException($"--epochs is {Epochs}; it must be 1 or more.");
        if (string.IsNullOrWhiteSpace(ReportPath) || Directory.Exists(ReportPath))
            throw new SampleException($"--report is '{ReportPath}'; it must be the name of a file.");
        string folder = Path.GetDirectoryName(Path.GetFullPath(ReportPath))!;
        if (!Directory.Exists(folder))
            throw new SampleException($"--report is '{ReportPath}', but there is no folder {folder}.");
    }
}
