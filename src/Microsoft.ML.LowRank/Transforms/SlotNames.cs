using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Transforms;

/// <summary>The annotation that names the values of a vector column.</summary>
internal static class SlotNames
{
    public const string Kind = "SlotNames";

    public static string[] ForComponents(string inputColumnName, int count)
        => [.. Enumerable.Range(1, count).Select(i => $"{inputColumnName}.Component{i}")];

    public static DataViewSchema.Annotations Annotate(string[]? names)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        if (names != null)
        {
            var values = Array.ConvertAll(names, name => name.AsMemory());
            builder.Add(Kind, new VectorDataViewType(TextDataViewType.Instance, names.Length),
                (ref VBuffer<ReadOnlyMemory<char>> buffer) =>
                {
                    var editor = VBufferEditor.Create(ref buffer, values.Length);
                    values.CopyTo(editor.Values);
                    buffer = editor.Commit();
                });
        }
        return builder.ToAnnotations();
    }
}
