using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Testing;

/// <summary>
/// Rows held in memory under a schema: what checks feed to an estimator, and what they read back from a view. A later
/// column hides an earlier one of the same name, as in ML.NET.
/// </summary>
public sealed class Table
{
    public Table(params IEnumerable<TableColumn> columns)
    {
        Columns = [.. columns];
        Count = Columns.Count == 0 ? 0 : Columns[0].Count;
        if (Columns.Any(column => column.Count != Count))
            throw new ArgumentException("The columns of a table must have the same number of rows.", nameof(columns));
        var builder = new DataViewSchema.Builder();
        foreach (var column in Columns)
            builder.AddColumn(column.Name, column.Type, column.Annotations);
        Schema = builder.ToSchema();
    }

    public IReadOnlyList<TableColumn> Columns { get; }

    public int Count { get; }

    public DataViewSchema Schema { get; }

    /// <summary>The visible column of that name.</summary>
    public TableColumn this[string name] => Columns.LastOrDefault(column => column.Name == name)
        ?? throw new KeyNotFoundException($"The table has no column '{name}'; it has {string.Join(", ", Columns.Select(c => c.Name))}.");

    public bool Has(string name) => Columns.Any(column => column.Name == name);

    /// <summary>All rows of a view, in the order of a plain cursor.</summary>
    public static Table Read(IDataView view) => CursorReader.Read(view).Table;

    /// <summary>A vector column of Single from dense rows.</summary>
    public static TableColumn<VBuffer<float>> Vectors(string name, IReadOnlyList<float[]> rows, int? size = null)
        => new(name, new VectorDataViewType(NumberDataViewType.Single, size ?? rows[0].Length),
            [.. rows.Select(row => new VBuffer<float>(row.Length, row))]);

    public static TableColumn<float> Numbers(string name, params IReadOnlyList<float> values)
        => new(name, NumberDataViewType.Single, values);

    public static TableColumn<bool> Booleans(string name, params IReadOnlyList<bool> values)
        => new(name, BooleanDataViewType.Instance, values);

    public static TableColumn<ReadOnlyMemory<char>> Texts(string name, params IReadOnlyList<string> values)
        => new(name, TextDataViewType.Instance, [.. values.Select(value => value.AsMemory())]);

    public static TableColumn<uint> Keys(string name, int count, params IReadOnlyList<uint> values)
        => new(name, new KeyDataViewType(typeof(uint), count), values);

    /// <summary>The given rows, in that order; a row may occur any number of times.</summary>
    public Table Select(params IEnumerable<int> rows)
    {
        var list = rows.ToList();
        return new Table(Columns.Select(column => column.Select(list)));
    }

    /// <summary>The visible columns of the given names.</summary>
    public Table Only(params IEnumerable<string> names) => new(names.Select(name => this[name]));

    public Table Without(string name) => new(Columns.Where(column => column.Name != name));

    /// <summary>Adds a column at the end, where it hides any other of its name.</summary>
    public Table With(TableColumn column) => new(Columns.Append(column));

    /// <summary>Puts a column in the place of those of its name.</summary>
    public Table Replacing(TableColumn replacement)
        => new(Columns.Select(column => column.Name == replacement.Name ? replacement : column));

    /// <summary>Replaces the numbers of the named Single columns, scalar or vector; sparse rows stay sparse.</summary>
    /// <param name="names">The columns; those that hold no Single are left as they are.</param>
    /// <param name="change">(row, slot, value) to the new value.</param>
    public Table Change(IEnumerable<string> names, Func<int, int, float, float> change)
    {
        var table = this;
        foreach (string name in names)
        {
            if (this[name] is TableColumn<float> scalars)
            {
                table = table.Replacing(new TableColumn<float>(
                    name, scalars.Type, [.. scalars.Values.Select((value, row) => change(row, 0, value))],
                        scalars.Annotations));
            }
            else if (this[name] is TableColumn<VBuffer<float>> vectors)
            {
                table = table.Replacing(new TableColumn<VBuffer<float>>(
                    name, vectors.Type, [.. vectors.Values.Select((value, row) => Change(value, row, change))],
                        vectors.Annotations));
            }
        }
        return table;
    }

    private static VBuffer<float> Change(VBuffer<float> vector, int row, Func<int, int, float, float> change)
    {
        float[] dense = [.. vector.DenseValues().Select((value, slot) => change(row, slot, value))];
        return vector.IsDense ? new VBuffer<float>(dense.Length, dense) : Sparse(dense);
    }

    /// <summary>A sparse vector that holds the non-zero values.</summary>
    public static VBuffer<float> Sparse(params float[] dense)
    {
        int[] indices = [.. Enumerable.Range(0, dense.Length).Where(slot => dense[slot] != 0)];
        return new VBuffer<float>(dense.Length, indices.Length, [.. indices.Select(slot => dense[slot])], indices);
    }
}
