using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Samples.Tests;

public class DelimitedFileTests
{
    [Theory]
    [InlineData(",")]
    [InlineData(";")]
    [InlineData("\t")]
    [InlineData("|")]
    public void What_separates_cells_is_found_out(string separator)
    {
        string[][] rows = [["name", "size", "note"], ["a", "1.5", "x y"], ["b", "2", "z"]];
        var table = Read(string.Join('\n', rows.Select(row => string.Join(separator, row))));
        Assert.Equal(["name", "size", "note"], table.Columns.Select(column => column.Name));
        Assert.Equal(["a", "1.5", "x y"], Row(table, 0));
        Assert.Equal(["b", "2", "z"], Row(table, 1));
        Assert.Equal(2, table.RowCount);
    }

    [Fact]
    public void Commas_separate_although_a_cell_has_other_marks()
    {
        var table = Read("id,title,genres\n1,Heat,Action|Crime\n2,Cats,Drama|Music|Song\n");
        Assert.Equal(["2", "Cats", "Drama|Music|Song"], Row(table, 1));
    }

    [Fact]
    public void Quoted_cells_may_hold_separators_quotes_and_line_ends()
    {
        var table = Read("a,b\r\n\"x, y\",\"he said \"\"no\"\"\"\r\n\"two\nlines\",plain\r\n");
        Assert.Equal(["x, y", "he said \"no\""], Row(table, 0));
        Assert.Equal(["two\nlines", "plain"], Row(table, 1));
    }

    [Fact]
    public void A_packed_file_reads_as_the_plain_one()
    {
        const string text = "a,b\n1,x\n2,y\n";
        using var packed = TemporaryFile.Packed(text);
        var table = DelimitedFile.Read(packed.Path);
        var plain = Read(text);
        Assert.Equal(plain.Columns.Select(c => c.Name), table.Columns.Select(c => c.Name));
        Assert.Equal([Row(plain, 0), Row(plain, 1)], [Row(table, 0), Row(table, 1)]);
    }

    [Fact]
    public void Missing_cells_are_missing_and_blanks_around_cells_do_not_count()
    {
        var table = Read("a,b\n 1 ,\n?,x\nNA, y\nnan,\" y \"\n");
        Assert.Equal(["1", null], Row(table, 0));
        Assert.Equal([null, "x"], Row(table, 1));
        Assert.Equal([null, "y"], Row(table, 2));
        Assert.Equal([null, "y"], Row(table, 3));
        Assert.Equal([1, 2], table.Columns[1].Count());
    }

    [Theory]
    [InlineData("a,b\n1,2\n", "a,b", 1)]
    [InlineData("1,b\n1,2\n", "c0,c1", 2)]
    [InlineData("a,a\nx,y\n", "c0,c1", 2)]
    [InlineData("a,\nx,y\n", "c0,c1", 2)]
    public void A_first_row_of_distinct_texts_is_a_header(string text, string names, int rows)
    {
        var table = Read(text);
        Assert.Equal(names, string.Join(',', table.Columns.Select(column => column.Name)));
        Assert.Equal(rows, table.RowCount);
    }

    [Fact]
    public void The_header_rule_overrides()
    {
        Assert.Equal(["1", "2"], Read("1,2\n3,4\n", HeaderRule.Yes).Columns.Select(column => column.Name));
        Assert.Equal(["a", "b"], Row(Read("a,b\n3,4\n", HeaderRule.No), 0));
    }

    [Fact]
    public void A_ragged_row_is_named_by_its_line()
    {
        string message = Fails("a,b,c\n1,2,3\n4,5\n");
        Assert.Contains("line 3", message);
        Assert.Contains("2 cells", message);
        Assert.Contains("header has 3", message);
    }

    [Fact]
    public void The_line_of_a_ragged_row_counts_line_ends_in_quotes()
    {
        Assert.Contains("line 4", Fails("a,b\n\"1\n1\",2\n3,4,5\n"));
    }

    [Fact]
    public void A_stray_quotation_mark_is_named_by_its_line()
    {
        Assert.Contains("line 3", Fails("a,b\n1,2\n5\" pipe,4\n"));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("\n\n", "is empty")]
    [InlineData("a,b\n", "no rows")]
    public void Nothing_to_read_is_an_error(string text, string says) => Assert.Contains(says, Fails(text));

    [Fact]
    public void Two_columns_of_one_name_are_an_error() =>
        Assert.Contains("columns 1 and 3 are all named 'a'", Fails("a,b,a\n1,2,3\n", HeaderRule.Yes));

    [Fact]
    public void What_is_no_file_is_an_error()
    {
        using var file = TemporaryFile.Of("a,b\n1,2\n");
        string folder = Path.GetDirectoryName(file.Path)!;
        Assert.Contains("is a folder", Assert.Throws<SampleException>(() => DelimitedFile.Read(folder)).Message);
        string absent = Path.Combine(folder, "absent.csv");
        Assert.Equal($"There is no file {absent}.", Assert.Throws<SampleException>(() => DelimitedFile.Read(absent)).Message);
    }

    [Fact]
    public void A_damaged_gzip_is_an_error()
    {
        using var file = TemporaryFile.Packed(string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i * 7919 % 5003},{i}\n")));
        byte[] bytes = File.ReadAllBytes(file.Path);
        Array.Fill(bytes, (byte)0xff, 20, 200);
        File.WriteAllBytes(file.Path, bytes);
        Assert.Contains("cannot be read", Assert.Throws<SampleException>(() => DelimitedFile.Read(file.Path)).Message);
    }

    [Fact]
    public void Reading_may_stop_early_and_tells_how_far_it_is()
    {
        using var file = TemporaryFile.Of("a,b\n" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i},x\n")));
        Assert.Equal(10, DelimitedFile.Read(file.Path, mostRows: 10).RowCount);
        var shares = new Shares();
        Assert.Equal(5000, DelimitedFile.Read(file.Path, progress: shares).RowCount);
        Assert.NotEmpty(shares.All);
        Assert.Equal(shares.All.Order(), shares.All);
        Assert.All(shares.All, share => Assert.InRange(share, 0, 1));
    }

    private static RawTable Read(string text, HeaderRule header = HeaderRule.Auto)
    {
        using var file = TemporaryFile.Of(text);
        return DelimitedFile.Read(file.Path, header);
    }

    private static string Fails(string text, HeaderRule header = HeaderRule.Auto) =>
        Assert.Throws<SampleException>(() => Read(text, header)).Message;

    private static List<string?> Row(RawTable table, int row) => [.. table.Columns.Select(
        column => column.Codes[row] == RawColumn.Missing ? null : column.Values[column.Codes[row]])];

    private sealed class Shares : IProgress<double>
    {
        public List<double> All { get; } = [];

        public void Report(double value) => All.Add(value);
    }
}
