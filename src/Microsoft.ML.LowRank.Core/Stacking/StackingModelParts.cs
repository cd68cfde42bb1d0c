namespace Microsoft.ML.LowRank.Stacking;

/// <summary>The least and the largest value of a feature.</summary>
internal readonly record struct FeatureRange(float Low, float High);

/// <summary>What a <see cref="StackingModel"/> is made of.</summary>
internal sealed record StackingModelParts
{
    public required string[] LearnerNames { get; init; }

    public string[] PassthroughNames { get; init; } = [];

    public bool IsAverage { get; init; }

    /// <summary>The learners that the model looks at, ascending.</summary>
    public required int[] Kept { get; init; }

    /// <summary>Whether mean, standard deviation, median and range of the kept learners are features.</summary>
    public bool Statistics { get; init; }

    /// <summary>Whether products of statistics are features.</summary>
    public bool Interactions { get; init; }

    /// <summary>Per class (one, for an average) a weight per feature.</summary>
    public required double[][] Weights { get; init; }

    public required double[] Biases { get; init; }

    /// <summary>
    /// Per class the range of every statistic over the training rows, to which it is held in scoring: products of statistics
    /// would otherwise grow with the square of what a single model gets wrong. Empty where there are no statistics.
    /// </summary>
    public FeatureRange[][] Ranges { get; init; } = [];

    public static StackingModelParts Average(string[] names, double[] weights)
    {
        int[] kept = [.. Enumerable.Range(0, weights.Length).Where(k => weights[k] != 0)];
        return new StackingModelParts
        {
            LearnerNames = names,
            IsAverage = true,
            Kept = kept,
            Weights = [Array.ConvertAll(kept, k => weights[k])],
            Biases = [0],
        };
    }

    public MetaFeatures CreateFeatures(BaseLayout layout) => new(
        Kept, Statistics, Statistics && Interactions,
        IsAverage ? [] : [.. Enumerable.Range(layout.Learners, layout.PassthroughCount)]);
}
