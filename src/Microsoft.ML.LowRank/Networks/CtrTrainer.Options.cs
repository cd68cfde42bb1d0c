namespace Microsoft.ML.LowRank;

public sealed partial class CtrTrainer
{
    /// <summary>The columns, the architecture and how it is trained.</summary>
    public sealed class Options : NetworkTrainingOptions
    {
        /// <summary>How fields are combined.</summary>
        /// <value>Default: <see cref="DeepFm"/>.</value>
        public CtrArchitecture Architecture { get; set; } = new DeepFm();

        internal Options Copy()
        {
            var copy = (Options)MemberwiseClone();
            CopyArraysTo(copy);
            copy.Architecture = Architecture.Copy();
            return copy;
        }

        internal override void Validate(ICollection<string> problems)
        {
            base.Validate(problems);
            if (Architecture is null)
                problems.Add($"{nameof(Architecture)} is null; a model needs one.");
            else
                Architecture.Validate(problems);
        }
    }
}
