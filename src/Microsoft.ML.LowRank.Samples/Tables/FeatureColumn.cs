namespace Microsoft.ML.LowRank.Samples.Tables;

/// <summary>A column that a model may learn from.</summary>
internal abstract record FeatureColumn(string Name);

/// <summary>Numbers, one per row; NaN where the cell is missing.</summary>
internal sealed record NumberColumn(string Name, float[] Values) : FeatureColumn(Name);

/// <summary>Texts that repeat: per row the position in <paramref name="Values"/>, -1 where the cell is missing.</summary>
internal sealed record CategoryColumn(string Name, IReadOnlyList<string> Values, IReadOnlyList<int> Codes)
    : FeatureColumn(Name);
