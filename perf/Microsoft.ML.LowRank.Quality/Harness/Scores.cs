using Microsoft.ML.LowRank.Metrics;
using Microsoft.ML.LowRank.Samples.Learning;

namespace Microsoft.ML.LowRank.Quality.Harness;

/// <summary>How far predictions are from what is true. Every method is judged by the same lines.</summary>
internal static class Scores
{
    public const string Rmse = "RMSE";
    public const string LogLoss = "log loss";
    public const string Accuracy = "accuracy";
    public const string MacroAccuracy = "macro accuracy";
    public const string Auc = "AUC";

    /// <summary>Probabilities are held this far from 0, so that one confident mistake does not decide.</summary>
    public const double LeastProbability = 1e-6;

    /// <summary>The error by which methods are ranked.</summary>
    public static string MainFor(LearningTask task) => task == LearningTask.Regression ? Rmse : LogLoss;

    /// <param name="truth">What is true.</param>
    /// <param name="predictions">
    /// Row after row a number, or the probability of the positive class, or one probability per class.
    /// </param>
    /// <exception cref="InvalidOperationException">A prediction is not finite.</exception>
    public static Dictionary<string, double> Of(Truth truth, ReadOnlySpan<float> predictions)
    {
        if (predictions.Length != truth.Count * truth.Width)
            throw new ArgumentException($"{predictions.Length} predictions for {truth.Count} rows of {truth.Width}.");
        foreach (float value in predictions)
        {
            if (!float.IsFinite(value))
                throw new InvalidOperationException("A prediction for a test row is not finite.");
        }
        return truth.Task switch
        {
            LearningTask.Regression => new() { [Rmse] = RegressionMetrics.RootMeanSquaredError(predictions, truth.Values) },
            LearningTask.Binary => Binary(truth.Values, predictions),
            _ => Multiclass(truth, predictions),
        };
    }

    private static Dictionary<string, double> Binary(ReadOnlySpan<float> truth, ReadOnlySpan<float> predictions)
    {
        double loss = 0;
        long right = 0;
        for (int row = 0; row < truth.Length; row++)
        {
            bool positive = truth[row] == 1;
            loss -= Log(positive ? predictions[row] : 1.0 - predictions[row]);
            right += predictions[row] > 0.5f == positive ? 1 : 0;
        }
        return new()
        {
            [LogLoss] = loss / truth.Length,
            [Accuracy] = (double)right / truth.Length,
            [Auc] = BinaryMetrics.AreaUnderCurve(predictions, truth),
        };
    }

    private static Dictionary<string, double> Multiclass(Truth truth, ReadOnlySpan<float> predictions)
    {
        var right = new long[truth.Width];
        var all = new long[truth.Width];
        for (int row = 0; row < truth.Count; row++)
        {
            int actual = (int)truth.Values[row];
            all[actual]++;
            right[actual] += MulticlassMetrics.Likeliest(predictions.Slice(row * truth.Width, truth.Width)) == actual ? 1 : 0;
        }
        return new()
        {
            [LogLoss] = MulticlassMetrics.LogLossOfProbabilities(
                predictions, truth.Width, truth.Values, leastProbability: LeastProbability),
            [Accuracy] = (double)right.Sum() / truth.Count,
            [MacroAccuracy] = all.Index().Where(c => c.Item > 0).Average(c => (double)right[c.Index] / c.Item),
        };
    }

    private static double Log(double probability) => Math.Log(Math.Clamp(probability, LeastProbability, 1));
}
