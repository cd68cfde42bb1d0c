using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests;

/// <summary>What ML.NET shows of schemas, annotations and rows, in a form that becomes JSON.</summary>
internal static class Describe
{
    /// <summary>The type of the exception that an action throws, or "nothing".</summary>
    public static string Thrown(Action action)
    {
        try
        {
            action();
            return "nothing";
        }
        catch (Exception e)
        {
            return e.GetType().FullName!;
        }
    }

    /// <summary>A value, or the type of the exception that came instead.</summary>
    public static object? Try<T>(Func<T> ask)
    {
        try
        {
            return ask();
        }
        catch (Exception e)
        {
            return new { thrown = e.GetType().FullName! };
        }
    }

    public static object Schema(DataViewSchema schema) => schema.Select(Column).ToArray();

    public static Dictionary<string, object?> Column(DataViewSchema.Column column)
    {
        var result = new Dictionary<string, object?> { ["name"] = column.Name, ["type"] = TypeOf(column.Type) };
        if (column.IsHidden)
            result["hidden"] = true;
        foreach (var annotation in column.Annotations.Schema)
        {
            result["@" + annotation.Name + ": " + TypeOf(annotation.Type)] =
                DataViewValues.Getter(annotation.Type, new AnnotationReader(column.Annotations, annotation.Name))();
        }
        return result;
    }

    public static string TypeOf(DataViewType type) => $"{type} ({RawTypeName(type.RawType)})";

    /// <summary>The columns that are not hidden (or the named ones), each with its values in row order.</summary>
    public static Dictionary<string, object?> Rows(IDataView data, params string[] columns)
    {
        var chosen = columns.Length == 0
            ? data.Schema.Where(c => !c.IsHidden).ToArray()
            : Array.ConvertAll(columns, name => data.Schema[name]);
        var values = chosen.ToDictionary(c => c.Name, _ => new List<object?>());
        using DataViewRowCursor cursor = data.GetRowCursor(chosen);
        var getters = Array.ConvertAll(chosen, c => (values[c.Name], DataViewValues.Getter(cursor, c)));
        while (cursor.MoveNext())
        {
            foreach (var (list, getter) in getters)
                list.Add(getter());
        }
        return values.ToDictionary(p => p.Key, p => (object?)p.Value);
    }

    public static object SchemaAndRows(IDataView data, params string[] columns) => new
    {
        schema = columns.Length == 0 ? Schema(data.Schema) : Array.ConvertAll(columns, c => Column(data.Schema[c])),
        rows = Rows(data, columns),
    };

    /// <summary>What a fit and a transformation of the same data give.</summary>
    public static object Fitted<T>(IEstimator<T> estimator, IDataView data, params string[] columns)
        where T : class, ITransformer =>
        SchemaAndRows(estimator.Fit(data).Transform(data), columns);

    private static string RawTypeName(Type type) => type.IsGenericType
        ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(RawTypeName))}>"
        : type.Name;
}
