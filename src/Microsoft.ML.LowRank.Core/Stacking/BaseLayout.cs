namespace Microsoft.ML.LowRank.Stacking;

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

    public BaseLayout(PredictionTask task, int classCount, bool[] areProbabilities, int passthroughCount)
    {
        (Task, ClassCount, PassthroughCount) = (task, classCount, passthroughCount);
        _areProbabilities = areProbabilities;
        Width = task == PredictionTask.MulticlassClassification ? classCount : 1;
        Columns = (areProbabilities.Length * Width) + passthroughCount;
    }

    public PredictionTask Task { get; }

    public int ClassCount { get; }

    public int PassthroughCount { get; }

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

    private float Prediction(ReadOnlySpan<float> values, bool isProbability, int @class)
    {
        if (isProbability || Task == PredictionTask.Regression)
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
