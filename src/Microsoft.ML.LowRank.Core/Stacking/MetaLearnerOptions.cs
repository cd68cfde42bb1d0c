namespace Microsoft.ML.LowRank;

/// <summary>How base predictions are combined.</summary>
public abstract class MetaLearnerOptions : PenaltyOptions
{
    /// <summary>What combines the predictions.</summary>
    /// <value>Default: <see cref="LowRank.MetaLearner.Regularized"/>.</value>
    public MetaLearner MetaLearner { get; set; }

    /// <summary>
    /// Takes base predictions of numbers for no less and no more than the range of the training labels, wider by a quarter on
    /// either side, so that a base model which goes wild on a row cannot decide the stack. Switch it off where labels grow
    /// beyond all that was seen, as in a trend. Ignored in classification.
    /// </summary>
    /// <value>Default: true.</value>
    public bool LimitPredictions { get; set; } = true;

    /// <summary>
    /// First stage: leaves out a model whose predictions repeat those of a better one. Used by
    /// <see cref="LowRank.MetaLearner.Regularized"/> only, as are all further options.
    /// </summary>
    /// <value>Default: true.</value>
    public bool Deduplicate { get; set; } = true;

    /// <summary>A model repeats a better one when their correlation is at least this, in (0, 1], …</summary>
    /// <value>Default: 0.95.</value>
    public double RedundancyCorrelation { get; set; } = 0.95;

    /// <summary>
    /// … and the mean square of their difference is at most this share of the variance of the label (for classes: of the
    /// better model's log-odds). At least 0.
    /// </summary>
    /// <value>Default: 0.001.</value>
    public double RedundancyError { get; set; } = 0.001;

    /// <summary>Second stage: adds mean, standard deviation, median and range of the kept predictions of a row.</summary>
    /// <value>Default: true.</value>
    public bool Statistics { get; set; } = true;

    /// <summary>
    /// Second stage: adds the products of mean and standard deviation, and of range and standard deviation. Ignored without
    /// <see cref="Statistics"/>.
    /// </summary>
    /// <value>Default: true.</value>
    public bool Interactions { get; set; } = true;

    /// <summary>
    /// Name of a vector column of <see cref="float"/> whose values the penalised models see beside the predictions. Ignored
    /// where there are none.
    /// </summary>
    /// <value>Default: null, predictions only.</value>
    public string? PassthroughColumnName { get; set; }

    /// <summary>What the penalised models of a classification are fitted to. Ignored in regression.</summary>
    /// <value>Default: <see cref="MetaLoss.Logistic"/>.</value>
    public MetaLoss Loss { get; set; }

    /// <summary>Fourth stage: how the penalised models are blended.</summary>
    /// <value>Default: <see cref="MetaBlend.InverseError"/>.</value>
    public MetaBlend Blend { get; set; }

    /// <summary>
    /// The power of <see cref="MetaBlend.InverseError"/> and <see cref="LowRank.MetaLearner.InverseErrorAverage"/>: 0 is the
    /// plain mean, and a large power takes the best. Finite and at least 0.
    /// </summary>
    /// <value>Default: 1.</value>
    public double BlendPower { get; set; } = 1;

    /// <summary>The column that is passed through, where there are penalised models to see it.</summary>
    internal string? UsedPassthrough
        => MetaLearner == MetaLearner.Regularized && Penalties != PenaltyKinds.None ? PassthroughColumnName : null;

    internal override void Validate(ICollection<string> problems)
    {
        base.Validate(problems);
        ValidateName(problems, nameof(PassthroughColumnName), PassthroughColumnName);
        ValidateEnum(problems, nameof(MetaLearner), MetaLearner);
        ValidateEnum(problems, nameof(Loss), Loss);
        ValidateEnum(problems, nameof(Blend), Blend);
        if (!(RedundancyCorrelation > 0 && RedundancyCorrelation <= 1))
            problems.Add($"{nameof(RedundancyCorrelation)} is {RedundancyCorrelation}; it must be above 0 and at most 1.");
        if (!(RedundancyError >= 0) || double.IsInfinity(RedundancyError))
            problems.Add($"{nameof(RedundancyError)} is {RedundancyError}; it must be finite and not negative.");
        if (!(BlendPower >= 0) || double.IsInfinity(BlendPower))
            problems.Add($"{nameof(BlendPower)} is {BlendPower}; it must be finite and not negative.");
    }
}
