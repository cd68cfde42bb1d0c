namespace Microsoft.ML.LowRank.Testing.Tests.Reference;

internal sealed class ReferenceOptions
{
    public double Shrink { get; set; } = 1;

    public int Seed { get; set; } = 1;

    public int NumberOfThreads { get; set; }

    public CancellationToken CancellationToken { get; set; }

    public IProgress<double>? Progress { get; set; }

    public void Validate(Fault fault)
    {
        if (fault == Fault.AcceptsBadOptions)
            return;
        var problems = new List<string>();
        if (!(Shrink > 0) || fault == Fault.DefaultsAreInvalid)
            problems.Add($"Shrink is {Shrink}; it must be above 0.");
        if (NumberOfThreads < 0)
            problems.Add($"NumberOfThreads is {NumberOfThreads}; it must be 0 or more.");
        if (problems.Count > 0)
            throw new ArgumentException(fault == Fault.ReportsOneBadOption ? problems[0] : string.Join(" ", problems));
    }
}
