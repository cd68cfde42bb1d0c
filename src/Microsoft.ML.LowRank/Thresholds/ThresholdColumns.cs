using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Data;
using Microsoft.ML.LowRank.Scoring;

namespace Microsoft.ML.LowRank.Thresholds;

/// <summary>The columns of a scored row that a threshold has to do with.</summary>
/// <param name="Score">Replaced by how far it is above the threshold; made where there is only a probability.</param>
/// <param name="Probability">Read where there is no score, and left as it is.</param>
/// <param name="PredictedLabel">Replaced, or made.</param>
internal sealed record ThresholdColumns(string Score, string Probability, string PredictedLabel)
{
    /// <exception cref="ArgumentException">A name is empty, or two columns share one.</exception>
    public void Require()
    {
        ArgumentException.ThrowIfNullOrEmpty(Score);
        ArgumentException.ThrowIfNullOrEmpty(Probability);
        ArgumentException.ThrowIfNullOrEmpty(PredictedLabel);
        if (Score == Probability || Score == PredictedLabel || Probability == PredictedLabel)
            throw new ArgumentException(
                $"The columns of score, probability and predicted label are '{Score}', '{Probability}' and '{PredictedLabel}'; each needs a name of its own.");
    }

    /// <summary>Whether the threshold is one of probabilities, because there is no score.</summary>
    public bool IsOfProbability(DataViewSchema schema) => schema.GetColumnOrNull(Score) == null && schema.GetColumnOrNull(Probability) != null;

    /// <summary>Where scores are cut without tuning, or probabilities.</summary>
    public static float Usual(bool isOfProbability) => isOfProbability ? 0.5f : 0;

    /// <summary>The column that is compared with the threshold.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is missing or of another type.</exception>
    public DataViewSchema.Column FindSource(DataViewSchema schema, bool isOfProbability)
        => isOfProbability ? MetricEvaluator.FindSingle(schema, Probability, "probability") : MetricEvaluator.FindSingle(schema, Score, "score");

    /// <summary>The columns that are added.</summary>
    public DataViewSchema.DetachedColumn[] Describe(DataViewSchema schema)
    {
        uint set = ScoreColumns.SetOf(schema, Score, Probability);
        return
        [
            ScoreColumns.InPlaceOf(schema, PredictedLabel, BooleanDataViewType.Instance, ScoreColumns.PredictedLabel, set),
            ScoreColumns.InPlaceOf(schema, Score, NumberDataViewType.Single, ScoreColumns.Score, set),
        ];
    }

    /// <summary>What a schema without data is promised.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public SchemaShape Promise(SchemaShape input)
    {
        var columns = input.ToDictionary(column => column.Name);
        if (columns.TryGetValue(Score, out var score))
            ColumnTypes.RequireScalarSingle(score, "score");
        else if (columns.TryGetValue(Probability, out var probability))
            ColumnTypes.RequireScalarSingle(probability, "probability");
        else
            throw new ArgumentOutOfRangeException(nameof(input),
                $"The input has neither the score column '{Score}' nor the probability column '{Probability}'; have a model score the rows first.");
        columns[PredictedLabel] = ScoreColumns.PromiseInPlaceOf(input, PredictedLabel, BooleanDataViewType.Instance);
        columns[Score] = ScoreColumns.PromiseInPlaceOf(input, Score, NumberDataViewType.Single);
        return new SchemaShape(columns.Values);
    }
}
