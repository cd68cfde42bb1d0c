namespace Microsoft.ML.LowRank;

/// <summary>The penalised linear models that are fitted, and how their penalty is chosen.</summary>
public abstract class PenaltyOptions : CrossFitOptions
{
    /// <summary>Which penalised models are fitted.</summary>
    /// <value>Default: <see cref="PenaltyKinds.All"/>.</value>
    public PenaltyKinds Penalties { get; set; } = PenaltyKinds.All;

    /// <summary>Shares of the magnitude penalty that the elastic net tries, each in (0, 1).</summary>
    /// <value>Default: 0.1, 0.5, 0.7, 0.9, 0.95, 0.99; two of them (0.5, 0.9) with logistic loss.</value>
    public IReadOnlyList<double>? L1Ratios { get; set; }

    /// <summary>Penalties on every path, at least 2.</summary>
    /// <value>Default: null; 40 with squared loss, 20 with logistic loss.</value>
    public int? NumberOfPenalties { get; set; }

    /// <summary>Which penalty of a path is taken.</summary>
    /// <value>Default: <see cref="PenaltyChoice.Minimum"/>.</value>
    public PenaltyChoice PenaltyChoice { get; set; }

    internal override void Validate(ICollection<string> problems)
    {
        base.Validate(problems);
        ValidateEnum(problems, nameof(PenaltyChoice), PenaltyChoice);
        if ((Penalties & ~PenaltyKinds.All) != 0)
            problems.Add($"{nameof(Penalties)} is {(int)Penalties}, which is no combination of {nameof(PenaltyKinds)}.");
        if (NumberOfPenalties < 2)
            problems.Add($"{nameof(NumberOfPenalties)} is {NumberOfPenalties}; it must be at least 2.");
        if (L1Ratios is { } ratios && (ratios.Count == 0 || ratios.Any(ratio => !(ratio > 0 && ratio < 1))))
            problems.Add($"{nameof(L1Ratios)} must hold at least one value, each above 0 and below 1.");
    }
}
