using FsCheck;
using FsCheck.Fluent;

namespace Microsoft.ML.LowRank.Metrics;

/// <summary>Rows for the metrics: few different scores, so that many are equal, and weights that are whole numbers.</summary>
internal sealed record MetricCase(float[] Scores, float[] Labels, float[] Weights)
{
    public static readonly Config Config = Config.QuickThrowOnFailure.WithReplay(5, 9).WithMaxTest(300);

    public static Arbitrary<MetricCase> Any { get; } = (
        from count in Gen.Choose(0, 40)
        from scores in Gen.Elements(-3f, -1.5f, -0f, 0f, 0.25f, 1.5f, 7f).ArrayOf(count)
        from labels in Gen.Elements(0f, 1f).ArrayOf(count)
        from weights in Gen.Elements(0f, 1f, 1f, 2f, 3f).ArrayOf(count)
        select new MetricCase(scores, labels, weights)).ToArbitrary();

    /// <summary>Every row as often as its weight says.</summary>
    public (float[] Scores, float[] Labels) Repeated() => (Repeat(Scores), Repeat(Labels));

    private float[] Repeat(float[] values) => [.. values.SelectMany((value, row) => Enumerable.Repeat(value, (int)Weights[row]))];
}
