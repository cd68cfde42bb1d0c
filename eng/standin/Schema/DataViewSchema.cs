using System.Collections;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>The columns of data: names, types and annotations. A later column hides an earlier one of the same name.</summary>
public sealed partial class DataViewSchema : IReadOnlyList<DataViewSchema.Column>
{
    private readonly Column[] _columns;
    private readonly Dictionary<string, int> _indexOf = [];

    private DataViewSchema(Column[] columns)
    {
        _columns = columns;
        foreach (var column in columns)
            _indexOf[column.Name] = column.Index;
    }

    /// <summary>The number of columns, hidden ones included.</summary>
    public int Count => _columns.Length;

    /// <summary>The column called <paramref name="name"/> that is not hidden.</summary>
    public Column this[string name] =>
        GetColumnOrNull(name) ?? throw new ArgumentOutOfRangeException(nameof(name), $"The schema has no column '{name}'.");

    /// <summary>The column at <paramref name="columnIndex"/>.</summary>
    public Column this[int columnIndex] =>
        columnIndex >= 0 && columnIndex < _columns.Length
            ? _columns[columnIndex]
            : throw new ArgumentOutOfRangeException(nameof(columnIndex), $"The schema has {Count} columns, none at {columnIndex}.");

    /// <summary>The column called <paramref name="name"/> that is not hidden, or null.</summary>
    public Column? GetColumnOrNull(string name)
    {
        if (string.IsNullOrEmpty(name))
            throw new ArgumentNullException(nameof(name));
        return _indexOf.TryGetValue(name, out int index) ? _columns[index] : null;
    }

    /// <inheritdoc/>
    public IEnumerator<Column> GetEnumerator() => ((IEnumerable<Column>)_columns).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => $"{Count} columns";

    /// <summary>A column of a schema.</summary>
    public struct Column
    {
        internal Column(string name, int index, bool isHidden, DataViewType type, Annotations annotations)
        {
            Name = name;
            Index = index;
            IsHidden = isHidden;
            Type = type;
            Annotations = annotations ?? Annotations.Empty;
        }

        /// <summary>The name.</summary>
        public string Name { get; }

        /// <summary>The place in the schema.</summary>
        public int Index { get; }

        /// <summary>Whether a later column has the same name.</summary>
        public bool IsHidden { get; }

        /// <summary>The type of the values.</summary>
        public DataViewType Type { get; }

        /// <summary>What is known of the column as a whole.</summary>
        public Annotations Annotations { get; }

        /// <inheritdoc/>
        public override string ToString()
        {
            bool isPlain = Annotations is null || Annotations.Schema.Count == 0;
            return $"{Name}: {Type}{(isPlain ? "" : $" {{{Annotations}}}")}";
        }
    }

    /// <summary>A column that belongs to no schema yet.</summary>
    public struct DetachedColumn
    {
        /// <summary>A column of the given name, type and annotations.</summary>
        public DetachedColumn(string name, DataViewType type, Annotations annotations = null)
        {
            if (string.IsNullOrEmpty(name))
                throw new ArgumentNullException(nameof(name));
            Name = name;
            Type = type ?? throw new ArgumentNullException(nameof(type));
            Annotations = annotations ?? Annotations.Empty;
        }

        /// <summary>A copy of a column.</summary>
        public DetachedColumn(Column column)
            : this(column.Name, column.Type, column.Annotations)
        {
        }

        /// <summary>The name.</summary>
        public string Name { get; }

        /// <summary>The type of the values.</summary>
        public DataViewType Type { get; }

        /// <summary>What is known of the column as a whole.</summary>
        public Annotations Annotations { get; }
    }

    /// <summary>Collects columns for a schema.</summary>
    public sealed class Builder
    {
        private readonly List<DetachedColumn> _columns = [];

        /// <summary>Adds a column.</summary>
        public void AddColumn(string name, DataViewType type, Annotations annotations = null) =>
            _columns.Add(new DetachedColumn(name, type, annotations));

        /// <summary>Adds copies of columns.</summary>
        public void AddColumns(IEnumerable<Column> source)
        {
            foreach (var column in source)
                AddColumn(column.Name, column.Type, column.Annotations);
        }

        /// <summary>Adds columns.</summary>
        public void AddColumns(IEnumerable<DetachedColumn> source)
        {
            foreach (var column in source)
                AddColumn(column.Name, column.Type, column.Annotations);
        }

        /// <summary>The schema of the columns added.</summary>
        public DataViewSchema ToSchema()
        {
            var last = new Dictionary<string, int>();
            for (int i = 0; i < _columns.Count; i++)
                last[_columns[i].Name] = i;
            return new DataViewSchema(
                [.. _columns.Select((c, i) => new Column(c.Name, i, last[c.Name] != i, c.Type, c.Annotations))]);
        }
    }
}
