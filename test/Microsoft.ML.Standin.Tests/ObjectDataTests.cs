using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests;

public class ObjectDataTests
{
    private readonly MLContext _context = new(seed: 1);

    private static readonly Row[] Rows =
    [
        new() { Number = 1.5f, Text = "a", Vector = [1, 2], Key = 0, Varying = ["x", "y"], Flag = true, Other = 1 },
        new() { Number = float.NaN, Text = null, Vector = [3, 4], Key = 2, Varying = [], Flag = false, Other = 2 },
        new() { Number = -2, Text = "c", Vector = [5, 6], Key = 3, Varying = null, Flag = true, Other = 3 },
    ];

    private IDataView Data => _context.Data.LoadFromEnumerable(Rows);

    private static T[] Column<T>(IDataView data, string name)
    {
        var column = data.Schema[name];
        using var cursor = data.GetRowCursor([column]);
        var getter = cursor.GetGetter<T>(column);
        var values = new List<T>();
        while (cursor.MoveNext())
        {
            T value = default!;
            getter(ref value);
            values.Add(value);
        }

        return [.. values];
    }

    [Fact]
    public void Members_become_columns_of_their_types()
    {
        var schema = Data.Schema;
        Assert.Equal(["Number", "Key", "Text", "Vector", "Varying", "Flag", "Renamed"], schema.Select(c => c.Name));
        Assert.Equal(NumberDataViewType.Single, schema["Number"].Type);
        Assert.Equal(TextDataViewType.Instance, schema["Text"].Type);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2), schema["Vector"].Type);
        Assert.Equal(new VectorDataViewType(TextDataViewType.Instance), schema["Varying"].Type);
        Assert.Equal(new KeyDataViewType(typeof(uint), 3), schema["Key"].Type);
        Assert.Equal(NumberDataViewType.Double, schema["Renamed"].Type);
    }

    [Fact]
    public void Keys_count_from_one_and_what_is_no_category_is_missing() =>
        Assert.Equal([1u, 3u, 0u], Column<uint>(Data, "Key"));

    [Fact]
    public void Null_strings_and_arrays_are_empty()
    {
        Assert.Equal(["a", "", "c"], Column<ReadOnlyMemory<char>>(Data, "Text").Select(t => t.ToString()));
        Assert.Equal([2, 0, 0], Column<VBuffer<ReadOnlyMemory<char>>>(Data, "Varying").Select(v => v.Length));
    }

    [Fact]
    public void Rows_are_counted_and_not_shuffled()
    {
        Assert.Equal(3, Data.GetRowCount());
        Assert.Null(_context.Data.LoadFromEnumerable(Rows.Where(r => r.Flag)).GetRowCount());
        Assert.False(Data.CanShuffle);
        Assert.Single(Data.GetRowCursorSet(Data.Schema, 4));
    }

    [Fact]
    public void A_cursor_counts_its_rows_and_stays_at_its_end()
    {
        var data = Data;
        using var cursor = data.GetRowCursor(data.Schema);
        var id = cursor.GetIdGetter();
        DataViewRowId value = default;
        Assert.Equal(-1, cursor.Position);
        Assert.Throws<InvalidOperationException>(() => id(ref value));
        Assert.True(cursor.MoveNext());
        Assert.Equal(0, cursor.Position);
        Assert.True(cursor.MoveNext());
        id(ref value);
        Assert.Equal(new DataViewRowId(1, 0), value);
        Assert.True(cursor.MoveNext());
        Assert.False(cursor.MoveNext());
        Assert.False(cursor.MoveNext());
        Assert.Equal(-1, cursor.Position);
        Assert.Equal(0, cursor.Batch);
    }

    [Fact]
    public void Only_needed_columns_are_active_and_types_are_exact()
    {
        var data = Data;
        using var cursor = data.GetRowCursor([data.Schema["Number"]]);
        Assert.True(cursor.IsColumnActive(data.Schema["Number"]));
        Assert.False(cursor.IsColumnActive(data.Schema["Text"]));
        Assert.Throws<ArgumentOutOfRangeException>(() => cursor.GetGetter<ReadOnlyMemory<char>>(data.Schema["Text"]));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<double>(data.Schema["Number"]));
    }

    [Fact]
    public void Rows_become_objects_again()
    {
        var rows = _context.Data.CreateEnumerable<Row>(Data, reuseRowObject: false).ToArray();
        Assert.Equal(3, rows.Distinct().Count());
        Assert.Equal([1.5f, float.NaN, -2], rows.Select(r => r.Number));
        Assert.Equal(["a", "", "c"], rows.Select(r => r.Text));
        Assert.Equal([5f, 6f], rows[2].Vector!);
        Assert.Equal(["x", "y"], rows[0].Varying!);
        Assert.Equal([1u, 3u, 0u], rows.Select(r => r.Key));
        Assert.Equal([1.0, 2.0, 3.0], rows.Select(r => r.Other));
    }

    [Fact]
    public void One_object_may_serve_for_all_rows()
    {
        var seen = new List<float[]>();
        Row? first = null;
        foreach (var row in _context.Data.CreateEnumerable<Row>(Data, reuseRowObject: true))
        {
            first ??= row;
            Assert.Same(first, row);
            seen.Add(row.Vector!);
        }

        Assert.Equal(3, seen.Count);
        Assert.Same(seen[0], seen[2]);
        Assert.Equal([5f, 6f], seen[0]);
    }

    [Fact]
    public void Members_without_column_are_an_error_unless_ignored()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Data.CreateEnumerable<Wider>(Data, false));
        var rows = _context.Data.CreateEnumerable<Wider>(Data, false, ignoreMissingColumns: true).ToArray();
        Assert.Equal([1.5f, float.NaN, -2], rows.Select(r => r.Number));
        Assert.Equal(7, rows[0].Unknown);
    }

    [Fact]
    public void Members_of_another_type_are_an_error() =>
        Assert.Throws<InvalidOperationException>(() => _context.Data.CreateEnumerable<Different>(Data, false));

    [Fact]
    public void Classes_that_are_no_rows_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Data.LoadFromEnumerable([new Unknowable()]));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Data.LoadFromEnumerable([new NoVector()]));
        Assert.Throws<ArgumentNullException>(() => _context.Data.LoadFromEnumerable<Row>(null!));
        var data = _context.Data.LoadFromEnumerable(new Row[] { new(), null! });
        using var cursor = data.GetRowCursor(data.Schema);
        Assert.True(cursor.MoveNext());
        Assert.Throws<InvalidOperationException>(() => cursor.MoveNext());
    }

    [Fact]
    public void A_definition_changes_types_names_and_annotations()
    {
        var definition = SchemaDefinition.Create(typeof(Row));
        definition["Varying"].ColumnType = new VectorDataViewType(TextDataViewType.Instance, 2);
        definition["Number"].ColumnName = "N";
        definition["Vector"].AddAnnotation("SlotNames", new[] { "p", "q" }, new VectorDataViewType(TextDataViewType.Instance, 2));
        var schema = _context.Data.LoadFromEnumerable(Rows, definition).Schema;
        Assert.Equal(new VectorDataViewType(TextDataViewType.Instance, 2), schema["Varying"].Type);
        Assert.NotNull(schema.GetColumnOrNull("N"));
        Assert.True(schema["Vector"].HasSlotNames());
        definition["Flag"].ColumnType = NumberDataViewType.Single;
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Data.LoadFromEnumerable(Rows, definition));
    }

    [Fact]
    public void A_schema_gives_types_and_annotations_to_members()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Varying", new VectorDataViewType(TextDataViewType.Instance, 2));
        var data = _context.Data.LoadFromEnumerable(Rows, builder.ToSchema());
        Assert.Equal(new VectorDataViewType(TextDataViewType.Instance, 2), data.Schema["Varying"].Type);
        builder.AddColumn("Missing", NumberDataViewType.Single);
        Assert.Throws<InvalidOperationException>(() => _context.Data.LoadFromEnumerable(Rows, builder.ToSchema()));
    }

    [Fact]
    public void A_cache_reads_its_source_once_per_column_set()
    {
        int passes = 0;
        IEnumerable<Row> Counted()
        {
            passes++;
            foreach (var row in Rows)
                yield return row;
        }

        var cache = _context.Data.Cache(_context.Data.LoadFromEnumerable(Counted()), "Number", "Vector");
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal([1.5f, float.NaN, -2], Column<float>(cache, "Number"));
            Assert.Equal([2f, 4f, 6f], Column<VBuffer<float>>(cache, "Vector").Select(v => v.GetItemOrDefault(1)));
        }

        Assert.Equal(1, passes);
        Assert.True(cache.CanShuffle);
        Assert.Equal(3, cache.GetRowCount());
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Data.Cache(Data, "Missing"));
    }

    [Fact]
    public void A_cache_shuffles_by_the_random_numbers_it_is_given()
    {
        var numbers = Enumerable.Range(0, 500).Select(i => new Single1 { Number = i }).ToArray();
        var cache = _context.Data.Cache(_context.Data.LoadFromEnumerable(numbers));
        float[] Shuffled(int seed)
        {
            var column = cache.Schema["Number"];
            using var cursor = cache.GetRowCursor([column], new Random(seed));
            var getter = cursor.GetGetter<float>(column);
            var id = cursor.GetIdGetter();
            var values = new List<float>();
            while (cursor.MoveNext())
            {
                float value = 0;
                DataViewRowId row = default;
                getter(ref value);
                id(ref row);
                Assert.Equal(new DataViewRowId((ulong)value, 0), row);
                values.Add(value);
            }

            return [.. values];
        }

        Assert.Equal(Shuffled(3), Shuffled(3));
        Assert.NotEqual(Shuffled(3), Shuffled(4));
        Assert.Equal(numbers.Select(n => n.Number), Shuffled(3).Order());
    }

    [Fact]
    public void Cursors_of_a_set_share_the_rows_in_batches()
    {
        var numbers = Enumerable.Range(0, 1000).Select(i => new Single1 { Number = i }).ToArray();
        var cache = _context.Data.Cache(_context.Data.LoadFromEnumerable(numbers));
        var column = cache.Schema["Number"];
        var seen = new List<(long Batch, float Value)>();
        foreach (var cursor in cache.GetRowCursorSet([column], 3))
        {
            var getter = cursor.GetGetter<float>(column);
            long batch = -1;
            while (cursor.MoveNext())
            {
                Assert.True(cursor.Batch >= batch);
                batch = cursor.Batch;
                float value = 0;
                getter(ref value);
                seen.Add((batch, value));
            }
        }

        Assert.Equal(numbers.Select(n => n.Number), seen.OrderBy(s => s.Batch).Select(s => s.Value));
    }

    private sealed class Row
    {
        public float Number;

        [KeyType(3)]
        public uint Key;

        public string? Text { get; set; }

        [VectorType(2)]
        public float[]? Vector { get; set; }

        public string[]? Varying { get; set; }

        public bool Flag { get; set; }

        [ColumnName("Renamed")]
        public double Other { get; set; }

        [NoColumn]
        public object? Ignored { get; set; }
    }

    private sealed class Wider
    {
        public float Number { get; set; }

        public int Unknown { get; set; } = 7;
    }

    private sealed class Different
    {
        public double Number { get; set; }
    }

    private sealed class Unknowable
    {
        public Uri? Address { get; set; }
    }

    private sealed class NoVector
    {
        [VectorType(2)]
        public float Number { get; set; }
    }

    private sealed class Single1
    {
        public float Number { get; set; }
    }
}
