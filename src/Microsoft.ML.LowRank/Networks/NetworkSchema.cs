using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Data;
using Microsoft.ML.LowRank.Scoring;

namespace Microsoft.ML.LowRank.Networks;

/// <summary>What trainers of networks ask of a schema, and promise.</summary>
internal static class NetworkSchema
{
    // More classes than these would be outputs that nobody can train.
    private const int MostClasses = 1_000_000;

    public static SchemaShape Promise(SchemaShape input, NetworkTrainingOptions options, PredictionTask task)
    {
        var label = RequireLabel(input, LabelSettings.Of(options), task);
        InputColumns.Check(input, options);
        return ScoreColumns.Promise(input, task, label, options.Loss is null || options.Calibrate);
    }

    /// <summary>The label column.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column of labels or of weights is missing or of the wrong type.</exception>
    public static SchemaShape.Column RequireLabel(SchemaShape input, LabelSettings settings, PredictionTask task)
    {
        var label = ColumnTypes.Find(input, settings.Label, "label");
        ColumnTypes.RequireLabel(label, task);
        if (settings.Weight is { } weight)
            ColumnTypes.RequireScalarSingle(ColumnTypes.Find(input, weight, "weight"), "weight");
        return label;
    }

    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    public static void RequireUsable(DataViewSchema schema, NetworkTrainingOptions options, PredictionTask task)
    {
        Promise(SchemaShape.Create(schema), options, task);
        var label = schema[options.LabelColumnName];
        if (label.Type is KeyDataViewType { Count: var count } && count > MostClasses)
            throw ColumnTypes.Mismatch(label.Name, "label", $"at most {MostClasses} classes", $"{count}");
    }

    /// <summary>Requires validation rows whose labels mean what those of the training rows mean.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public static void RequireAlike(DataViewSchema training, DataViewSchema validation, NetworkTrainingOptions options, PredictionTask task)
    {
        RequireUsable(validation, options, task);
        var (expected, found) = (training[options.LabelColumnName].Type, validation[options.LabelColumnName].Type);
        if (expected is KeyDataViewType { Count: var classes } && ((KeyDataViewType)found).Count != classes)
            throw ColumnTypes.Mismatch(options.LabelColumnName, "label", $"{classes} classes, as in the training rows", $"{found}");
    }
}
