using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests;

public sealed class TextLoaderTests : IDisposable
{
    private readonly MLContext _context = new(seed: 1);
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    private static T[] Values<T>(IDataView data, string name)
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

    private static string[] Texts(IDataView data, string name) => Array.ConvertAll(Values<ReadOnlyMemory<char>>(data, name), text => text.ToString());

    private IDataView Load(string text, TextLoader.Options options)
    {
        File.WriteAllText(_path, text);
        return _context.Data.LoadFromTextFile(_path, options);
    }

    private IDataView LoadCsv(string text, params TextLoader.Column[] columns) =>
        Load(text, new TextLoader.Options { Separators = [','], HasHeader = true, AllowQuoting = true, Columns = columns });

    [Fact]
    public void Columns_have_the_types_that_are_asked_for()
    {
        var data = LoadCsv(
            "id,x,y,name,flag,kind\n7,1.5,-2e3,ann,true,2\n8,3,4,bob,no,9\n",
            new("Id", DataKind.Int32, 0),
            new("Vector", DataKind.Single, 1, 2),
            new("Name", DataKind.String, 3),
            new("Flag", DataKind.Boolean, 4),
            new("Kind", DataKind.UInt32, [new(5)], new KeyCount(3)),
            new("One", DataKind.Double, [new(1, 1)]));
        Assert.Equal(
            ["Id: Int32", "Vector: Vector<Single, 2> {SlotNames}", "Name: String", "Flag: Boolean", "Kind: Key<UInt32, 0-2>", "One: Vector<Double, 1> {SlotNames}"],
            data.Schema.Select(column => column.ToString()));
        Assert.Equal([7, 8], Values<int>(data, "Id"));
        Assert.Equal([[1.5f, -2000f], [3f, 4f]], Values<VBuffer<float>>(data, "Vector").Select(v => v.DenseValues().ToArray()));
        Assert.Equal(["ann", "bob"], Texts(data, "Name"));
        Assert.Equal([true, false], Values<bool>(data, "Flag"));
        Assert.Equal([3u, 0u], Values<uint>(data, "Kind"));
        VBuffer<ReadOnlyMemory<char>> names = default;
        data.Schema["Vector"].GetSlotNames(ref names);
        Assert.Equal(["x", "y"], names.DenseValues().Select(name => name.ToString()));
    }

    [Fact]
    public void Slots_are_named_only_where_the_file_is_looked_at_beforehand()
    {
        File.WriteAllText(_path, "a,b\n1,2\n");
        var data = _context.Data.LoadFromTextFile(_path, [new TextLoader.Column("V", DataKind.Single, 0, 1)], ',', hasHeader: true);
        Assert.False(data.Schema["V"].HasSlotNames());
        Assert.Single(Values<VBuffer<float>>(data, "V"));
    }

    [Theory]
    [InlineData("?", float.NaN)]
    [InlineData("NaN", float.NaN)]
    [InlineData("n/a", float.NaN)]
    [InlineData("rubbish", float.NaN)]
    [InlineData("1 000", float.NaN)]
    [InlineData("", 0f)]
    [InlineData("  ", 0f)]
    [InlineData("+2.5", 2.5f)]
    [InlineData("-.5e-1", -0.05f)]
    [InlineData("  7  ", 7f)]
    [InlineData("Infinity", float.PositiveInfinity)]
    [InlineData("1e40", float.PositiveInfinity)]
    public void Real_numbers_are_read_as_in_MLNET(string field, float expected)
    {
        var data = LoadCsv($"x,y\n{field},1\n", new TextLoader.Column("X", DataKind.Single, 0), new("D", DataKind.Double, 0));
        Assert.Equal(expected, Values<float>(data, "X")[0]);
        Assert.Equal(field == "1e40" ? 1e40 : expected, Values<double>(data, "D")[0], 1e-8);
    }

    [Theory]
    [InlineData("T", true)]
    [InlineData("yes", true)]
    [InlineData("+1", true)]
    [InlineData("", false)]
    [InlineData("FALSE", false)]
    [InlineData("-", false)]
    public void Truth_has_many_spellings(string field, bool expected) =>
        Assert.Equal(expected, Values<bool>(LoadCsv($"x,y\n{field},1\n", new TextLoader.Column("X", DataKind.Boolean, 0)), "X")[0]);

    [Theory]
    [InlineData(DataKind.Boolean, "maybe")]
    [InlineData(DataKind.Int32, "1.5")]
    [InlineData(DataKind.Byte, "256")]
    [InlineData(DataKind.DateTime, "soon")]
    public void A_value_that_cannot_be_missing_must_be_there(DataKind kind, string field)
    {
        var data = LoadCsv($"x,y\n{field},1\n", new TextLoader.Column("X", kind, 0));
        using var cursor = data.GetRowCursor(data.Schema);
        Assert.Throws<FormatException>(() => cursor.MoveNext());
    }

    [Fact]
    public void Empty_reals_are_NaN_if_that_is_asked_for()
    {
        var data = Load("1\t\t3\n4\n", new TextLoader.Options
        {
            MissingRealsAsNaNs = true,
            Columns = [new("V", DataKind.Single, 0, 2), new("S", DataKind.Single, 1), new("I", DataKind.Int32, 2)],
        });
        var vectors = Values<VBuffer<float>>(data, "V").Select(v => v.DenseValues().ToArray()).ToArray();
        Assert.Equal([1f, float.NaN, 3f], vectors[0]);
        Assert.Equal([4f, float.NaN, float.NaN], vectors[1]);
        Assert.Equal([float.NaN, float.NaN], Values<float>(data, "S"));
        Assert.Equal([3, 0], Values<int>(data, "I"));
    }

    [Fact]
    public void Vectors_with_few_values_are_sparse()
    {
        var data = Load("\t5\t\t\n1\t2\t\t\n1\t2\t3\t\n\t\t\t\n", new TextLoader.Options { Columns = [new("V", DataKind.Single, 0, 3)] });
        var vectors = Values<VBuffer<float>>(data, "V");
        Assert.Equal([false, false, true, false], vectors.Select(v => v.IsDense));
        Assert.Equal([1], vectors[0].GetIndices().ToArray());
        Assert.Equal([0f, 5f, 0f, 0f], vectors[0].DenseValues());
        Assert.Equal([1f, 2f, 3f, 0f], vectors[2].DenseValues());
        Assert.Equal(0, vectors[3].GetValues().Length);
    }

    [Fact]
    public void Quoted_fields_keep_separators_and_doubled_quotes()
    {
        var column = new TextLoader.Column("T", DataKind.String, 0);
        var rest = new TextLoader.Column("R", DataKind.String, 1);
        var data = LoadCsv("t,r\n\"a,b\",1\n\"say \"\"hi\"\"\",2\n  \" c \" ,3\n\"bad\"x,4\n\"\",5\nplain\"q\",6\n", column, rest);
        Assert.Equal(["a,b", "say \"hi\"", " c ", "", "", "plain\"q\""], Texts(data, "T"));
        Assert.Equal(["1", "2", "3", "4", "5", "6"], Texts(data, "R"));
        data = Load("\"a,b\",1\n", new TextLoader.Options { Separators = [','], Columns = [column, rest] });
        Assert.Equal(["\"a"], Texts(data, "T"));
        Assert.Equal(["b\""], Texts(data, "R"));
    }

    [Fact]
    public void A_quoted_field_may_go_on_in_the_next_line()
    {
        var options = new TextLoader.Options
        {
            Separators = [','],
            AllowQuoting = true,
            ReadMultilines = true,
            Columns = [new("T", DataKind.String, 0), new("R", DataKind.String, 1)],
        };
        var data = Load("\"a\nb\",1\nc,2\n", options);
        Assert.Equal(["a\nb", "c"], Texts(data, "T"));
        Assert.Equal(["1", "2"], Texts(data, "R"));
        Assert.Throws<FormatException>(() => Texts(Load("x,1\n\"a\nb", options), "T"));
    }

    [Fact]
    public void Comments_and_empty_lines_are_no_rows()
    {
        var options = new TextLoader.Options { HasHeader = true, Columns = [new("T", DataKind.String, 0)] };
        Assert.Equal(["#two", "x", "3"], Texts(Load("\n# head\n// head\nname\n#two\n\n// gone\nx\n3", options), "T"));
        Assert.Empty(Texts(Load("name\n", options), "T"));
        Assert.Empty(Texts(Load("", options), "T"));
    }

    [Fact]
    public void Leading_spaces_are_dropped_and_trailing_ones_on_demand()
    {
        var columns = new TextLoader.Column[] { new("A", DataKind.String, 0), new("B", DataKind.String, 1) };
        var data = Load("  a \t b  \n", new TextLoader.Options { Columns = columns });
        Assert.Equal(["a "], Texts(data, "A"));
        Assert.Equal(["b  "], Texts(data, "B"));
        data = Load("  a \t b  \n", new TextLoader.Options { Columns = columns, TrimWhitespace = true });
        Assert.Equal(["b"], Texts(data, "B"));
        data = Load("a b;c", new TextLoader.Options { Columns = columns, Separators = [' ', ';'] });
        Assert.Equal(["b"], Texts(data, "B"));
    }

    [Fact]
    public void A_range_may_end_with_the_line()
    {
        var data = Load("1,2,3\n4,5,6\n", new TextLoader.Options
        {
            Separators = [','],
            Columns = [new("L", DataKind.Single, 0), new("V", DataKind.Single, [new(1, null)])],
        });
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2), data.Schema["V"].Type);
        Assert.Equal([[2f, 3f], [5f, 6f]], Values<VBuffer<float>>(data, "V").Select(v => v.DenseValues().ToArray()));
        data = Load("1\t2\t3\n4\t5\t6\n", new TextLoader.Options());
        Assert.Equal(["Label: Single", "Features: Vector<Single, 2>"], data.Schema.Select(c => c.ToString()));
        Assert.Throws<ArgumentOutOfRangeException>(() => Load("1\t2\t3\n4\t5\n", new TextLoader.Options()));
        Assert.Throws<ArgumentOutOfRangeException>(() => Load("", new TextLoader.Options()));
    }

    [Fact]
    public void A_class_says_where_its_members_are()
    {
        File.WriteAllText(_path, "1,2,3,x\n4,5,6,y\n");
        var data = _context.Data.LoadFromTextFile<Row>(_path, ',');
        Assert.Equal(["Number: Single", "Vector: Vector<Single, 2>", "Renamed: String"], data.Schema.Select(c => c.ToString()));
        var rows = _context.Data.CreateEnumerable<Row>(data, false).ToArray();
        Assert.Equal([1f, 4f], rows.Select(r => r.Number));
        Assert.Equal([6f, 5f], rows[1].Vector!);
        Assert.Equal("y", rows[1].Name);
        Assert.Throws<InvalidOperationException>(() => _context.Data.LoadFromTextFile<Unmarked>(_path));
    }

    [Fact]
    public void Files_are_read_anew_never_shuffled_and_counted_only_by_reading()
    {
        var data = Load(string.Join('\n', Enumerable.Range(0, 200)), new TextLoader.Options { Columns = [new("X", DataKind.Single, 0)], MaxRows = 150 });
        Assert.Null(data.GetRowCount());
        Assert.False(data.CanShuffle);
        Assert.Equal(Enumerable.Range(0, 150).Select(i => (float)i), Values<float>(data, "X"));
        Assert.Equal(Values<float>(data, "X"), Values<float>(data, "X"));
        var column = data.Schema["X"];
        var seen = new List<(long Batch, ulong Id, float Value)>();
        foreach (var cursor in data.GetRowCursorSet([column], 2))
        {
            using (cursor)
            {
                var getter = cursor.GetGetter<float>(column);
                var ids = cursor.GetIdGetter();
                while (cursor.MoveNext())
                {
                    float value = 0;
                    DataViewRowId id = default;
                    getter(ref value);
                    ids(ref id);
                    seen.Add((cursor.Batch, id.Low, value));
                }
            }
        }

        Assert.Equal(Values<float>(data, "X"), seen.OrderBy(s => s.Batch).Select(s => s.Value));
        Assert.All(seen, s => Assert.Equal((ulong)s.Value, s.Id));
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        TextLoader.Column[] columns = [new("X", DataKind.Single, 0)];
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Data.LoadFromTextFile(_path + ".absent", columns));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Data.LoadFromTextFile("", columns));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Data.LoadFromTextFile(_path, columns, '7'));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TextLoader.Range(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TextLoader.Range(3, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyCount(0));
        var data = LoadCsv("x,y\n1,2\n", new TextLoader.Column("X", DataKind.Single, 0), new("Y", DataKind.Single, 1));
        using var cursor = data.GetRowCursor([data.Schema["X"]]);
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(data.Schema["Y"]));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<double>(data.Schema["X"]));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => LoadCsv("x,y\n1,2\n", new TextLoader.Column("X", DataKind.Single, [new(0, 1), new(1)])));
    }

    private sealed class Row
    {
        [LoadColumn(0)]
        public float Number;

        [LoadColumn(new[] { 2, 1 })]
        public float[]? Vector { get; set; }

        [LoadColumn(3)]
        [ColumnName("Renamed")]
        public string? Name { get; set; }
    }

    private sealed class Unmarked
    {
        public float Number { get; set; }
    }
}
