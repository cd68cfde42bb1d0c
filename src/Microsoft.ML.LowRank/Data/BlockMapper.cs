using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Data;

/// <summary>
/// What a transformer of ours adds to a schema, bound to that schema: the columns it reads, the columns it makes, and
/// the way to compute blocks of rows. <see cref="BlockDataView"/> and <see cref="RowMapper"/> do the rest.
/// </summary>
internal abstract class BlockMapper
{
    protected BlockMapper(DataViewSchema inputSchema, IReadOnlyList<DataViewSchema.DetachedColumn> added)
    {
        InputSchema = inputSchema;
        AddedCount = added.Count;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(inputSchema);
        foreach (var column in added)
            builder.AddColumn(column.Name, column.Type, column.Annotations);
        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    /// <summary>The input's columns, at their indices, then the added ones.</summary>
    public DataViewSchema OutputSchema { get; }

    public int AddedCount { get; }

    /// <summary>Rows that are computed at once where a cursor can read ahead; with 1 no cursor reads ahead.</summary>
    public virtual int BlockRows => 256;

    /// <summary>The input columns that added column <paramref name="added"/> is computed from.</summary>
    public abstract IEnumerable<DataViewSchema.Column> GetInputs(int added);

    /// <summary>Opens the computation of the wanted added columns for rows read from <paramref name="input"/>.</summary>
    public abstract BlockScorer Open(DataViewRow input, bool[] wanted, int capacity);

    /// <summary>Splits columns of the output schema into what is read through and what is computed.</summary>
    public bool[] GetWanted(IEnumerable<DataViewSchema.Column> outputColumns, out List<DataViewSchema.Column> passed)
    {
        var wanted = new bool[AddedCount];
        passed = [];
        foreach (var column in outputColumns)
        {
            if (column.Index >= InputSchema.Count)
                wanted[column.Index - InputSchema.Count] = true;
            else
                passed.Add(InputSchema[column.Index]);
        }
        return wanted;
    }

    /// <summary>The input columns that the wanted added columns are computed from, each once.</summary>
    public IEnumerable<DataViewSchema.Column> GetInputs(bool[] wanted)
        => Enumerable.Range(0, AddedCount).Where(i => wanted[i]).SelectMany(GetInputs).DistinctBy(c => c.Index);
}

/// <summary>
/// One computation in progress: rows are read into slots, the slots are computed together, and the results are served
/// from whichever slot is current. Belongs to one cursor or row, and so to one thread.
/// </summary>
internal abstract class BlockScorer : IDisposable
{
    /// <summary>Reads the current row of the input into <paramref name="slot"/>.</summary>
    public abstract void Read(int slot);

    /// <summary>Computes the wanted columns of the first <paramref name="count"/> slots.</summary>
    public abstract void Compute(int count);

    /// <summary>A getter of the column's type over the slot that <paramref name="slot"/> names when it is called.</summary>
    public abstract Delegate GetGetter(int added, Func<int> slot);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
