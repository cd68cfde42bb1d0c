namespace Microsoft.ML.LowRank.NetworkCompression;

/// <summary>Where in a model a transformer stands, in words.</summary>
/// <param name="Text">As it is said in a sentence.</param>
/// <param name="IsStep">Whether it is a step of a chain.</param>
internal sealed record ModelPlace(string Text, bool IsStep)
{
    /// <summary>The model itself.</summary>
    public static ModelPlace Model { get; } = new("the model", IsStep: false);

    /// <summary>A step of the chain that stands here.</summary>
    /// <param name="number">From 1.</param>
    public ModelPlace Step(int number) => new(
        this == Model ? $"step {number}" : IsStep ? $"step {number} of the chain at {Text}" : $"step {number} of {Text}", IsStep: true);

    /// <summary>A model of a base learner of the stack that stands here.</summary>
    /// <param name="name">The learner's name.</param>
    /// <param name="fold">From 1, or 0 where the learner has one model.</param>
    public ModelPlace Learner(string name, int fold) => new(
        $"learner '{name}'{(fold > 0 ? $", fold {fold}," : "")} of the stack{(this == Model ? "" : $" at {Text}")}", IsStep: false);
}
