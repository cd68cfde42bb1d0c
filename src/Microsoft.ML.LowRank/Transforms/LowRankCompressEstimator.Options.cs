using Microsoft.ML.LowRank.Compression;

namespace Microsoft.ML.LowRank;

public sealed partial class LowRankCompressEstimator
{
    /// <summary>What <see cref="LowRankCompressEstimator"/> compresses, and how.</summary>
    public sealed class Options : TrainingOptions
    {
        internal const int DefaultRank = 16;

        private int _rank = DefaultRank;

        /// <summary>
        /// Pairs of new column and column to compress. A column to compress is a vector of <see cref="float"/> of fixed
        /// size, dense or sparse. Every pair gets its own directions.
        /// </summary>
        /// <value>Default: none; at least one pair is required.</value>
        public IReadOnlyList<InputOutputColumnPair> Columns { get; set; } = [];

        /// <summary>
        /// Most directions to keep, at least 1. Left at its default it is lowered, with a message in the log, to the
        /// number of values in the column or to the number of rows less one; set by hand, it is an error when it is larger.
        /// </summary>
        /// <value>Default: 16.</value>
        public int Rank
        {
            get => _rank;
            set
            {
                _rank = value;
                IsRankRequired = true;
            }
        }

        /// <summary>
        /// Keeps the fewest directions that hold this share of the variance, in (0, 1], but no more than
        /// <see cref="Rank"/>. At most one of this, <see cref="CompressionRatio"/> and <see cref="NoiseFloor"/> may be set.
        /// </summary>
        /// <value>Default: null, not used.</value>
        public double? EnergyShare { get; set; }

        /// <summary>
        /// Keeps so many directions that the column becomes this many times narrower (rounded down, at least one), but no
        /// more than <see cref="Rank"/>. At least 1.
        /// </summary>
        /// <value>Default: null, not used.</value>
        public double? CompressionRatio { get; set; }

        /// <summary>
        /// Keeps the directions that stand above the noise, by the optimal hard threshold of Gavish and Donoho (2014) for a
        /// noise level that is estimated from the data, but no more than <see cref="Rank"/> and at least one.
        /// </summary>
        /// <value>Default: false, not used.</value>
        public bool NoiseFloor { get; set; }

        /// <summary>How the directions are found.</summary>
        /// <value>Default: <see cref="LowRankMethod.Automatic"/>.</value>
        public LowRankMethod Method { get; set; }

        /// <summary>
        /// Takes directions around the mean of the column rather than around zero. A sparse column stays sparse either way.
        /// </summary>
        /// <value>Default: true.</value>
        public bool Center { get; set; } = true;

        /// <summary>Scales every new value to a variance of one over the training rows.</summary>
        /// <value>Default: false.</value>
        public bool Whiten { get; set; }

        /// <summary>Name of a <see cref="float"/> column with the weight of each row, not negative.</summary>
        /// <value>Default: null, all rows weigh the same.</value>
        public string? ExampleWeightColumnName { get; set; }

        /// <summary>
        /// Name of the label column: Boolean, <see cref="float"/> or a key. Required by
        /// <see cref="LowRankMethod.FisherWeighted"/>, refused with any other method.
        /// </summary>
        /// <value>Default: null.</value>
        public string? LabelColumnName { get; set; }

        /// <summary>
        /// Seed of the random start of <see cref="LowRankMethod.Randomized"/>. Ignored by the other methods.
        /// </summary>
        /// <value>Default: null, drawn from the <see cref="MLContext"/>.</value>
        public int? Seed { get; set; }

        /// <summary>
        /// Leaves out, and counts, training rows in which a value, the weight or the label is missing or not finite. When
        /// false such a row is an error that names it. Scoring is not concerned: there, such a row gives NaN.
        /// </summary>
        /// <value>Default: false.</value>
        public bool SkipInvalidRows { get; set; }

        /// <summary>True when <see cref="Rank"/> was set by hand, and so must be met.</summary>
        internal bool IsRankRequired { get; private set; }

        /// <summary>Sets <see cref="Rank"/> as a ceiling that may be lowered.</summary>
        internal void SetCeiling(int rank) => _rank = rank;

        internal Options Copy()
        {
            var copy = (Options)MemberwiseClone();
            copy.Columns = [.. Columns];
            return copy;
        }

        internal override void Validate(ICollection<string> problems)
        {
            base.Validate(problems);
            ValidateColumns(problems);
            ValidateRank(problems);
            if (!Enum.IsDefined(Method))
                problems.Add($"{nameof(Method)} is {(int)Method}, which is not a {nameof(LowRankMethod)}.");
            if (Method == LowRankMethod.FisherWeighted && string.IsNullOrEmpty(LabelColumnName))
                problems.Add($"{nameof(Method)} {Method} needs {nameof(LabelColumnName)}.");
            if (Method != LowRankMethod.FisherWeighted && LabelColumnName != null)
                problems.Add($"{nameof(LabelColumnName)} is used by {nameof(LowRankMethod.FisherWeighted)} only, " +
                    $"but {nameof(Method)} is {Method}.");
            if (ExampleWeightColumnName is { Length: 0 })
                problems.Add($"{nameof(ExampleWeightColumnName)} is empty; leave it null when rows have no weight.");
        }

        private void ValidateColumns(ICollection<string> problems)
        {
            if (Columns is not { Count: > 0 })
            {
                problems.Add($"{nameof(Columns)} names no column to compress.");
                return;
            }
            if (Columns.Any(pair => pair == null || string.IsNullOrEmpty(pair.OutputColumnName)))
                problems.Add($"{nameof(Columns)} has a pair without an output column name.");
            foreach (var twice in Columns.Where(p => p != null).GroupBy(p => p.OutputColumnName).Where(g => g.Count() > 1))
                problems.Add($"{nameof(Columns)} names the output column '{twice.Key}' {twice.Count()} times.");
        }

        private void ValidateRank(ICollection<string> problems)
        {
            if (Rank < 1)
                problems.Add($"{nameof(Rank)} is {Rank}; it must be at least 1.");
            if (EnergyShare is { } share && !(share > 0 && share <= 1))
                problems.Add($"{nameof(EnergyShare)} is {share}; it must be above 0 and at most 1.");
            if (CompressionRatio is { } ratio && !(ratio >= 1 && double.IsFinite(ratio)))
                problems.Add($"{nameof(CompressionRatio)} is {ratio}; it must be at least 1 and finite.");
            int rules = (EnergyShare != null ? 1 : 0) + (CompressionRatio != null ? 1 : 0) + (NoiseFloor ? 1 : 0);
            if (rules > 1)
                problems.Add($"Only one of {nameof(EnergyShare)}, {nameof(CompressionRatio)} and {nameof(NoiseFloor)} " +
                    "can choose the rank; unset the others.");
        }
    }
}
