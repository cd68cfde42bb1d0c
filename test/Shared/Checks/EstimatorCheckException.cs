namespace Microsoft.ML.LowRank.Testing;

/// <summary>A check that does not hold; the message says what was expected and what was found.</summary>
public sealed class EstimatorCheckException : Exception
{
    public EstimatorCheckException(string message)
        : base(message)
    {
    }

    public EstimatorCheckException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>A check that has nothing to look at in this fixture; the message says why.</summary>
public sealed class CheckNotApplicableException(string message) : Exception(message);
