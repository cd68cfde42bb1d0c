using System.Numerics.Tensors;
using Microsoft.ML.LowRank.Linear;
using Microsoft.ML.LowRank.Optimizers;

namespace Microsoft.ML.LowRank.Quality.AnyLoss;

/// <summary>A way to decide between two classes: what is trained, and whether its threshold is tuned on rows that were held out.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Training">Names what is trained; methods with the same share its fits.</param>
/// <param name="Loss">The loss of a metric; null for cross-entropy.</param>
/// <param name="IsBalanced">Whether cross-entropy has the classes weighted N/n and P/n.</param>
/// <param name="TunesThreshold">Whether the threshold is tuned.</param>
internal sealed record AnyLossMethod(string Name, string Training, Func<ClassificationMetric, MetricLoss>? Loss, bool IsBalanced, bool TunesThreshold)
{
    public const string Own = "our default";

    /// <summary>The variant that became it.</summary>
    public const string Chosen = "L 10 on log-odds, share 0.3";

    private const int MostSteps = 500;
    private const double Tolerance = 1e-7;

    /// <summary>Numbers that every method chooses from by the same inner parts.</summary>
    public static readonly double[] Penalties = [1e-1, 1e-2, 1e-3, 1e-4];

    // Decay of AdamW per step, times the rate.
    public static readonly double[] Decays = [10, 1, 0.1];

    public static IReadOnlyList<AnyLossMethod> All { get; } =
    [
        new("cross-entropy", "cross-entropy", null, false, false),
        new("class-weighted", "class-weighted", null, true, false),
        new("tuned threshold", "cross-entropy", null, false, true),
        // σ(s) is the probability itself.
        Of("soft metric", metric => new MetricLoss(metric) { Amplification = 4, AmplifyLogOdds = true, CrossEntropyShare = 0, WarmUp = 0, Memory = 0 }),
        Of("AnyLoss 73", metric => new MetricLoss(metric) { Amplification = 73, AmplifyLogOdds = false, CrossEntropyShare = 0, WarmUp = 0, Memory = 0 }),
        Of(Own, metric => metric),
    ];

    /// <summary>What defaults were chosen from.</summary>
    public static IReadOnlyList<AnyLossMethod> Variants { get; } =
    [
        .. from amplification in new double[] { 4, 10, 20, 40 }
           from isOdds in new[] { true, false }
           from share in new[] { 0, 0.3 }
           select Of(FormattableString.Invariant($"L {amplification} on {(isOdds ? "log-odds" : "probability")}, share {share}"), metric => new MetricLoss(metric)
           {
               Amplification = amplification,
               AmplifyLogOdds = isOdds,
               CrossEntropyShare = share,
           }),
        .. from share in new[] { 0.1, 0.6 }
           select Of(FormattableString.Invariant($"L 10 on log-odds, share {share}"), metric => new MetricLoss(metric) { CrossEntropyShare = share }),
        Of($"{Chosen}, tuned", metric => new MetricLoss(metric) { CrossEntropyShare = 0.3 }) with
        {
            Training = Chosen,
            TunesThreshold = true,
        },
        Of("L 4 to 40 on log-odds, share 0", metric => new MetricLoss(metric) { Amplification = 4, FinalAmplification = 40, CrossEntropyShare = 0 }),
        Of("L 10 on log-odds, share 0, tuned", metric => new MetricLoss(metric) { CrossEntropyShare = 0 }) with
        {
            Training = "L 10 on log-odds, share 0",
            TunesThreshold = true,
        },
    ];

    public bool IsPerMetric => Loss is not null;

    private static AnyLossMethod Of(string name, Func<ClassificationMetric, MetricLoss> loss) => new(name, name, loss, false, false);

    /// <summary>Trains a linear model and scores other rows; above 0 is positive.</summary>
    public float[] Linear(LabelledMatrix training, LabelledMatrix test, ClassificationMetric metric, double penalty)
    {
        if (Loss is null)
            return CrossEntropy(training, test, penalty);
        var rows = new ClassRows(training.Width);
        for (int row = 0; row < training.Rows.Length; row++)
            rows.Add(training.Rows[row], training.Labels[row], 1);
        rows.Complete(1);
        var (parameters, threshold, _) = new MetricLinearFitter(rows, new Options
        {
            Loss = Loss(metric),
            L2Regularization = penalty,
            MaximumIterations = MostSteps,
            Tolerance = Tolerance,
            NumberOfThreads = 1,
        }, (_, _) => { }, () => false).Fit();
        var (weights, bias) = rows.InOwnUnits(parameters);
        return [.. test.Rows.Select(x => (float)(bias - threshold + x.Select((value, j) => weights[j] * value).Sum()))];
    }

    /// <summary>The same with one hidden layer. Fixed passes with a rate that falls to nothing: all columns converge alike.</summary>
    public float[] Network(LabelledMatrix training, LabelledMatrix test, ClassificationMetric metric, double decay, int seed)
    {
        var context = new MLContext(seed);
        double share = (double)training.Positives / training.Labels.Length;
        var options = new NeuralNetworkTrainer.Options
        {
            HiddenUnits = [16],
            BatchNormalization = false,
            Optimizer = OptimizerKind.AdamW,
            WeightDecay = decay,
            LearningRate = 0.01,
            FinalRateFactor = 0.01,
            MaximumEpochs = 150,
            BatchSize = Math.Clamp(training.Rows.Length / 4, 64, 1024),
            ValidationFraction = 0,
            NumberOfThreads = 1,
            Seed = seed,
            ClassWeights = IsBalanced ? [(float)(0.5 / (1 - share)), (float)(0.5 / share)] : null,
            Loss = Loss?.Invoke(metric),
        };
        var schema = Microsoft.ML.Data.SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new Microsoft.ML.Data.VectorDataViewType(Microsoft.ML.Data.NumberDataViewType.Single, training.Width);
        var data = context.Data.LoadFromEnumerable(training.Rows.Zip(training.Labels, (x, y) => new Row { Features = x, Label = y }).ToList(), schema);
        var model = context.BinaryClassification.Trainers.NeuralNetwork(options).Fit(data).Model;
        var rows = model.NewRows(test.Rows.Length);
        foreach (float[] x in test.Rows)
        {
            rows.AddRow();
            for (int j = 0; j < x.Length; j++)
                rows.Set(j, x[j]);
        }
        var scores = new float[test.Rows.Length];
        model.Score(rows, scores);
        return scores;
    }

    private float[] CrossEntropy(LabelledMatrix training, LabelledMatrix test, double penalty)
    {
        int width = training.Width, n = training.Rows.Length, positives = training.Positives;
        var (means, deviations) = (new double[width], new double[width]);
        for (int j = 0; j < width; j++)
        {
            means[j] = training.Rows.Average(row => (double)row[j]);
            deviations[j] = Math.Sqrt(training.Rows.Average(row => (row[j] - means[j]) * (row[j] - means[j])));
        }
        double[] Standardized(float[] row) => [.. row.Select((value, j) => deviations[j] > 1e-7 * Math.Abs(means[j]) ? (value - means[j]) / deviations[j] : 0)];
        double[][] rows = [.. training.Rows.Select(Standardized)];
        double positive = IsBalanced ? 0.5 / positives : 1.0 / n, negative = IsBalanced ? 0.5 / (n - positives) : 1.0 / n;
        var parameters = new double[width + 1];
        // The base rate, as it is weighed.
        parameters[^1] = Math.Log(positive * positives / (negative * (n - positives)));
        double Score(double[] row, double[] at) => TensorPrimitives.Dot<double>(row, at.AsSpan(0, width)) + at[width];
        new Lbfgs((at, gradient) =>
        {
            Array.Clear(gradient);
            double value = 0;
            for (int row = 0; row < n; row++)
            {
                bool isPositive = training.Labels[row];
                double score = Score(rows[row], at), weight = isPositive ? positive : negative;
                value += weight * Metrics.Logistic.Softplus(isPositive ? -score : score);
                double error = weight * (isPositive ? -Metrics.Logistic.Probability(-score) : Metrics.Logistic.Probability(score));
                TensorPrimitives.MultiplyAdd(rows[row], error, gradient.AsSpan(0, width), gradient.AsSpan(0, width));
                gradient[width] += error;
            }
            for (int j = 0; j < width; j++)
            {
                value += penalty / 2 * at[j] * at[j];
                gradient[j] += penalty * at[j];
            }
            return value;
        }).Minimize(parameters, MostSteps, Tolerance, _ => true);
        return [.. test.Rows.Select(row => (float)Score(Standardized(row), parameters))];
    }

    private sealed class Options : AnyLossLinearOptions;

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public bool Label { get; set; }
    }
}
