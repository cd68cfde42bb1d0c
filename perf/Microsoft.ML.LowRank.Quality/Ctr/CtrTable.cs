using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Samples.Learning;
using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Quality.Ctr;

/// <summary>A set for click-through-rate models.</summary>
/// <param name="Columns">The fields.</param>
/// <param name="Labels">Of every row whether it is positive.</param>
/// <param name="Parts">What every row is used for; null for nothing.</param>
internal sealed record CtrTable(IReadOnlyList<CtrColumn> Columns, bool[] Labels, IReadOnlyList<Part?> Parts)
{
    // Of the training rows that choices are made on.
    private const int HeldShare = 4;

    public int RowCount => Labels.Length;

    public IReadOnlyList<FeatureField> Fields => [.. Columns.Select(column => column.Field)];

    /// <summary>The numbers of the rows of a part.</summary>
    public int[] RowsOf(Part part) => [.. Enumerable.Range(0, RowCount).Where(row => Parts[row] == part)];

    /// <summary>
    /// The set as it is while choices are made: its test rows are gone, and a quarter of the training rows, by the hash of their
    /// numbers, stands in for them.
    /// </summary>
    public CtrTable WithoutTest() => this with
    {
        Parts = [.. Parts.Select((part, row) => part switch
        {
            Part.Test => null,
            Part.Training when RowSplit.Hash((ulong)row + (1UL << 40)) % HeldShare == 0 => Part.Test,
            _ => part,
        })],
    };

    public void Give(int row, IFeatureSink sink)
    {
        for (int field = 0; field < Columns.Count; field++)
            Columns[field].Give(row, sink, field);
    }

    /// <summary>The rows of a part as ML.NET sees them, with the label in <see cref="ColumnNames.Label"/>.</summary>
    public IDataView View(Part part) => new TableView(
        [.. Columns.Select(column => column.ToView()), ViewColumn.Of(ColumnNames.Label, BooleanDataViewType.Instance, row => Labels[row])],
        RowsOf(part));
}
