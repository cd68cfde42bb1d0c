namespace Microsoft.ML.LowRank;

/// <summary>How a function of all rows is made small.</summary>
public enum FullBatchOptimizer
{
    /// <summary>L-BFGS with a line search (Liu and Nocedal, 1989).</summary>
    Lbfgs = 0,

    /// <summary>Adam (Kingma and Ba, 2015) with the gradient of all rows.</summary>
    Adam = 1,
}

/// <summary>How a linear model is trained on a metric, whatever its rows come from.</summary>
public abstract class AnyLossLinearOptions : TrainingOptions
{
    /// <summary>The metric: <c>Loss = ClassificationMetric.F1</c>, or a <see cref="MetricLoss"/> for more.</summary>
    /// <value>Default: F1.</value>
    public MetricLoss Loss { get; set; } = ClassificationMetric.F1;

    /// <summary>λ of (λ/2)‖w‖² beside a loss between 0 and 1, for features scaled to a standard deviation of one; the bias is free.</summary>
    /// <value>Default: 0.001.</value>
    public double L2Regularization { get; set; } = 1e-3;

    /// <summary>What minimises.</summary>
    /// <value>Default: <see cref="FullBatchOptimizer.Lbfgs"/>.</value>
    public FullBatchOptimizer Optimizer { get; set; } = FullBatchOptimizer.Lbfgs;

    /// <summary>Length of a step of Adam. Ignored unless <see cref="Optimizer"/> is <see cref="FullBatchOptimizer.Adam"/>.</summary>
    /// <value>Default: 0.05.</value>
    public double LearningRate { get; set; } = 0.05;

    /// <summary>Most steps of every stage: of the cross-entropy that goes before, and of every amplification.</summary>
    /// <value>Default: 200.</value>
    public int MaximumIterations { get; set; } = 200;

    /// <summary>A stage ends when two steps in a row gain less than this.</summary>
    /// <value>Default: 1e-5.</value>
    public double Tolerance { get; set; } = 1e-5;

    internal override void Validate(ICollection<string> problems)
    {
        base.Validate(problems);
        if (Loss is null)
            problems.Add($"{nameof(Loss)} is null; name a metric.");
        var inside = new List<string>();
        Loss?.Validate(inside);
        foreach (string problem in inside)
            problems.Add($"{nameof(Loss)}.{problem}");
        if (!(L2Regularization >= 0) || double.IsInfinity(L2Regularization))
            problems.Add($"{nameof(L2Regularization)} is {L2Regularization}; it must be finite and not negative.");
        if (!Enum.IsDefined(Optimizer))
            problems.Add($"{nameof(Optimizer)} is {(int)Optimizer}, which is not a {nameof(FullBatchOptimizer)}.");
        if (!(LearningRate > 0) || double.IsInfinity(LearningRate))
            problems.Add($"{nameof(LearningRate)} is {LearningRate}; it must be finite and greater than 0.");
        if (MaximumIterations < 1)
            problems.Add($"{nameof(MaximumIterations)} is {MaximumIterations}; it must be at least 1.");
        if (!(Tolerance >= 0) || double.IsInfinity(Tolerance))
            problems.Add($"{nameof(Tolerance)} is {Tolerance}; it must be finite and not negative.");
    }
}
