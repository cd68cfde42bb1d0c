using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The columns of objects of one class.</summary>
internal sealed class ObjectColumns<TRow>
    where TRow : class
{
    private readonly MemberColumn[] _columns;

    public ObjectColumns(SchemaDefinition definition)
    {
        _columns = MemberColumn.Create(typeof(TRow), SchemaDefinition.Direction.Read, definition);
        var builder = new DataViewSchema.Builder();
        foreach (var column in _columns)
            builder.AddColumn(column.Name, column.Type, column.Annotations);
        Schema = builder.ToSchema();
    }

    public DataViewSchema Schema { get; }

    /// <summary>The definition that gives the members of <typeparamref name="TRow"/> the types and annotations of a schema.</summary>
    public static SchemaDefinition Definition(DataViewSchema schema)
    {
        var definition = SchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Read);
        foreach (var column in schema)
        {
            var member = definition[column.Name];
            Contracts.Check(member is not null, $"{typeof(TRow)} has no member for column '{column.Name}'.");
            member.ColumnType = column.Type;
            member.SetAnnotations(column.Annotations);
        }

        return definition;
    }

    /// <summary>The getters of the active columns over the current object.</summary>
    public Delegate[] Getters(bool[] active, Func<TRow> current) =>
        [.. _columns.Select((column, i) => active[i] ? MemberAccess<TRow>.Getter(column, current) : null)];

    /// <summary>The getter of a column among <paramref name="getters"/>, checked.</summary>
    public ValueGetter<TValue> Pick<TValue>(Delegate[] getters, DataViewSchema.Column column)
    {
        Contracts.CheckParam(
            column.Index < getters.Length && getters[column.Index] is not null, nameof(column), $"Column '{column.Name}' is not active in this cursor.");
        return Typed.Cast<TValue>(getters[column.Index], Schema[column.Index]);
    }
}

/// <summary>A row over whatever object was set last.</summary>
internal sealed class ObjectRow<TRow> : DataViewRow
    where TRow : class
{
    private readonly ObjectColumns<TRow> _columns;
    private readonly Delegate[] _getters;
    private TRow _current;
    private long _position = -1;

    public ObjectRow(SchemaDefinition definition)
    {
        _columns = new ObjectColumns<TRow>(definition);
        _getters = _columns.Getters(Typed.Active(Schema.Count, Schema), Current);
    }

    public override long Position => _position;
    public override long Batch => 0;
    public override DataViewSchema Schema => _columns.Schema;

    public void Set(TRow value)
    {
        _current = Contracts.CheckValue(value, "row");
        _position++;
    }

    public override bool IsColumnActive(DataViewSchema.Column column)
    {
        Contracts.Check(column.Index < Schema.Count, $"Column '{column.Name}' is not of this schema.");
        return true;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() =>
        (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => _columns.Pick<TValue>(_getters, column);

    private TRow Current()
    {
        Contracts.Check(_position >= 0, "The row has no object yet.");
        return _current;
    }
}
