using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Samples.Tables;

/// <summary>A column of a <see cref="TableView"/>.</summary>
internal abstract class ViewColumn(string name, DataViewType type, DataViewSchema.Annotations? annotations)
{
    public string Name { get; } = name;

    public DataViewType Type { get; } = type;

    public DataViewSchema.Annotations? Annotations { get; } = annotations;

    /// <summary>A getter of the value in the row that <paramref name="row"/> gives.</summary>
    public abstract Delegate Getter(Func<int> row);

    /// <summary>A column with one value per row.</summary>
    public static ViewColumn Of<T>(string name, DataViewType type, Func<int, T> value) =>
        new Scalar<T>(name, type, value);

    /// <summary>A vector with one value of each column, and their names as names of its slots.</summary>
    public static ViewColumn VectorOf(string name, IReadOnlyList<NumberColumn> columns) => new Vector(name, columns);

    private sealed class Scalar<T>(string name, DataViewType type, Func<int, T> value) : ViewColumn(name, type, null)
    {
        public override Delegate Getter(Func<int> row) => (ValueGetter<T>)((ref T result) => result = value(row()));
    }

    private sealed class Vector(string name, IReadOnlyList<NumberColumn> columns)
        : ViewColumn(name, new VectorDataViewType(NumberDataViewType.Single, columns.Count), SlotNames(columns))
    {
        public override Delegate Getter(Func<int> row) => (ValueGetter<VBuffer<float>>)((ref VBuffer<float> result) =>
        {
            int at = row();
            var editor = VBufferEditor.Create(ref result, columns.Count);
            for (int i = 0; i < columns.Count; i++)
                editor.Values[i] = columns[i].Values[at];
            result = editor.Commit();
        });

        private static DataViewSchema.Annotations SlotNames(IReadOnlyList<NumberColumn> columns)
        {
            var names = columns.Select(column => column.Name.AsMemory()).ToArray();
            var builder = new DataViewSchema.Annotations.Builder();
            builder.Add("SlotNames", new VectorDataViewType(TextDataViewType.Instance, names.Length),
                (ref VBuffer<ReadOnlyMemory<char>> value) => value = new VBuffer<ReadOnlyMemory<char>>(names.Length, names));
            return builder.ToAnnotations();
        }
    }
}
