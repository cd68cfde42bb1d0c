namespace Microsoft.ML.LowRank.Samples.Tables;

/// <summary>A file as it stands: columns of texts.</summary>
internal sealed record RawTable(string Source, IReadOnlyList<RawColumn> Columns, int RowCount)
{
    /// <summary>Finds a column by its name, first as it is written, then without regard to case.</summary>
    /// <exception cref="SampleException">There is none; the message lists those there are.</exception>
    public RawColumn Find(string name, string option) =>
        Columns.FirstOrDefault(column => column.Name == name)
        ?? Columns.FirstOrDefault(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new SampleException(
            $"{option} is '{name}', but {Source} has no such column. It has " +
            $"{Sentence.List(Columns.Select(column => column.Name), 40)}.");
}
