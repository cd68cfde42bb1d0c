namespace Microsoft.ML.LowRank.Perf;

/// <summary>One section of the page of measured results.</summary>
internal interface IBenchmark
{
    /// <summary>The word that asks for it on the command line.</summary>
    string Name { get; }

    /// <summary>The section's title.</summary>
    string Title { get; }

    /// <summary>What is compared with what, and how, in a few sentences of Markdown.</summary>
    string Description { get; }

    /// <summary>Measures, and returns the section's body in Markdown. Progress goes to <paramref name="progress"/>.</summary>
    /// <exception cref="PeerMissingException">What it compares with is not installed.</exception>
    string Run(TextWriter progress);
}

/// <summary>A peer is not on this machine; the message says what to install.</summary>
internal sealed class PeerMissingException(string message) : Exception(message);
