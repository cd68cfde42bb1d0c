namespace Microsoft.ML.LowRank.Testing;

/// <summary>What a fit on awkward data must do, where the estimator documents it.</summary>
/// <param name="Throws">Whether Fit must refuse.</param>
/// <param name="Said">What the message must contain.</param>
public sealed record EdgeOutcome(bool Throws, params IReadOnlyList<string> Said)
{
    public static EdgeOutcome Fits { get; } = new(false);

    public static EdgeOutcome Refuses(params IReadOnlyList<string> said) => new(true, said);
}

/// <summary>The awkward data that every estimator meets.</summary>
public static class Edges
{
    public const string Empty = "no rows";
    public const string OneRow = "one row";
    public const string TwoRows = "two rows";
    public const string OneFeature = "one feature";
    public const string ConstantFeature = "constant feature";
    public const string AllConstant = "all features constant";
    public const string OneNaN = "one NaN";
    public const string PositiveInfinity = "one +Inf";
    public const string NegativeInfinity = "one -Inf";
    public const string AllMissing = "all missing";
    public const string SingleClass = "label of one value";
    public const string ZeroWeights = "all weights zero";
    public const string Huge = "values of 1e30";
    public const string Tiny = "values of 1e-30";
    public const string Denormal = "denormal values";
    public const string MixedScales = "features from 1e-30 to 1e30";
    public const string VeryWide = "very wide and sparse";
}
