using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Samples.Learning;

/// <summary>Makes of a file's columns a label and columns to learn from.</summary>
internal static class DatasetReader
{
    private const int MostNamesShown = 8;

    /// <param name="table">The file.</param>
    /// <param name="labelName">The column to predict.</param>
    /// <param name="task">What is to be learned, or null to infer it from the label.</param>
    /// <param name="drop">Columns not to learn from.</param>
    /// <param name="categories">
    /// For models that read texts as they are: free texts are categories too, and so are these columns, whatever their cells
    /// look like. Null to leave free texts out.
    /// </param>
    /// <exception cref="SampleException">There is no such column, or nothing to learn from.</exception>
    public static Dataset Read(
        RawTable table, string labelName, LearningTask? task, IReadOnlyList<string> drop, IReadOnlyList<string>? categories = null)
    {
        var labelColumn = table.Find(labelName, "--label");
        var dropped = drop.Select(name => table.Find(name, "--drop")).ToHashSet();
        if (dropped.Contains(labelColumn))
            throw new SampleException($"{labelColumn.Name} is both the --label and to be dropped.");
        var named = (categories ?? []).Select(name => table.Find(name, "--categories")).ToHashSet();
        if (named.FirstOrDefault(column => column == labelColumn || dropped.Contains(column)) is { } taken)
            throw new SampleException($"{taken.Name} is one of the --categories, but also the --label or to be dropped.");
        var label = LabelInference.Read(labelColumn, task);
        var features = new List<FeatureColumn>();
        var leftOut = new List<(string Name, ColumnKind Kind)>();
        foreach (var column in table.Columns.Where(column => column != labelColumn && !dropped.Contains(column)))
        {
            var kind = TypeInference.Of(column);
            if ((kind == ColumnKind.Text && categories != null) || (kind != ColumnKind.Empty && named.Contains(column)))
                kind = ColumnKind.Category;
            if (kind is ColumnKind.Number or ColumnKind.Boolean)
                features.Add(new NumberColumn(column.Name, TypeInference.ToNumbers(column)));
            else if (kind == ColumnKind.Category)
                features.Add(new CategoryColumn(column.Name, column.Values, column.Codes));
            else
                leftOut.Add((column.Name, kind));
        }
        if (features.Count == 0)
            throw new SampleException(
                $"{table.Source} has no columns to learn from: besides the label and what is dropped there is no column " +
                $"of numbers or categories{LeftOut(" (", leftOut, ")")}.");
        int unlabelled = Enumerable.Range(0, table.RowCount).Count(row => !label.IsPresent(row));
        var notes = Notes(dropped, leftOut, unlabelled, table.RowCount);
        return new Dataset(table.Source, features, label, table.RowCount, [.. notes]);
    }

    private static IEnumerable<string> Notes(
        IReadOnlyCollection<RawColumn> dropped, List<(string Name, ColumnKind Kind)> leftOut, int unlabelled, int rowCount)
    {
        if (dropped.Count > 0)
            yield return $"Dropped: {Sentence.List(dropped.Select(column => column.Name), MostNamesShown)}.";
        if (leftOut.Count > 0)
            yield return LeftOut("Left out, neither numbers nor categories: ", leftOut, ".");
        if (unlabelled > 0)
            yield return $"{Sentence.Count(unlabelled, "row", "rows")} of {rowCount} without a label are not used.";
    }

    private static string LeftOut(string before, List<(string Name, ColumnKind Kind)> columns, string after)
    {
        var reasons = columns.Select(c => $"{c.Name} {(c.Kind == ColumnKind.Empty ? "is empty" : "is free text")}");
        return columns.Count == 0 ? "" : before + Sentence.List(reasons, MostNamesShown) + after;
    }
}
