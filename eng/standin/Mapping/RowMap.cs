using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A transformer bound to an input schema: every output column is an input column or made of some.</summary>
internal sealed class RowMap : IRowToRowMapper
{
    // Of each output column: the input column that it is, or the complement of the mapped column that makes it.
    private readonly int[] _sources;
    private readonly IReadOnlyList<MappedColumn> _mapped;

    private RowMap(DataViewSchema input, IReadOnlyList<MappedColumn> mapped, int[] sources, DataViewSchema output)
    {
        InputSchema = input;
        OutputSchema = output;
        _mapped = mapped;
        _sources = sources;
    }

    public DataViewSchema InputSchema { get; }
    public DataViewSchema OutputSchema { get; }

    /// <summary>
    /// All input columns and the mapped ones: a new name goes to the end, a known name right behind the last column of that
    /// name, which it hides.
    /// </summary>
    public static RowMap Append(DataViewSchema input, params IReadOnlyList<MappedColumn> mapped)
    {
        var sources = Enumerable.Range(0, input.Count).ToList();
        for (int i = 0; i < mapped.Count; i++)
        {
            int same = sources.FindLastIndex(s => NameOf(s) == mapped[i].Column.Name);
            sources.Insert(same < 0 ? sources.Count : same + 1, ~i);
        }

        var builder = new DataViewSchema.Builder();
        builder.AddColumns(sources.Select(s => s >= 0 ? new DataViewSchema.DetachedColumn(input[s]) : mapped[~s].Column));
        return new RowMap(input, mapped, [.. sources], builder.ToSchema());

        string NameOf(int source) => source >= 0 ? input[source].Name : mapped[~source].Column.Name;
    }

    /// <summary>Only the given input columns, in the given order.</summary>
    public static RowMap Select(DataViewSchema input, IEnumerable<int> columns)
    {
        int[] sources = [.. columns];
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(sources.Select(s => input[s]));
        return new RowMap(input, [], sources, builder.ToSchema());
    }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var needed = new bool[InputSchema.Count];
        foreach (var column in dependingColumns)
        {
            int source = _sources[column.Index];
            int[] inputs = source >= 0 ? [source] : _mapped[~source].Inputs;
            foreach (int input in inputs)
                needed[input] = true;
        }

        return InputSchema.Where(column => needed[column.Index]);
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        Contracts.CheckValue(input, nameof(input));
        Contracts.CheckValue(activeColumns, nameof(activeColumns));
        Contracts.Check(input.Schema == InputSchema, "The row has another schema than the one that the mapper is bound to.");
        return new MappedRow(input, this, Bind(input, activeColumns));
    }

    /// <summary>Whether any of the columns has to be made.</summary>
    public bool MakesAny(IEnumerable<DataViewSchema.Column> columns) => columns.Any(column => _sources[column.Index] < 0);

    /// <summary>The active columns bound to a row.</summary>
    public BoundColumns Bind(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        var active = Typed.Active(OutputSchema.Count, activeColumns);
        var getters = new Delegate[active.Length];
        for (int i = 0; i < active.Length; i++)
        {
            if (active[i] && _sources[i] < 0)
                getters[i] = _mapped[~_sources[i]].MakeGetter(input);
        }

        return new BoundColumns(input, OutputSchema, _sources, active, getters);
    }

    /// <summary>Output columns over one input row.</summary>
    internal sealed class BoundColumns(DataViewRow input, DataViewSchema schema, int[] sources, bool[] active, Delegate[] getters)
    {
        public bool IsActive(DataViewSchema.Column column)
        {
            Contracts.CheckParam(column.Index < active.Length, nameof(column), $"Column '{column.Name}' is not of this schema.");
            return active[column.Index];
        }

        public ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Contracts.Check(IsActive(column), $"Column '{column.Name}' is not active.");
            int source = sources[column.Index];
            return source >= 0
                ? input.GetGetter<TValue>(input.Schema[source])
                : Typed.Cast<TValue>(getters[column.Index], schema[column.Index]);
        }
    }

    private sealed class MappedRow(DataViewRow input, RowMap map, BoundColumns columns) : DataViewRow
    {
        public override long Position => input.Position;
        public override long Batch => input.Batch;
        public override DataViewSchema Schema => map.OutputSchema;
        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();
        public override bool IsColumnActive(DataViewSchema.Column column) => columns.IsActive(column);
        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => columns.GetGetter<TValue>(column);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                input.Dispose();
        }
    }
}
