namespace Microsoft.ML.LowRank;

public sealed partial class RegularizedMetaLearnerTrainer
{
    /// <summary>Where the base predictions are, and how they are combined.</summary>
    public sealed class Options : MetaLearnerOptions
    {
        /// <summary>
        /// Name of the vector column of <see cref="float"/>, of fixed size, with the base predictions: one per model, or for
        /// several classes those of the first model for each class, then those of the second, and so on. Slot names name
        /// the models. The predictions must have been made for rows that the models had not seen.
        /// </summary>
        /// <value>Default: <c>Features</c>.</value>
        public string FeatureColumnName { get; set; } = "Features";

        /// <summary>
        /// Whether predictions of classes are probabilities, in [0, 1], or margins (log-odds, scores). Ignored in regression.
        /// </summary>
        /// <value>Default: null; a model whose predictions all lie in [0, 1] is taken to give probabilities, which costs a
        /// pass over the rows.</value>
        public bool? ArePredictionsProbabilities { get; set; }

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
        }
    }
}
