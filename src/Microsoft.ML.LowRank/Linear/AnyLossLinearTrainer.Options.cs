namespace Microsoft.ML.LowRank;

public sealed partial class AnyLossLinearTrainer
{
    /// <summary>The columns of a linear model that is trained on a metric, and how it is trained.</summary>
    public sealed class Options : AnyLossLinearOptions
    {
        /// <summary>Name of the label column: Boolean.</summary>
        /// <value>Default: <c>Label</c>.</value>
        public string LabelColumnName { get; set; } = "Label";

        /// <summary>Name of the vector column of <see cref="float"/>, of fixed size, dense or sparse, to learn from.</summary>
        /// <value>Default: <c>Features</c>.</value>
        public string FeatureColumnName { get; set; } = "Features";

        /// <summary>Name of a <see cref="float"/> column with the weight of each row, finite and not negative: counts become sums of weights.</summary>
        /// <value>Default: null, all rows weigh the same.</value>
        public string? ExampleWeightColumnName { get; set; }

        /// <summary>Leaves out, and counts, rows whose label, weight or a feature is missing. When false such a row is an error that names it.</summary>
        /// <value>Default: false.</value>
        public bool SkipInvalidRows { get; set; }

        /// <summary>Gives the model its <c>Probability</c>, by Platt's calibration on rows that it is not trained on.</summary>
        /// <value>Default: false.</value>
        public bool Calibrate { get; set; }

        /// <summary>Share of the rows that calibrate, chosen by a hash of the row's position. Not used without <see cref="Calibrate"/>.</summary>
        /// <value>Default: 0.2.</value>
        public double CalibrationFraction { get; set; } = 0.2;

        /// <summary>Seed of the choice of the rows that calibrate.</summary>
        /// <value>Default: null, drawn from the <c>MLContext</c>.</value>
        public int? Seed { get; set; }

        internal Options Copy() => (Options)MemberwiseClone();

        internal override void Validate(ICollection<string> problems)
        {
            base.Validate(problems);
            if (string.IsNullOrEmpty(LabelColumnName))
                problems.Add($"{nameof(LabelColumnName)} is empty.");
            if (string.IsNullOrEmpty(FeatureColumnName))
                problems.Add($"{nameof(FeatureColumnName)} is empty.");
            if (ExampleWeightColumnName is { Length: 0 })
                problems.Add($"{nameof(ExampleWeightColumnName)} is empty; leave it null when there is none.");
            if (!(CalibrationFraction is > 0 and < 1))
                problems.Add($"{nameof(CalibrationFraction)} is {CalibrationFraction}; it must be greater than 0 and less than 1.");
        }
    }
}
