using Microsoft.ML.LowRank.Samples.Generate;
using Microsoft.ML.LowRank.Samples.Learning;
using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Samples.Ctr;

/// <summary>Rows with a label of two values, and every column as it is. The same arguments give the same rows in every process.</summary>
internal abstract class CtrRows
{
    /// <summary>Where the rows are from, for people.</summary>
    public abstract string Source { get; }

    /// <summary>What people should know of how they were read.</summary>
    public virtual IReadOnlyList<string> Notes => [];

    /// <summary>The rows of a part.</summary>
    public abstract IDataView View(Part part);

    /// <summary>What the best possible model reaches on the rows of a part; null where nobody knows.</summary>
    public virtual ClickTruth? Truth(Part part) => null;
}

/// <summary>A click log, made as it is read.</summary>
internal sealed class ClickLogRows(ClickLog log) : CtrRows
{
    public override string Source => $"generated click log of {Sentence.Count(log.Rows, "row", "rows")}";

    public override IDataView View(Part part) => new ClickLogView(log, part);

    public override ClickTruth Truth(Part part)
    {
        var truth = new ClickTruth(log);
        var row = new ClickRow();
        for (long position = 0; position < log.Rows; position++)
        {
            if (RowSplit.Of(position) != part)
                continue;
            log.Read(position, row);
            truth.Add(row);
        }
        return truth;
    }
}

/// <summary>A file, in memory.</summary>
internal sealed class TableRows(Dataset data) : CtrRows
{
    public override string Source => $"{data.Source}, {Sentence.Count(data.RowCount, "row", "rows")}";

    public override IReadOnlyList<string> Notes => data.Notes;

    public override IDataView View(Part part) => data.ColumnView(data.RowsOf(part));
}
