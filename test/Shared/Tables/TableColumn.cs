using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Testing;

/// <summary>A column of a <see cref="Table"/>: a name, a type and one value per row.</summary>
public abstract class TableColumn
{
    private protected TableColumn(string name, DataViewType type, DataViewSchema.Annotations? annotations)
    {
        Name = name;
        Type = type;
        Annotations = annotations;
    }

    public string Name { get; }

    public DataViewType Type { get; }

    public DataViewSchema.Annotations? Annotations { get; }

    public abstract int Count { get; }

    /// <summary>
    /// Mean magnitude of the column's finite numbers, the scale its differences are measured on; 0 if not
    /// numeric.
    /// </summary>
    public abstract double Scale { get; }

    /// <summary>The values of the given rows, in that order.</summary>
    public abstract TableColumn Select(IReadOnlyList<int> rows);

    public abstract TableColumn Renamed(string name);

    /// <summary>A <see cref="ValueGetter{TValue}"/> of the column's raw type.</summary>
    public abstract Delegate CreateGetter(Func<int> row);

    public abstract object? GetValue(int row);

    /// <summary>
    /// The numbers of a row: one for a scalar, all slots for a vector, none where the type is no
    /// number.
    /// </summary>
    public abstract double[] GetNumbers(int row);

    public abstract bool Agrees(int row, TableColumn other, int otherRow, double tolerance, double scale);

    public string Show(int row) => ValueOperations.Show(GetValue(row));
}

/// <summary>A column whose values are of the raw type <typeparamref name="T"/>.</summary>
public sealed class TableColumn<T>(
    string name, DataViewType type, IReadOnlyList<T> values, DataViewSchema.Annotations? annotations = null)
    : TableColumn(name, type, annotations)
{
    private static readonly ValueOperations<T> Operations = ValueOperations<T>.Default;
    private double? _scale;

    public IReadOnlyList<T> Values { get; } = values;

    public override int Count => Values.Count;

    public override double Scale => _scale ??= ComputeScale();

    public override TableColumn Select(IReadOnlyList<int> rows)
        => new TableColumn<T>(Name, Type, [.. rows.Select(row => Values[row])], Annotations);

    public override TableColumn Renamed(string name) => new TableColumn<T>(name, Type, Values, Annotations);

    public override Delegate CreateGetter(Func<int> row)
    {
        var copy = Operations.Copy;
        return (ValueGetter<T>)((ref T value) => copy(Values[row()], ref value));
    }

    public override object? GetValue(int row) => Values[row];

    public override double[] GetNumbers(int row) => Operations.Numbers(Values[row]);

    public override bool Agrees(int row, TableColumn other, int otherRow, double tolerance, double scale)
        => other is TableColumn<T> same && Operations.Agree(Values[row], same.Values[otherRow], tolerance, scale);

    private double ComputeScale()
    {
        var magnitudes = Values.SelectMany(Operations.Numbers).Where(double.IsFinite).Select(Math.Abs).ToList();
        return magnitudes.Count == 0 ? 0 : magnitudes.Average();
    }
}
