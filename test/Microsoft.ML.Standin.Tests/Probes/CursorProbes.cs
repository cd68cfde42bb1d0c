using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests;

[Probes("cursors")]
internal static class CursorProbes
{
    private static readonly MLContext Context = new(1);

    private static IDataView Rows => Everyday.View(Context);
    private static IDataView Copied => Context.Transforms.CopyColumns("Copy", "Number").Fit(Rows).Transform(Rows);
    private static IDataView Cached => Context.Data.Cache(Rows);

    private static Dictionary<string, object?> OfEach(Func<IDataView, object?> ask) => new()
    {
        ["enumerable"] = ask(Rows),
        ["transformed"] = ask(Copied),
        ["cached"] = ask(Cached),
        ["shuffled"] = ask(Context.Data.ShuffleRows(Rows, seed: 3)),
    };

    public static object Positions() => OfEach(data =>
    {
        using var cursor = data.GetRowCursor([data.Schema["Number"]]);
        var seen = new List<long> { cursor.Position };
        bool more;
        do
        {
            more = cursor.MoveNext();
            seen.Add(cursor.Position);
        }
        while (more);
        return new { seen, again = cursor.MoveNext(), last = cursor.Position, cursor.Batch };
    });

    public static object InactiveColumn() => OfEach(data =>
    {
        using var cursor = data.GetRowCursor([data.Schema["Number"]]);
        return new
        {
            number = cursor.IsColumnActive(cursor.Schema["Number"]),
            text = cursor.IsColumnActive(cursor.Schema["Text"]),
            thrown = Describe.Thrown(() => cursor.GetGetter<ReadOnlyMemory<char>>(cursor.Schema["Text"])),
        };
    });

    public static object WrongType() => OfEach(data =>
    {
        using var cursor = data.GetRowCursor([data.Schema["Number"], data.Schema["Features"], data.Schema["Group"]]);
        return new
        {
            scalar = Describe.Thrown(() => cursor.GetGetter<double>(cursor.Schema["Number"])),
            vector = Describe.Thrown(() => cursor.GetGetter<float>(cursor.Schema["Features"])),
            key = Describe.Thrown(() => cursor.GetGetter<int>(cursor.Schema["Group"])),
        };
    });

    public static object ColumnOfNoRow() => OfEach(data =>
    {
        using var cursor = data.GetRowCursor(data.Schema);
        var other = new DataViewSchema.Builder();
        for (int i = 0; i < 20; i++)
            other.AddColumn("C" + i, NumberDataViewType.Single);
        return Describe.Thrown(() => cursor.GetGetter<float>(other.ToSchema()[19]));
    });

    public static object Ids() => new[] { Rows, Copied, Cached }.Select(data =>
    {
        using var cursor = data.GetRowCursor([]);
        var getter = cursor.GetIdGetter();
        var ids = new List<string>();
        while (cursor.MoveNext())
        {
            DataViewRowId id = default;
            getter(ref id);
            ids.Add(id.ToString());
        }
        return ids;
    }).ToArray();

    public static object CursorSetsCoverAllRowsOnce() => OfEach(data =>
    {
        var numbers = new List<int>();
        var ids = new HashSet<DataViewRowId>();
        foreach (var cursor in data.GetRowCursorSet([data.Schema["Whole"]], 4))
        {
            using (cursor)
            {
                var getter = cursor.GetGetter<int>(cursor.Schema["Whole"]);
                var idGetter = cursor.GetIdGetter();
                while (cursor.MoveNext())
                {
                    int value = 0;
                    getter(ref value);
                    numbers.Add(value);
                    DataViewRowId id = default;
                    idGetter(ref id);
                    ids.Add(id);
                }
            }
        }
        return new { sorted = numbers.Order().ToArray(), ids = ids.Count };
    });

    public static object ShuffledRowsAreTheSameRows()
    {
        var shuffled = Context.Data.ShuffleRows(Rows, seed: 3);
        return new
        {
            shuffled.CanShuffle,
            rows = shuffled.GetRowCount(),
            sorted = Numbers(shuffled).Order().ToArray(),
            repeatable = Numbers(shuffled).SequenceEqual(Numbers(Context.Data.ShuffleRows(Rows, seed: 3))),
        };
    }

    public static object ShuffledCursorsOfEqualSeedsAgree() => OfEach(data => Order(data, 5).SequenceEqual(Order(data, 5)));

    public static object ShuffledCursorsServeAllRows() => OfEach(data => Order(data, 5).Order().ToArray());

    public static object CanShuffle() => OfEach(data => data.CanShuffle);
    public static object RowCounts() => OfEach(data => data.GetRowCount());
    public static object TransformedLazyRows()
    {
        var lazy = Context.Data.LoadFromEnumerable(Everyday.Rows.Where(r => r.Flag));
        var copied = Context.Transforms.CopyColumns("Copy", "Number").Fit(lazy).Transform(lazy);
        return new { rows = copied.GetRowCount(), copied.CanShuffle };
    }

    public static object Taken() => new
    {
        head = Numbers(Context.Data.TakeRows(Rows, 2)),
        all = Numbers(Context.Data.TakeRows(Rows, 100)),
        none = Describe.Try(() => Numbers(Context.Data.TakeRows(Rows, 0))),
        rest = Numbers(Context.Data.SkipRows(Rows, 3)),
        rows = Context.Data.TakeRows(Rows, 2).GetRowCount(),
        shuffles = Context.Data.TakeRows(Rows, 2).CanShuffle,
    };

    private static int[] Numbers(IDataView data) =>
        [.. data.GetColumn<int>("Whole")];

    private static int[] Order(IDataView data, int seed)
    {
        using var cursor = data.GetRowCursor([data.Schema["Whole"]], new Random(seed));
        var getter = cursor.GetGetter<int>(cursor.Schema["Whole"]);
        var values = new List<int>();
        while (cursor.MoveNext())
        {
            int value = 0;
            getter(ref value);
            values.Add(value);
        }
        return [.. values];
    }
}
