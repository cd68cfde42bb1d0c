using Microsoft.ML.Transforms;

namespace Microsoft.ML.LowRank.Samples.Learning;

/// <summary>Turns the columns of a dataset into one vector, by ML.NET's own transforms.</summary>
internal static class Featurization
{
    /// <summary>
    /// Numbers: missing values become the mean, then every column is divided by its spread. Categories: one slot per value.
    /// A label of several classes becomes a key.
    /// </summary>
    public static IEstimator<ITransformer> Of(MLContext context, Dataset data)
    {
        var columns = OfColumns(context, data);
        return OfLabel(context, data)?.Append(columns) ?? columns;
    }

    /// <summary>Makes a label of several classes a key; null where there is nothing to do.</summary>
    public static IEstimator<ITransformer>? OfLabel(MLContext context, Dataset data) => data.Label.Task == LearningTask.Multiclass
        ? context.Transforms.Conversion.MapValueToKey(ColumnNames.Label) : null;

    /// <summary>The columns to learn from, without the label.</summary>
    public static IEstimator<ITransformer> OfColumns(MLContext context, Dataset data)
    {
        var parts = new List<string>();
        IEstimator<ITransformer>? chain = null;
        void Add(IEstimator<ITransformer> next) => chain = chain == null ? next : chain.Append(next);

        if (data.HasNumbers)
        {
            Add(context.Transforms.ReplaceMissingValues(
                ColumnNames.Numbers, replacementMode: MissingValueReplacingEstimator.ReplacementMode.Mean));
            Add(context.Transforms.NormalizeMeanVariance(ColumnNames.Numbers));
            parts.Add(ColumnNames.Numbers);
        }
        if (data.CategoryNames.Count > 0)
        {
            Add(context.Transforms.Categorical.OneHotEncoding(
                [.. data.CategoryNames.Select(name => new InputOutputColumnPair(name))]));
            parts.AddRange(data.CategoryNames);
        }
        Add(context.Transforms.Concatenate(ColumnNames.Features, [.. parts]));
        return chain!;
    }
}
