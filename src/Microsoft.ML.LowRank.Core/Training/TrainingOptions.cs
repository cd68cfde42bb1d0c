namespace Microsoft.ML.LowRank;

/// <summary>What every estimator of this package can be told about how to run its fit.</summary>
public abstract class TrainingOptions
{
    /// <summary>Stops the fit when it is cancelled.</summary>
    /// <value>Default: never cancelled.</value>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>What a cancelled fit does.</summary>
    /// <value>Default: <see cref="CancellationBehavior.ReturnBestSoFar"/>.</value>
    public CancellationBehavior OnCancellation { get; set; }

    /// <summary>
    /// Is told how far the fit has come. ML.NET's log gets the same messages. An exception thrown by the handler ends
    /// the fit and reaches the caller of <c>Fit</c>.
    /// </summary>
    /// <value>Default: null, nobody is told.</value>
    public IProgress<TrainingProgress>? Progress { get; set; }

    /// <summary>
    /// Threads that the fit may use; 0 means one per processor. The fitted model does not depend on it.
    /// </summary>
    /// <value>Default: 0.</value>
    public int NumberOfThreads { get; set; }

    /// <summary>Adds a sentence for each value that cannot be used.</summary>
    internal virtual void Validate(ICollection<string> problems)
    {
        if (NumberOfThreads < 0)
            problems.Add($"{nameof(NumberOfThreads)} is {NumberOfThreads}; it must be 0 (one per processor) or more.");
        if (!Enum.IsDefined(OnCancellation))
            problems.Add($"{nameof(OnCancellation)} is {(int)OnCancellation}, which is not a {nameof(CancellationBehavior)}.");
    }

    /// <summary>Throws one exception that lists every value that cannot be used.</summary>
    /// <param name="owner">Whose options they are.</param>
    /// <param name="further">Adds what is known to the owner alone.</param>
    internal void ThrowIfInvalid(string owner, Action<ICollection<string>>? further = null)
    {
        var problems = new List<string>();
        Validate(problems);
        further?.Invoke(problems);
        if (problems.Count > 0)
            throw new ArgumentException($"The options of {owner} cannot be used: {string.Join(" ", problems)}");
    }
}

/// <summary>What a fit does when it is cancelled.</summary>
public enum CancellationBehavior
{
    /// <summary>
    /// Returns the model fitted so far, flagged as such, with a warning in the log. When there is nothing to return yet,
    /// <see cref="OperationCanceledException"/> is thrown.
    /// </summary>
    ReturnBestSoFar = 0,

    /// <summary>Throws <see cref="OperationCanceledException"/>; nothing is returned.</summary>
    Throw = 1,
}
