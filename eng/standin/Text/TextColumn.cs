using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A column of a text file, with its fields worked out.</summary>
internal sealed class TextColumn
{
    public TextColumn(TextLoader.Column column, TextSample sample)
    {
        Contracts.CheckParam(!string.IsNullOrWhiteSpace(column.Name), nameof(column.Name), "A column needs a name.");
        Contracts.CheckParam(column.Source is { Length: > 0 }, nameof(column.Source), $"Column '{column.Name}' needs fields to be loaded from.");
        Name = column.Name.Trim();
        var item = PrimitiveTypes.OfKind(column.DataKind);
        Contracts.CheckParam(item is not null, nameof(column.DataKind), $"Column '{Name}' is of no known kind: {column.DataKind}.");
        if (column.KeyCount is { } key)
            item = new KeyDataViewType(item.RawType, key.Count.Value);
        Sources = [.. column.Source.SelectMany(range => FieldsOf(range, sample))];
        Contracts.CheckParam(Sources.Distinct().Count() == Sources.Length, nameof(column.Source), $"Column '{Name}' uses a field twice.");
        bool isVector = Sources.Length > 1 || column.Source[0].ForceVector;
        Type = isVector ? new VectorDataViewType(item, Sources.Length) : item;
        Annotations = isVector && sample.Names is { } names ? SlotNames(names) : null;
    }

    public string Name { get; }
    public DataViewType Type { get; }
    public DataViewSchema.Annotations Annotations { get; }
    public int[] Sources { get; }

    private static IEnumerable<int> FieldsOf(TextLoader.Range range, TextSample sample)
    {
        int last = range.Max ?? range.Min;
        if (range.Max is null && range.AutoEnd)
        {
            Contracts.CheckParam(sample.FieldCount != 0, nameof(TextLoader.Column.Source), "How many fields a line has cannot be told without data.");
            Contracts.CheckParam(sample.FieldCount > 0, nameof(TextLoader.Column.Source), "The lines have different numbers of fields.");
            Contracts.CheckParam(range.Min < sample.FieldCount, nameof(range.Min), $"There is no field {range.Min}; a line has {sample.FieldCount}.");
            last = sample.FieldCount - 1;
        }

        Contracts.CheckParam(range.Min >= 0 && last >= range.Min, nameof(range.Max), $"A range from {range.Min} cannot end at {last}.");
        return Enumerable.Range(range.Min, last - range.Min + 1);
    }

    private DataViewSchema.Annotations SlotNames(string[] header)
    {
        var names = Array.ConvertAll(Sources, source => source < header.Length ? header[source].AsMemory() : default);
        if (Array.TrueForAll(names, name => name.IsEmpty))
            return null;
        var buffer = new VBuffer<ReadOnlyMemory<char>>(names.Length, names);
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add<VBuffer<ReadOnlyMemory<char>>>(
            AnnotationKinds.SlotNames,
            new VectorDataViewType(TextDataViewType.Instance, names.Length),
            (ref VBuffer<ReadOnlyMemory<char>> value) => buffer.CopyTo(ref value));
        return builder.ToAnnotations();
    }
}
