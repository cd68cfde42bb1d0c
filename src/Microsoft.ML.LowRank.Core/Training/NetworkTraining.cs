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

    public void Add(TrainingEpoch epoch, double score)
    {
        _epochs.Add(epoch);
        BadEpochs = epoch.IsBest ? 0 : BadEpochs + 1;
        if (double.IsNaN(score))
            return;
        LastScore = score;
        if (epoch.IsBest)
            BestScore = score;
        // Losses are scored by their negative.
        LastMetric = Math.Abs(score);
    }
}
