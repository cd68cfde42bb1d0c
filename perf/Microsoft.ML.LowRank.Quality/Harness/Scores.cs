using Microsoft.ML.LowRank.Samples.Learning;

namespace Microsoft.ML.LowRank.Quality.Harness;

/// <summary>How far predictions are from what is true. Written out here so that every method is judged by the same lines.</summary>
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
            LearningTask.Regression => new() { [Rmse] = RootMeanSquare(truth.Values, predictions) },
            LearningTask.Binary => Binary(truth.Values, predictions),
            _ => Multiclass(truth, predictions),
        };
    }

    /// <summary>
    /// The share of pairs of a positive and a negative row of which the positive one is ranked higher; ties count half.
    /// </summary>
    public static double AreaUnderCurve(ReadOnlySpan<float> truth, ReadOnlySpan<float> predictions)
    {
        float[] scores = predictions.ToArray();
        int[] order = [.. Enumerable.Range(0, scores.Length)];
        Array.Sort((float[])scores.Clone(), order);
        double rankSum = 0;
        long positives = 0;
        for (int from = 0; from < order.Length;)
        {
            int to = from;
            while (to < order.Length && scores[order[to]] == scores[order[from]])
                to++;
            // Ranks from + 1 to `to`; equal scores share their mean.
            for (int i = from; i < to; i++)
            {
                if (truth[order[i]] == 1)
                    (rankSum, positives) = (rankSum + ((from + 1 + to) / 2.0), positives + 1);
            }
            from = to;
        }
        long negatives = order.Length - positives;
        return positives == 0 || negatives == 0 ? double.NaN
            : (rankSum - (positives * (positives + 1) / 2.0)) / ((double)positives * negatives);
    }

    private static double RootMeanSquare(ReadOnlySpan<float> truth, ReadOnlySpan<float> predictions)
    {
        double sum = 0;
        for (int row = 0; row < truth.Length; row++)
        {
            double error = (double)predictions[row] - truth[row];
            sum += error * error;
        }
        return Math.Sqrt(sum / truth.Length);
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
            [Auc] = AreaUnderCurve(truth, predictions),
        };
    }

    private static Dictionary<string, double> Multiclass(Truth truth, ReadOnlySpan<float> predictions)
    {
        double loss = 0;
        var right = new long[truth.Width];
        var all = new long[truth.Width];
        for (int row = 0; row < truth.Count; row++)
        {
            var own = predictions.Slice(row * truth.Width, truth.Width);
            int actual = (int)truth.Values[row];
            loss -= Log(own[actual]);
            int likeliest = 0;
            for (int c = 1; c < own.Length; c++)
                likeliest = own[c] > own[likeliest] ? c : likeliest;
            all[actual]++;
            right[actual] += likeliest == actual ? 1 : 0;
        }
        return new()
        {
            [LogLoss] = loss / truth.Count,
            [Accuracy] = (double)right.Sum() / truth.Count,
            [MacroAccuracy] = all.Index().Where(c => c.Item > 0).Average(c => (double)right[c.Index] / c.Item),
        };
    }

    private static double Log(double probability) => Math.Log(Math.Clamp(probability, LeastProbability, 1));
}
