namespace Microsoft.ML.LowRank;

public sealed partial class RegularizedLinearTrainer
{
    /// <summary>The features of a penalised linear model, its penalties and how one is chosen.</summary>
    public sealed class Options : PenaltyOptions
    {
        /// <summary>Name of the vector column of <see cref="float"/>, of fixed size, dense or sparse, to learn from.</summary>
        /// <value>Default: <c>Features</c>.</value>
        public string FeatureColumnName { get; set; } = "Features";

        internal Options Copy()
        {
            var copy = (Options)MemberwiseClone();
            copy.L1Ratios = L1Ratios == null ? null : [.. L1Ratios];
            return copy;
        }

        internal override void Validate(ICollection<string> problems)
        {
            base.Validate(problems);
            if (string.IsNullOrEmpty(FeatureColumnName))
                problems.Add($"{nameof(FeatureColumnName)} is empty.");
            if (Penalties == PenaltyKinds.None)
                problems.Add($"{nameof(Penalties)} is {PenaltyKinds.None}; a linear model needs at least one kind.");
        }
    }
}
