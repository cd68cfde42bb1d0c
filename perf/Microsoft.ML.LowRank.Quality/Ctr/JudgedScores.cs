using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Metrics;
using Microsoft.ML.LowRank.Networks;
using Microsoft.ML.LowRank.Training;

namespace Microsoft.ML.LowRank.Quality.Ctr;

/// <summary>How a network does on rows that it was not trained on.</summary>
/// <param name="Auc">Area under the ROC curve.</param>
/// <param name="LogLoss">Mean log loss.</param>
/// <param name="Calibration">Sum of the predicted probabilities over the number of positive rows.</param>
internal readonly record struct JudgedScores(double Auc, double LogLoss, double Calibration)
{
    private const int ScoredAtOnce = 4_096;

    public static JudgedScores Of(Network network, RowCache rows)
    {
        var scorer = new NetworkScorer(network);
        var logits = new float[rows.Rows];
        var labels = new float[rows.Rows];
        int at = 0;
        foreach (var batch in rows.ReadInOrder(ScoredAtOnce))
        {
            scorer.Run(batch, 0, batch.Rows, logits.AsSpan(at, batch.Rows));
            batch.Targets.AsSpan(0, batch.Rows).CopyTo(labels.AsSpan(at));
            at += batch.Rows;
        }
        return new(
            BinaryMetrics.AreaUnderCurve(logits, labels),
            logits.Zip(labels).Average(row => Logistic.Softplus(row.Second > 0.5f ? -row.First : row.First)),
            BinaryMetrics.CalibrationRatio(logits, labels));
    }
}
