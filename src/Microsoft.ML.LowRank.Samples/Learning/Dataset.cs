using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Samples.Learning;

/// <summary>Columns to learn from and a label, in memory.</summary>
internal sealed class Dataset
{
    /// <summary>Columns that the view and the pipelines make; a column of the file must not be taken for one.</summary>
    private static readonly HashSet<string> Reserved =
        [ColumnNames.Label, ColumnNames.Numbers, ColumnNames.Features, "Score", "Probability", "PredictedLabel"];

    private readonly List<ViewColumn> _view = [];
    private readonly List<string> _categories = [];

    /// <param name="source">Where the data is from, for people.</param>
    /// <param name="features">The columns to learn from, at least one.</param>
    /// <param name="label">The column to predict.</param>
    /// <param name="rowCount">The rows, from 0, as the split counts them.</param>
    /// <param name="notes">What people should know of how the data was read.</param>
    public Dataset(
        string source, IReadOnlyList<FeatureColumn> features, Label label, int rowCount, IReadOnlyList<string> notes)
    {
        Source = source;
        Features = features;
        Label = label;
        RowCount = rowCount;
        Notes = notes;
        Rows = [.. Enumerable.Range(0, rowCount).Where(label.IsPresent)];
        _view.Add(label.ToViewColumn(ColumnNames.Label));
        NumberColumn[] numbers = [.. features.OfType<NumberColumn>()];
        HasNumbers = numbers.Length > 0;
        if (HasNumbers)
            _view.Add(ViewColumn.VectorOf(ColumnNames.Numbers, numbers));
        foreach (var column in features.OfType<CategoryColumn>())
            AddCategory(column);
    }

    public string Source { get; }

    public IReadOnlyList<FeatureColumn> Features { get; }

    public Label Label { get; }

    /// <summary>All rows, those without a label included.</summary>
    public int RowCount { get; }

    public IReadOnlyList<string> Notes { get; }

    /// <summary>The numbers of the rows that have a label.</summary>
    public int[] Rows { get; }

    /// <summary>Whether the view has the vector of all columns of numbers, <see cref="ColumnNames.Numbers"/>.</summary>
    public bool HasNumbers { get; }

    /// <summary>The view's columns of texts that are categories.</summary>
    public IReadOnlyList<string> CategoryNames => _categories;

    /// <summary>The rows of one part that have a label.</summary>
    public int[] RowsOf(Part part) => [.. Rows.Where(row => RowSplit.Of(row) == part)];

    public IDataView View(int[] rows) => new TableView(_view, rows);

    /// <summary>The same rows with every column by itself, for models that read columns as they are.</summary>
    public IDataView ColumnView(int[] rows) =>
        new TableView([Label.ToViewColumn(ColumnNames.Label), .. Features.Select(ToViewColumn)], rows);

    private void AddCategory(CategoryColumn column)
    {
        _categories.Add(NameOf(column));
        _view.Add(ToViewColumn(column));
    }

    private static string NameOf(FeatureColumn column) => Reserved.Contains(column.Name) ? $"{column.Name} (column)" : column.Name;

    private static ViewColumn ToViewColumn(FeatureColumn column) => column is CategoryColumn category
        ? ViewColumn.Of(NameOf(column), TextDataViewType.Instance, row =>
            category.Codes[row] == RawColumn.Missing ? default : category.Values[category.Codes[row]].AsMemory())
        : ViewColumn.Of(NameOf(column), NumberDataViewType.Single, row => ((NumberColumn)column).Values[row]);
}
