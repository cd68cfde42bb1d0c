namespace Microsoft.ML.Data;

/// <summary>The column of features that a model was fit to, and for classes that of the labels.</summary>
internal sealed record ScoringColumns(DataViewSchema Schema)
{
    public DataViewSchema.Column Feature => Schema[0];

    public DataViewSchema.Column Label => Schema[1];

    public static ScoringColumns Of(DataViewSchema schema, params string[] names)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(names.Select(name => new DataViewSchema.DetachedColumn(schema[name])));
        return new ScoringColumns(builder.ToSchema());
    }
}
