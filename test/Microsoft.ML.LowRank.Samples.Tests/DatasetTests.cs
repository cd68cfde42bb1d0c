using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Samples.Learning;
using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Samples.Tests;

public class DatasetTests
{
    private static readonly RawTable Table = TestColumns.Table(
        TestColumns.Of("size", "1", "2", "", "4", "5"),
        TestColumns.Of("Score", "a", "b", "a", "", "b"),
        TestColumns.Of("flag", "yes", "no", "no", "yes", "no"),
        TestColumns.Of("y", "0", "1", "0", "", "1"),
        TestColumns.Of("nothing", "", "", "", "", ""));

    [Fact]
    public void Columns_are_sorted_by_kind_and_the_rest_is_said()
    {
        var data = Read();
        Assert.Equal(["size", "flag"], data.Features.OfType<NumberColumn>().Select(column => column.Name));
        Assert.Equal(["Score (column)"], data.CategoryNames);
        Assert.Equal(["Left out, neither numbers nor categories: nothing is empty.", "1 row of 5 without a label are not used."],
            data.Notes);
    }

    [Fact]
    public void The_view_has_the_values_of_the_chosen_rows()
    {
        var view = Read().View([4, 2, 1]);
        var slots = default(VBuffer<ReadOnlyMemory<char>>);
        view.Schema["Numbers"].Annotations.GetValue("SlotNames", ref slots);
        Assert.Equal(["size", "flag"], slots.DenseValues().Select(name => name.ToString()));
        var rows = Rows(view);
        Assert.Equal(3, view.GetRowCount());
        Assert.Equal([true, false, true], rows.Select(row => row.Label));
        Assert.Equal(["b", "a", "b"], rows.Select(row => row.Category));
        Assert.Equal([5, 0, float.NaN, 0, 2, 0], rows.SelectMany(row => row.Numbers));
        Assert.Equal([4ul, 2ul, 1ul], rows.Select(row => row.Id.Low));
    }

    [Fact]
    public void The_column_view_has_every_column_by_itself()
    {
        var view = Read().ColumnView([4, 2, 3]);
        Assert.Equal(["Label", "size", "Score (column)", "flag"], view.Schema.Select(column => column.Name));
        Assert.Equal([5, float.NaN, 4], Values<float>(view, "size"));
        Assert.Equal([0f, 0, 1], Values<float>(view, "flag"));
        Assert.Equal(["b", "a", ""], Values<ReadOnlyMemory<char>>(view, "Score (column)").Select(text => text.ToString()));
        Assert.Equal([true, false], Values<bool>(Read().ColumnView([4, 2]), "Label"));
    }

    [Fact]
    public void Free_texts_and_named_numbers_are_categories_where_texts_are_read_as_they_are()
    {
        var table = TestColumns.Table(
            TestColumns.Of("id", [.. Enumerable.Range(0, 60).Select(i => $"user {i}")]),
            TestColumns.Of("shop", [.. Enumerable.Range(0, 60).Select(i => $"{i % 7}")]),
            TestColumns.Of("price", [.. Enumerable.Range(0, 60).Select(i => $"{i}.5")]),
            TestColumns.Of("y", [.. Enumerable.Range(0, 60).Select(i => $"{i % 2}")]));
        var plain = DatasetReader.Read(table, "y", null, []);
        Assert.Equal(["shop", "price"], plain.Features.Select(column => column.Name));
        var asTexts = DatasetReader.Read(table, "y", null, [], ["SHOP"]);
        Assert.Equal(["id", "shop"], asTexts.Features.OfType<CategoryColumn>().Select(column => column.Name));
        Assert.Equal(["price"], asTexts.Features.OfType<NumberColumn>().Select(column => column.Name));
        foreach (var (name, drop) in new[] { ("y", ""), ("shop", "shop") })
            Assert.Contains("--categories", Assert.Throws<SampleException>(
                () => DatasetReader.Read(table, "y", null, drop == "" ? [] : [drop], [name])).Message);
        Assert.Contains("--categories is 'where'", Assert.Throws<SampleException>(
            () => DatasetReader.Read(table, "y", null, [], ["where"])).Message);
    }

    [Fact]
    public void A_missing_category_is_an_empty_text() => Assert.Equal("", Rows(Read().View([3]))[0].Category);

    [Fact]
    public void A_getter_of_another_type_or_of_a_sleeping_column_is_refused()
    {
        var view = Read().View([0]);
        using var cursor = view.GetRowCursor([view.Schema["Label"]]);
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(view.Schema["Label"]));
        Assert.Throws<ArgumentException>(() => cursor.GetGetter<VBuffer<float>>(view.Schema["Numbers"]));
        var label = cursor.GetGetter<bool>(view.Schema["Label"]);
        bool value = true;
        Assert.Throws<InvalidOperationException>(() => label(ref value));
    }

    [Fact]
    public void After_the_last_row_there_is_none_however_often_one_asks()
    {
        using var cursor = Read().View([3, 0]).GetRowCursor([]);
        Assert.Equal([true, true, false, false], Enumerable.Range(0, 4).Select(_ => cursor.MoveNext()));
        Assert.Equal(-1, cursor.Position);
    }

    [Fact]
    public void Rows_of_the_parts_are_those_of_the_split_that_have_a_label()
    {
        var data = Read();
        Assert.Equal([0, 1, 2, 4], data.Rows);
        Assert.Equal([0, 1, 4], data.RowsOf(Part.Training));
        Assert.Equal([2], data.RowsOf(Part.Test));
    }

    [Fact]
    public void Dropped_columns_are_not_learned_from()
    {
        var data = DatasetReader.Read(Table, "y", null, ["size", "Score"]);
        Assert.Equal("flag", Assert.Single(data.Features).Name);
        Assert.Contains("Dropped: size, Score.", data.Notes[0].Replace(" and ", ", ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("z", "size", "--label is 'z'")]
    [InlineData("y", "z", "--drop is 'z'")]
    [InlineData("y", "y", "both the --label and to be dropped")]
    [InlineData("y", "size,Score,flag", "no columns to learn from")]
    public void What_cannot_be_is_said(string label, string drop, string says)
    {
        string message = Assert.Throws<SampleException>(() => DatasetReader.Read(Table, label, null, drop.Split(','))).Message;
        Assert.Contains(says, message);
    }

    [Fact]
    public void An_unknown_label_lists_the_columns() => Assert.Contains(
        "size, Score, flag, y and nothing",
        Assert.Throws<SampleException>(() => DatasetReader.Read(Table, "z", null, [])).Message);

    private static Dataset Read() => DatasetReader.Read(Table, "y", null, []);

    private sealed record Row(DataViewRowId Id, bool Label, float[] Numbers, string Category);

    private static List<Row> Rows(IDataView view)
    {
        var rows = new List<Row>();
        using var cursor = view.GetRowCursor(view.Schema);
        var id = cursor.GetIdGetter();
        var label = cursor.GetGetter<bool>(view.Schema["Label"]);
        var numbers = cursor.GetGetter<VBuffer<float>>(view.Schema["Numbers"]);
        var category = cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema["Score (column)"]);
        while (cursor.MoveNext())
        {
            var (i, l, n, c) = (default(DataViewRowId), false, default(VBuffer<float>), default(ReadOnlyMemory<char>));
            id(ref i);
            label(ref l);
            numbers(ref n);
            category(ref c);
            rows.Add(new Row(i, l, [.. n.DenseValues()], c.ToString()));
        }
        return rows;
    }

    private static List<T> Values<T>(IDataView view, string name)
    {
        using var cursor = view.GetRowCursor([view.Schema[name]]);
        var getter = cursor.GetGetter<T>(view.Schema[name]);
        var values = new List<T>();
        T value = default!;
        while (cursor.MoveNext())
        {
            getter(ref value);
            values.Add(value);
        }
        return values;
    }
}
