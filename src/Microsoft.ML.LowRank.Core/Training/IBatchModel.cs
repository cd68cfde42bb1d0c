namespace Microsoft.ML.LowRank;

/// <summary>A fitted model as scoring sees it: rows of numbers in, scores out, on any number of threads.</summary>
internal interface IBatchModel
{
    /// <summary>Values per row.</summary>
    int InputCount { get; }

    /// <summary>Scores per row: one, or one per class.</summary>
    int ScoreCount { get; }

    /// <summary>
    /// Scores rows: a number, the margin of the positive class (its probability is the logistic function of it), or the
    /// probability of every class. A row with a value that is not finite gets NaN.
    /// </summary>
    /// <param name="rows"><paramref name="count"/> × <see cref="InputCount"/> values, row-major.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="scores"><paramref name="count"/> × <see cref="ScoreCount"/> scores, row-major.</param>
    void Score(ReadOnlySpan<float> rows, int count, Span<float> scores);
}
