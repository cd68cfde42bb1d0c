using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Samples.Generate;
using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Samples.Tests;

public class ClickLogViewTests
{
    private const int Rows = 2_000;

    private static readonly ClickLog Log = new(Rows, 3);

    [Fact]
    public void The_parts_have_the_rows_of_the_log_that_the_split_gives_them()
    {
        var seen = new HashSet<ulong>();
        foreach (var part in Enum.GetValues<Part>())
        {
            var view = new ClickLogView(Log, part);
            Assert.Null(view.GetRowCount());
            using var cursor = view.GetRowCursor(view.Schema);
            var id = cursor.GetIdGetter();
            var label = cursor.GetGetter<bool>(view.Schema["Label"]);
            var counts = Enumerable.Range(1, ClickLog.CountFields).Select(i => cursor.GetGetter<float>(view.Schema[$"I{i}"])).ToList();
            var ids = Enumerable.Range(1, ClickLog.IdFields)
                .Select(i => cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema[$"C{i}"])).ToList();
            for (long position = 0; cursor.MoveNext(); position++)
            {
                Assert.Equal(position, cursor.Position);
                DataViewRowId at = default;
                id(ref at);
                Assert.Equal(part, RowSplit.Of((long)at.Low));
                Assert.True(seen.Add(at.Low));
                var row = new ClickRow();
                Log.Read((long)at.Low, row);
                bool clicked = false;
                label(ref clicked);
                Assert.Equal(row.Clicked, clicked);
                for (int field = 0; field < counts.Count; field++)
                {
                    float count = 0;
                    counts[field](ref count);
                    Assert.Equal(row.Counts[field] < 0 ? float.NaN : row.Counts[field], count);
                }
                for (int field = 0; field < ids.Count; field++)
                {
                    var text = default(ReadOnlyMemory<char>);
                    ids[field](ref text);
                    Assert.Equal(Log.TextOf(field, row.Ids[field]), text.ToString());
                }
            }
        }
        Assert.Equal(Rows, seen.Count);
    }

    [Fact]
    public void Texts_outlive_their_row()
    {
        var view = new ClickLogView(Log, Part.Training);
        var column = view.Schema["C5"];
        using var cursor = view.GetRowCursor([column]);
        var getter = cursor.GetGetter<ReadOnlyMemory<char>>(column);
        var kept = new List<ReadOnlyMemory<char>>();
        var said = new List<string>();
        for (int i = 0; i < 50 && cursor.MoveNext(); i++)
        {
            ReadOnlyMemory<char> text = default;
            getter(ref text);
            kept.Add(text);
            said.Add(text.ToString());
        }
        Assert.True(said.Distinct().Count() > 1);
        Assert.Equal(said, kept.Select(text => text.ToString()));
    }

    [Fact]
    public void Cursors_do_not_disturb_each_other()
    {
        var view = new ClickLogView(Log, Part.Test);
        var column = view.Schema["I1"];
        using var first = view.GetRowCursor([column]);
        using var second = view.GetRowCursorSet([column], 4)[0];
        var (one, other) = (first.GetGetter<float>(column), second.GetGetter<float>(column));
        second.MoveNext();
        float a = 0, b = 0;
        while (first.MoveNext() & second.MoveNext())
        {
            one(ref a);
            other(ref b);
        }
        second.Dispose();
        using var again = view.GetRowCursor([column]);
        var third = again.GetGetter<float>(column);
        while (again.Position < first.Position && again.MoveNext())
        {
        }
        third(ref b);
        one(ref a);
        Assert.Equal(a, b);
    }

    [Fact]
    public void A_getter_of_another_type_or_of_a_sleeping_column_or_before_the_first_row_is_refused()
    {
        var view = new ClickLogView(Log, Part.Test);
        using var cursor = view.GetRowCursor([view.Schema["I1"]]);
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<int>(view.Schema["I1"]));
        Assert.Throws<ArgumentException>(() => cursor.GetGetter<bool>(view.Schema["Label"]));
        var count = cursor.GetGetter<float>(view.Schema["I1"]);
        var id = cursor.GetIdGetter();
        float value = 0;
        DataViewRowId at = default;
        Assert.Throws<InvalidOperationException>(() => count(ref value));
        Assert.Throws<InvalidOperationException>(() => id(ref at));
        while (cursor.MoveNext())
        {
        }
        Assert.False(cursor.MoveNext());
        Assert.Equal(-1, cursor.Position);
        Assert.Throws<InvalidOperationException>(() => count(ref value));
    }
}
