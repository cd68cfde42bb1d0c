using Microsoft.ML.LowRank.Data;
using Microsoft.ML.LowRank.Scoring;

namespace Microsoft.ML.LowRank.Networks;

/// <summary>What trainers of networks ask of a schema, and promise.</summary>
internal static class NetworkSchema
{
    public static SchemaShape Promise(SchemaShape input, NetworkTrainingOptions options, PredictionTask task)
    {
        var label = ColumnTypes.Find(input, options.LabelColumnName, "label");
        ColumnTypes.RequireLabel(label, task);
        if (options.ExampleWeightColumnName is { } weight)
            ColumnTypes.RequireScalarSingle(ColumnTypes.Find(input, weight, "weight"), "weight");
        InputColumns.Check(input, options);
        return ScoreColumns.Promise(input, task, label);
    }
}
