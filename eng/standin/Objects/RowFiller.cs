using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Fills objects from rows of one schema; the match of members and columns is checked when it is made.</summary>
internal sealed class RowFiller<TRow>
    where TRow : class
{
    private readonly List<(MemberColumn Member, DataViewSchema.Column Column)> _pairs = [];

    public RowFiller(DataViewSchema schema, bool ignoreMissingColumns, SchemaDefinition definition)
    {
        foreach (var member in MemberColumn.Create(typeof(TRow), SchemaDefinition.Direction.Write, definition))
        {
            if (schema.GetColumnOrNull(member.Name) is { } column)
            {
                Contracts.Check(
                    member.CanHold(column.Type),
                    $"Column '{column.Name}' of type {column.Type} cannot fill member '{member.Member.Name}' of type {member.MemberType}.");
                _pairs.Add((member, column));
            }
            else if (!ignoreMissingColumns)
            {
                throw Contracts.MissingColumn($"the values of member '{member.Member.Name}'", member.Name, "Schema");
            }
        }
    }

    public IEnumerable<DataViewSchema.Column> Columns => _pairs.Select(pair => pair.Column);

    /// <summary>An action that fills an object from the current values of a row.</summary>
    public Action<TRow> Bind(DataViewRow row)
    {
        var setters = _pairs.ConvertAll(pair => MemberAccess<TRow>.Setter(pair.Member, row, row.Schema[pair.Column.Index]));
        return target => setters.ForEach(set => set(target));
    }
}
