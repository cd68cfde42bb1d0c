using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Scoring;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// The columns in which a base learner gives its predictions: Score for a number; Probability, or else Score, for two
/// classes; a Score per class for several.
/// </summary>
internal static class LearnerOutput
{
    /// <summary>The column that is read.</summary>
    /// <exception cref="InvalidOperationException">There is no such column, or it is of another type.</exception>
    public static DataViewSchema.Column Find(DataViewSchema schema, PredictionTask task, int width)
    {
        if (task == PredictionTask.BinaryClassification
            && schema.GetColumnOrNull(ScoreColumns.Probability) is { } probability && IsSingle(probability.Type))
            return probability;
        if (schema.GetColumnOrNull(ScoreColumns.Score) is not { } score)
            throw new InvalidOperationException(
                $"It gives no column '{ScoreColumns.Score}', only {string.Join(", ", schema.Select(c => $"'{c.Name}'"))}.");
        bool fits = task == PredictionTask.MulticlassClassification
            ? score.Type is VectorDataViewType vector && vector.ItemType == NumberDataViewType.Single && vector.Size == width
            : IsSingle(score.Type);
        return fits ? score : throw new InvalidOperationException(
            $"Its column '{ScoreColumns.Score}' holds {score.Type}, not {(task == PredictionTask.MulticlassClassification
                ? $"a vector of {width} values of Single, one per class" : "Single")}.");
    }

    /// <summary>Says what a promised schema lacks, or null.</summary>
    public static string? Lacks(SchemaShape shape)
    {
        foreach (var column in shape)
        {
            if (column.Name is ScoreColumns.Score or ScoreColumns.Probability)
                return null;
        }
        return $"It gives no column '{ScoreColumns.Score}'.";
    }

    /// <summary>Opens a reader of the predictions of the current row.</summary>
    public static Action<Span<float>> Open(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is VectorDataViewType)
        {
            var vectors = row.GetGetter<VBuffer<float>>(column);
            VBuffer<float> values = default;
            return destination =>
            {
                vectors(ref values);
                values.CopyTo(destination);
            };
        }
        var getter = row.GetGetter<float>(column);
        return destination => getter(ref destination[0]);
    }

    private static bool IsSingle(DataViewType type) => type == NumberDataViewType.Single;
}
