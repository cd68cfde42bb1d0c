namespace Microsoft.ML.LowRank.Networks;

/// <summary>Which columns tell of a row what is to be predicted and what it counts, and what becomes of rows that do not say so.</summary>
/// <param name="Label">Name of the label column.</param>
/// <param name="Weight">Name of the column with the weights of rows, or null.</param>
/// <param name="SkipsInvalid">Whether rows without label or weight are left out rather than an error.</param>
/// <param name="ClassWeights">Weights of the classes, which multiply those of rows, or null.</param>
internal sealed record LabelSettings(string Label, string? Weight, bool SkipsInvalid, float[]? ClassWeights)
{
    public static LabelSettings Of(NetworkTrainingOptions options)
        => new(options.LabelColumnName, options.ExampleWeightColumnName, options.SkipInvalidRows, options.ClassWeights);

    public static LabelSettings Of(NetworkCompressionOptions options)
        => new(options.LabelColumnName, options.ExampleWeightColumnName, options.SkipInvalidRows, null);
}
