namespace Microsoft.ML.LowRank;

public sealed partial class RegularizedStackingTrainer
{
    /// <summary>The base learners of a stack, and how they are combined.</summary>
    public sealed class Options : MetaLearnerOptions
    {
        /// <summary>The base learners, at least one, with different names.</summary>
        /// <value>Default: none; at least one is required.</value>
        public IReadOnlyList<StackingLearner> Learners { get; set; } = [];

        /// <summary>Which models of a base learner score.</summary>
        /// <value>Default: <see cref="StackingFinalModels.Refit"/>.</value>
        public StackingFinalModels FinalModels { get; set; }

        /// <summary>
        /// What happens when a base learner throws, gives no score, or gives finite predictions for less than half of the
        /// rows.
        /// </summary>
        /// <value>Default: <see cref="LearnerFailure.LeaveOut"/>.</value>
        public LearnerFailure OnLearnerFailure { get; set; }

        /// <summary>
        /// Out-of-fold predictions of an earlier stack over the same rows, labels and folds (set <see cref="CrossFitOptions.Seed"/>
        /// in both). Learners that are in it by name are not fitted fold by fold again; with
        /// <see cref="StackingFinalModels.AverageFolds"/> those that <see cref="EarlierModel"/> does not give are fitted once, to all
        /// rows.
        /// </summary>
        /// <value>Default: null, every learner is fitted.</value>
        public OutOfFoldPredictions? OutOfFold { get; set; }

        /// <summary>
        /// An earlier stack, fitted just now or loaded, alone or within a chain. Of learners whose out-of-fold predictions
        /// come from <see cref="OutOfFold"/> it gives the models that score, so that these are not fitted again either. Both
        /// stacks then share them: dispose of neither while the other scores. Ignored without <see cref="OutOfFold"/>.
        /// </summary>
        /// <value>Default: null.</value>
        public ITransformer? EarlierModel { get; set; }

        internal Options Copy()
        {
            var copy = (Options)MemberwiseClone();
            copy.Learners = [.. Learners];
            copy.L1Ratios = L1Ratios == null ? null : [.. L1Ratios];
            return copy;
        }

        internal override void Validate(ICollection<string> problems)
        {
            base.Validate(problems);
            if (Learners is not { Count: > 0 })
                problems.Add($"{nameof(Learners)} names no base learner.");
            else if (Learners.Any(learner => learner == null))
                problems.Add($"{nameof(Learners)} has a learner that is null.");
            else
                foreach (var twice in Learners.GroupBy(learner => learner.Name).Where(group => group.Count() > 1))
                    problems.Add($"{nameof(Learners)} has the name '{twice.Key}' {twice.Count()} times.");
            if (!Enum.IsDefined(FinalModels))
                problems.Add($"{nameof(FinalModels)} is {(int)FinalModels}, which is not a {nameof(StackingFinalModels)}.");
            if (!Enum.IsDefined(OnLearnerFailure))
                problems.Add($"{nameof(OnLearnerFailure)} is {(int)OnLearnerFailure}, which is not a {nameof(LearnerFailure)}.");
            if (EarlierModel != null && RegularizedStackingTransformer.In(EarlierModel) == null)
                problems.Add($"{nameof(EarlierModel)} holds no stack.");
        }
    }
}

/// <summary>Which models of a base learner score.</summary>
public enum StackingFinalModels
{
    /// <summary>One model, fitted to all rows once the meta-learner is known. Learners that it does not use are not fitted.</summary>
    Refit = 0,

    /// <summary>The models of the folds, whose predictions are averaged: no further fit, but slower and larger.</summary>
    AverageFolds = 1,
}

/// <summary>What happens when a base learner fails.</summary>
public enum LearnerFailure
{
    /// <summary>It is left out, with a warning in the log and a line in the report.</summary>
    LeaveOut = 0,

    /// <summary>The fit throws.</summary>
    Throw = 1,
}
