using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Samples.Learning;

namespace Microsoft.ML.LowRank.Quality.Stacking;

/// <summary>What a model says of some rows.</summary>
/// <param name="Values">Row after row a number, a probability, a margin, or a score per class.</param>
/// <param name="Column">The column that the values are from: Score or Probability.</param>
internal sealed record LearnerPredictions(float[] Values, string Column)
{
    public const string Score = "Score";
    public const string Probability = "Probability";

    /// <summary>The values as the scores take them: a margin becomes a probability.</summary>
    public float[] ToScored(LearningTask task) => task == LearningTask.Binary && Column == Score
        ? Array.ConvertAll(Values, margin => 1 / (1 + MathF.Exp(-margin))) : Values;

    public static LearnerPredictions Read(ITransformer model, IDataView data)
    {
        var scored = model.Transform(data);
        string name = scored.Schema.GetColumnOrNull(Probability) is null ? Score : Probability;
        var column = scored.Schema[name];
        using var cursor = scored.GetRowCursor([column]);
        return new LearnerPredictions(column.Type is VectorDataViewType ? ReadVectors(cursor, column) : ReadNumbers(cursor, column), name);
    }

    private static float[] ReadNumbers(DataViewRowCursor cursor, DataViewSchema.Column column)
    {
        var getter = cursor.GetGetter<float>(column);
        var values = new List<float>();
        float value = 0;
        while (cursor.MoveNext())
        {
            getter(ref value);
            values.Add(value);
        }
        return [.. values];
    }

    private static float[] ReadVectors(DataViewRowCursor cursor, DataViewSchema.Column column)
    {
        var getter = cursor.GetGetter<VBuffer<float>>(column);
        var values = new List<float>();
        VBuffer<float> value = default;
        while (cursor.MoveNext())
        {
            getter(ref value);
            values.AddRange(value.DenseValues());
        }
        return [.. values];
    }
}
