namespace Microsoft.ML.LowRank;

/// <summary>
/// A base learner of a stack: a name and an estimator, or a whole chain with preprocessing of its own, whose model gives a
/// column <c>Score</c> (and, for two classes, preferably <c>Probability</c>).
/// </summary>
public sealed class StackingLearner
{
    private readonly IEstimator<ITransformer>? _estimator;
    private readonly Func<MLContext, IEstimator<ITransformer>>? _create;

    /// <summary>
    /// A learner given as an estimator that the caller made. It is fitted once per fold and once on all rows, one fit
    /// after the other: the hosts of one <see cref="MLContext"/> draw their seeds in the order of calls, so that fits side
    /// by side would not be reproducible.
    /// </summary>
    /// <param name="name">Names the learner in reports and in the meta-features; unique in its stack.</param>
    /// <param name="estimator">The estimator. It sees the columns of the stack's input, and no column of another learner.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="estimator"/> is null.</exception>
    public StackingLearner(string name, IEstimator<ITransformer> estimator)
        : this(name) => _estimator = estimator ?? throw new ArgumentNullException(nameof(estimator));

    /// <summary>
    /// A learner given as a recipe. Every fit gets a context of its own, with a seed that depends on the stack's seed, the
    /// learner's name and the fold alone, so that fits run side by side and give the same models as one after the other.
    /// </summary>
    /// <param name="name">Names the learner in reports and in the meta-features; unique in its stack.</param>
    /// <param name="create">Makes the estimator from the context that it is given; called from several threads.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="create"/> is null.</exception>
    public StackingLearner(string name, Func<MLContext, IEstimator<ITransformer>> create)
        : this(name) => _create = create ?? throw new ArgumentNullException(nameof(create));

    private StackingLearner(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
    }

    /// <summary>Names the learner.</summary>
    public string Name { get; }

    /// <summary>Whether fits of it may run beside others.</summary>
    internal bool IsRecipe => _create != null;

    /// <summary>The caller's estimator, or a new one by the recipe.</summary>
    /// <param name="seed">Seed of the context that a recipe gets.</param>
    /// <exception cref="InvalidOperationException">The recipe gave null.</exception>
    internal IEstimator<ITransformer> Make(int seed) => _estimator ?? _create!(new MLContext(seed))
        ?? throw new InvalidOperationException("Its recipe gave null in place of an estimator.");
}
