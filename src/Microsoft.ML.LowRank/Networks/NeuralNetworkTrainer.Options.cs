using Microsoft.ML.LowRank.Networks;

namespace Microsoft.ML.LowRank;

public sealed partial class NeuralNetworkTrainer
{
    /// <summary>The columns, the layers and how they are trained.</summary>
    public sealed class Options : NetworkTrainingOptions
    {
        /// <summary>
        /// Options with their defaults, which are those of all networks but for three: numbers are
        /// <see cref="NumericEncoding.Standardized"/>, <see cref="NetworkTrainingOptions.Patience"/> is 5 and
        /// <see cref="NetworkTrainingOptions.PlateauFactor"/> 0.5.
        /// </summary>
        public Options() => (NumericEncoding, Patience, PlateauFactor) = (NumericEncoding.Standardized, 5, 0.5);

        /// <summary>
        /// A column of numbers to learn from, in most cases a vector; it is read like those in
        /// <see cref="NetworkTrainingOptions.NumericColumnNames"/>. Vectors of more than 4096 values are read as sparse: their values
        /// are not standardised. Null for none. When no other column is named either, all columns but label and weight are read.
        /// </summary>
        /// <value>Default: <c>Features</c>.</value>
        public string? FeatureColumnName { get; set; } = "Features";

        /// <summary>Units of every hidden layer.</summary>
        /// <value>Default: 256, 128, 64.</value>
        public int[] HiddenUnits { get; set; } = [256, 128, 64];

        /// <summary>The function after every hidden layer.</summary>
        /// <value>Default: <see cref="Activation.Relu"/>.</value>
        public Activation Activation { get; set; } = Activation.Relu;

        /// <summary>Share of the hidden values that training sets to zero, in [0, 1).</summary>
        /// <value>Default: 0.</value>
        public double Dropout { get; set; }

        /// <summary>Whether every hidden layer is normalised over the batch before its activation.</summary>
        /// <value>Default: true.</value>
        public bool BatchNormalization { get; set; } = true;

        internal override bool ReadsSparseVectors => true;

        internal override IReadOnlyList<string>? NumericInputs => FeatureColumnName is { } features
            ? [features, .. NumericColumnNames ?? []] : NumericColumnNames;

        internal MultilayerPerceptron Network => new()
        {
            HiddenUnits = [.. HiddenUnits],
            Activation = Activation,
            Dropout = Dropout,
            BatchNormalization = BatchNormalization,
        };

        internal Options Copy()
        {
            var copy = (Options)MemberwiseClone();
            CopyArraysTo(copy);
            copy.HiddenUnits = [.. HiddenUnits];
            return copy;
        }

        internal override void Validate(ICollection<string> problems)
        {
            base.Validate(problems);
            if (HiddenUnits is null || HiddenUnits.Length == 0 || HiddenUnits.Any(units => units < 1))
                problems.Add($"{nameof(HiddenUnits)} must be a list of layer sizes, each at least 1.");
            if (!Enum.IsDefined(Activation))
                problems.Add($"{nameof(Activation)} is {(int)Activation}, which is not an {nameof(LowRank.Activation)}.");
            if (!(Dropout is >= 0 and < 1))
                problems.Add($"{nameof(Dropout)} is {Dropout}; it must be at least 0 and less than 1.");
        }
    }
}
