using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Data;

namespace Microsoft.ML.LowRank.Scoring;

/// <summary>Binds a model over vector columns to a schema; the transformers of such models differ in little else.</summary>
internal static class VectorModel
{
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, or of another type or size than was fitted.</exception>
    public static PredictionMapper Bind(DataViewSchema schema, PredictionTask task, ClassKeys? classes, IBatchModel model,
        PlattCalibration? calibration, params IReadOnlyList<(string Name, string Role, int Size)> columns)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var found = new List<DataViewSchema.Column>();
        foreach (var (name, role, size) in columns)
        {
            var column = ColumnTypes.Find(schema, name, role);
            int actual = ColumnTypes.RequireVector(column, role);
            if (actual != size)
                throw ColumnTypes.Mismatch(name, role, $"{size} values, as when it was fitted", $"{actual}");
            found.Add(column);
        }
        return new PredictionMapper(schema, task, classes, new NumberScores(model, new VectorInputs([.. found])), calibration);
    }
}
