using System.Numerics.Tensors;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>The least and the largest value that a prediction of a number is taken for.</summary>
internal readonly record struct PredictionLimits(float Low, float High)
{
    /// <summary>
    /// The range of the labels, wider by a quarter on either side: a model that goes wild on one row is then wrong there by a
    /// bounded amount, and cannot decide the whole stack.
    /// </summary>
    public static PredictionLimits Of(ReadOnlySpan<float> labels)
    {
        float low = float.PositiveInfinity, high = float.NegativeInfinity;
        foreach (float label in labels)
        {
            if (float.IsFinite(label))
                (low, high) = (Math.Min(low, label), Math.Max(high, label));
        }
        double room = ((double)high - low) / 4;
        return new PredictionLimits((float)Math.Max(float.MinValue, low - room), (float)Math.Min(float.MaxValue, high + room));
    }
}

/// <summary>
/// How a row of base predictions is laid out (learner after learner, each with one value or one per class, then the values
/// that are passed through), and what a linear model sees of it: numbers and margins as they are, probabilities as
/// log-odds.
/// </summary>
internal sealed class BaseLayout
{
    /// <summary>Probabilities are kept this far from 0 and 1, so that log-odds are finite (as the Super Learner does).</summary>
    public const float Trim = 1e-6f;

    private readonly bool[] _areProbabilities;

    public BaseLayout(
        PredictionTask task, int classCount, bool[] areProbabilities, int passthroughCount, PredictionLimits? limits = null)
    {
        (Task, ClassCount, PassthroughCount, Limits) = (task, classCount, passthroughCount, limits);
        _areProbabilities = areProbabilities;
        Width = task == PredictionTask.MulticlassClassification ? classCount : 1;
        Columns = (areProbabilities.Length * Width) + passthroughCount;
    }

    public PredictionTask Task { get; }

    public int ClassCount { get; }

    public int PassthroughCount { get; }

    /// <summary>Of numbers: what predictions are limited to, or null.</summary>
    public PredictionLimits? Limits { get; }

    public int Learners => _areProbabilities.Length;

    public IReadOnlyList<bool> AreProbabilities => _areProbabilities;

    /// <summary>Values per learner.</summary>
    public int Width { get; }

    /// <summary>Values per row.</summary>
    public int Columns { get; }

    /// <summary>What a linear model of one class sees: a value per learner, then what is passed through.</summary>
    /// <param name="rows">Rows as they are laid out.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="class">The class; 0 for a number and for two classes.</param>
    /// <param name="linked">Count × (learners + passed through).</param>
    public void Link(ReadOnlySpan<float> rows, int count, int @class, Span<float> linked)
    {
        int width = Learners + PassthroughCount;
        if (Task == PredictionTask.Regression)
        {
            Limit(rows[..(count * width)], count, linked);
            return;
        }
        for (int row = 0; row < count; row++)
        {
            var from = rows.Slice(row * Columns, Columns);
            var to = linked.Slice(row * width, width);
            for (int k = 0; k < Learners; k++)
            {
                float value = from[(k * Width) + @class];
                to[k] = _areProbabilities[k] ? LogOdds(value) : value;
            }
            from[(Learners * Width)..].CopyTo(to[Learners..]);
        }
    }

    /// <summary>
    /// What an average sees of one class: a number, or the probability of the class. Margins become probabilities by the
    /// logistic function, or by softmax over the classes.
    /// </summary>
    public void Predictions(ReadOnlySpan<float> rows, int count, int @class, Span<float> predictions)
    {
        for (int row = 0; row < count; row++)
        {
            var from = rows.Slice(row * Columns, Columns);
            if (Task == PredictionTask.Regression)
            {
                Limit(from[..Learners], predictions.Slice(row * Learners, Learners));
                continue;
            }
            for (int k = 0; k < Learners; k++)
                predictions[(row * Learners) + k] = Prediction(from.Slice(k * Width, Width), _areProbabilities[k], @class);
        }
    }

    public static float LogOdds(float probability)
    {
        float p = Math.Clamp(probability, Trim, 1 - Trim);
        return MathF.Log(p / (1 - p));
    }

    public static double Logistic(double margin) => 1 / (1 + Math.Exp(-margin));

    private void Limit(ReadOnlySpan<float> rows, int count, Span<float> limited)
    {
        if (PassthroughCount == 0)
        {
            Limit(rows, limited);
            return;
        }
        for (int row = 0; row < count; row++)
        {
            var from = rows.Slice(row * Columns, Columns);
            var to = limited.Slice(row * Columns, Columns);
            Limit(from[..Learners], to);
            from[Learners..].CopyTo(to[Learners..]);
        }
    }

    private void Limit(ReadOnlySpan<float> values, Span<float> limited)
    {
        if (Limits is not { } limits)
        {
            values.CopyTo(limited);
            return;
        }
        limited = limited[..values.Length];
        TensorPrimitives.Clamp(values, limits.Low, limits.High, limited);
        // An infinity is no prediction, and is not to become one: 0 times it is NaN.
        TensorPrimitives.MultiplyAdd(values, 0f, limited, limited);
    }

    private float Prediction(ReadOnlySpan<float> values, bool isProbability, int @class)
    {
        if (isProbability)
            return values[@class];
        if (Width == 1)
            return (float)Logistic(values[0]);
        float largest = float.NegativeInfinity;
        foreach (float value in values)
            largest = Math.Max(largest, value);
        double sum = 0;
        foreach (float value in values)
            sum += Math.Exp(value - largest);
        return (float)(Math.Exp(values[@class] - largest) / sum);
    }
}
