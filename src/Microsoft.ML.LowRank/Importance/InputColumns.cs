using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Data;

namespace Microsoft.ML.LowRank.Importance;

/// <summary>Which input columns are to be permuted, one by one or together.</summary>
internal static class InputColumns
{
    /// <exception cref="ArgumentOutOfRangeException">A column is not in the data, or none is left.</exception>
    public static List<DataViewSchema.Column[]> Choose(ITransformer model, DataViewSchema schema, PermutationImportanceOptions options)
    {
        DataViewSchema.Column[][] groups = [.. options.Groups.Select(group => group.Distinct()
            .Select(name => ColumnTypes.Find(schema, name, "permuted")).ToArray())];
        var single = options.Columns?.Select(name => ColumnTypes.Find(schema, name, "permuted"))
            ?? Read(model, schema).Where(column => column.Name != options.LabelColumnName
                && column.Name != options.ExampleWeightColumnName && !groups.Any(group => group.Contains(column)));
        List<DataViewSchema.Column[]> chosen = [.. single.Select(column => (DataViewSchema.Column[])[column]), .. groups];
        return chosen.Count > 0 ? chosen : throw new ArgumentOutOfRangeException(nameof(options),
            "There is no column to permute: the model reads none but the label and the weights. Name the columns.");
    }

    /// <summary>The columns that what the model adds depends on, in the order of the input.</summary>
    private static IEnumerable<DataViewSchema.Column> Read(ITransformer model, DataViewSchema schema)
    {
        var visible = schema.Where(column => !column.IsHidden);
        if (!model.IsRowToRowMapper)
            return visible;
        var mapper = model.GetRowToRowMapper(schema);
        var read = mapper.OutputSchema
            .Select(column => (Output: column, Inputs: mapper.GetDependencies([column]).ToList()))
            .Where(pair => !IsPassedOn(pair.Output, pair.Inputs))
            .SelectMany(pair => pair.Inputs)
            .Select(column => column.Index).ToHashSet();
        return visible.Where(column => read.Contains(column.Index));
    }

    // A column that is replaced by itself in another form looks the same here; what is made of it does not.
    private static bool IsPassedOn(DataViewSchema.Column output, List<DataViewSchema.Column> inputs) =>
        inputs.Count == 1 && inputs[0].Name == output.Name && inputs[0].Type.Equals(output.Type);
}
