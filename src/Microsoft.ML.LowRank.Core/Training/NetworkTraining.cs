namespace Microsoft.ML.LowRank.Training;

/// <summary>How training went, and how it stands.</summary>
internal sealed class NetworkTraining
{
    private readonly List<TrainingEpoch> _epochs = [];

    public IReadOnlyList<TrainingEpoch> Epochs => _epochs;

    /// <summary>What <see cref="LastMetric"/> is; null without a validation part.</summary>
    public string? MetricName { get; init; }

    /// <summary>Epochs since the best one.</summary>
    public int BadEpochs { get; private set; }

    /// <summary>Whether the last epoch could say that training may be over.</summary>
    public bool IsConclusive { get; private set; }

    /// <summary>The best score of an epoch, of which more is better; NaN before the first.</summary>
    public double BestScore { get; private set; } = double.NaN;

    /// <summary>The score of the last epoch; null without a validation part.</summary>
    public double? LastScore { get; private set; }

    /// <summary>The metric after the last epoch, or null.</summary>
    public double? LastMetric { get; private set; }

    /// <summary>Why training ended.</summary>
    public PassEnd End { get; set; }

    /// <summary>The score of the weights that training begins with is the one to beat.</summary>
    public void Start(double score) => BestScore = score;

    /// <param name="epoch">An epoch.</param>
    /// <param name="score">Its score; NaN without a validation part.</param>
    /// <param name="isConclusive">Whether an epoch that was not better says that training may be over.</param>
    public void Add(TrainingEpoch epoch, double score, bool isConclusive = true)
    {
        _epochs.Add(epoch);
        IsConclusive = isConclusive;
        BadEpochs = epoch.IsBest || !isConclusive ? 0 : BadEpochs + 1;
        if (double.IsNaN(score))
            return;
        LastScore = score;
        if (epoch.IsBest)
            BestScore = score;
        // Losses are scored by their negative.
        LastMetric = Math.Abs(score);
    }
}
