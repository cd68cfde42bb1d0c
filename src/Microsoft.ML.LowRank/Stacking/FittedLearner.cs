namespace Microsoft.ML.LowRank.Stacking;

/// <summary>A base learner as it scores: its model, or the models of its folds, whose predictions are averaged.</summary>
/// <param name="Index">Its place among the learners of the <see cref="StackingModel"/>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Models">One model, or one per fold.</param>
internal sealed record FittedLearner(int Index, string Name, ITransformer[] Models);
