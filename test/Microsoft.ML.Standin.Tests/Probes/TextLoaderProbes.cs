using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests;

[Probes("textloader")]
internal static class TextLoaderProbes
{
    private static readonly MLContext Context = new(1);

    private sealed class Typed
    {
        [LoadColumn(0)] public float A;
        [LoadColumn(1)] public string? B;
        [LoadColumn(2, 3)][VectorType(2)] public float[]? C;
        [LoadColumn(4)] public bool D;
        [LoadColumn(0)][ColumnName("Whole")] public int E;
    }

    private sealed class Unloaded
    {
        [LoadColumn(0)] public float A;
        public float Missing;
    }

    private static readonly TextLoader.Column[] Numbers =
        [new("X", DataKind.Single, 0), new("V", DataKind.Single, 1, 3), new("T", DataKind.String, 1)];

    public static object Attributes() => Load<Typed>("1\tone\t2\t3\ttrue\n-4\t\t5\t6\t0\n");
    public static object HeaderBecomesSlotNames() =>
        Load("a,b,c,d\n1,2,3,4\n5,6,7,8\n", ',', hasHeader: true);
    public static object HeaderOfTypedRows() => WithFile("a\tb\tc\td\te\n1\tx\t2\t3\t1\n", path =>
        Describe.SchemaAndRows(Context.Data.LoadFromTextFile<Typed>(path, hasHeader: true)));
    public static object NoHeader() => Load("1,2,3,4\n5,6,7,8\n", ',');
    public static object OtherSeparator() => Load("1;2;3;4\n", ';');
    public static object Tabs() => Load("1\t2\t3\t4\n", '\t');
    public static object Spaces() => Load("1 2 3 4\n", ' ');
    public static object WindowsLines() => Load("1,2,3,4\r\n5,6,7,8\r\n", ',');
    public static object NoLastNewline() => Load("1,2,3,4\n5,6,7,8", ',');
    public static object EmptyLines() => Load("\n1,2,3,4\n\n\n5,6,7,8\n\n", ',');
    public static object BlankLines() => Load("   \n1,2,3,4\n", ',');
    public static object EmptyFile() => Load("", ',');
    public static object HeaderOnly() => Load("a,b,c,d\n", ',', hasHeader: true);
    public static object ShortRows() => Load("1,2,3\n4\n", ',');
    public static object LongRows() => Load("1,2,3,4,5,6\n", ',');
    public static object MissingNumbers() => Load(",2,,4\n?,NaN,NA,na\n ,\"\",nan,-\n", ',');
    public static object BadNumbers() => Load("abc,2,x3,4\n", ',');
    public static object NumberForms() => Load("1e3,+2,-3.5E-2,.5\n∞,-∞,Infinity,-Infinity\n1.,0x10,1e40,-1e-50\n", ',');
    public static object Spaced() => Load(" 1 , 2 , 3 ,\t4\n", ',');

    public static object Booleans() => LoadOne("true\nfalse\n1\n0\nTrue\nFALSE\n", DataKind.Boolean);
    public static object OtherBooleans() => new[] { "yes", "no", "t", "f", "y", "N", "+", "-", "+1", "-1", "on", "off", "2" }
        .ToDictionary(text => text, text => LoadOne(text + "\n", DataKind.Boolean));
    public static object BadBooleans() => LoadOne("maybe\n", DataKind.Boolean);
    public static object MissingBooleans() => LoadOne("x,\n", DataKind.Boolean, 1);
    public static object Integers() => LoadOne("1\n-2\n2147483647\n", DataKind.Int32);
    public static object BadIntegers() => LoadOne("1.5\n", DataKind.Int32);
    public static object MissingIntegers() => LoadOne("x,\n", DataKind.Int32, 1);
    public static object TooLargeIntegers() => LoadOne("2147483648\n", DataKind.Int32);
    public static object Doubles() => LoadOne("0.1\n1e300\n3.141592653589793\n", DataKind.Double);
    public static object Texts() => LoadOne("a b\n  c  \nx\"y\n'q'\n", DataKind.String);

    public static object Quotes() => LoadText("\"a,b\",c\n\"say \"\"hi\"\"\",d\n\"\",e\nx\"y\",f\n", allowQuoting: true);
    public static object QuotesNotAllowed() => LoadText("\"a,b\",c\n", allowQuoting: false);
    public static object UnclosedQuote() => LoadText("\"abc,d\ne,f\n", allowQuoting: true);
    public static object TextAfterQuote() => LoadText("\"a\"b,c\n", allowQuoting: true);
    public static object QuotedSpaces() => LoadText("\"  a \", b \n", allowQuoting: true);
    public static object Trimmed() => LoadText("  a  ,  b  \n\"  c \",d\n", allowQuoting: true, trimWhitespace: true);
    public static object QuotedNumber() => Load("\"1\",\"2\",3,4\n", ',', allowQuoting: true);

    public static object KeyColumn() => WithFile("0\n2\n3\n\nx\n5\n", path => Describe.SchemaAndRows(
        Context.Data.LoadFromTextFile(path, [new TextLoader.Column("K", DataKind.UInt32, [new(0)], new KeyCount(4))])));

    public static object ManyRanges() => WithFile("1,2,3,4,5\n", path => Describe.SchemaAndRows(
        Context.Data.LoadFromTextFile(path,
            [new TextLoader.Column("V", DataKind.Single, [new(0), new(3, 4)])], separatorChar: ',')));

    public static object OneColumnRangeIsAVector() => WithFile("1,2\n", path => Describe.SchemaAndRows(
        Context.Data.LoadFromTextFile(path, [new TextLoader.Column("V", DataKind.Single, 0, 0)], separatorChar: ',')));

    public static object NoSuchFile() => Describe.Thrown(() => LoadFile(Path.Combine(Path.GetTempPath(), "no-such-file.csv")));
    public static object MemberWithoutColumn() => WithFile("1\n", path => Describe.Thrown(() => Context.Data.LoadFromTextFile<Unloaded>(path)));

    public static object RowCountAndShuffling() => WithFile("1,2,3,4\n", path =>
    {
        var view = Context.Data.LoadFromTextFile(path, Numbers, ',');
        return new { rows = view.GetRowCount(), view.CanShuffle };
    });

    private static object Load(string text, char separator, bool hasHeader = false, bool allowQuoting = false) =>
        WithFile(text, path => Describe.Try(() =>
            Describe.SchemaAndRows(Context.Data.LoadFromTextFile(path, Numbers, separator, hasHeader, allowQuoting)))!);

    private static object Load<T>(string text) =>
        WithFile(text, path => Describe.Try(() => Describe.SchemaAndRows(Context.Data.LoadFromTextFile<T>(path)))!);

    private static object LoadText(string text, bool allowQuoting, bool trimWhitespace = false) =>
        WithFile(text, path => Describe.Try(() => Describe.Rows(Context.Data.LoadFromTextFile(
            path, [new("A", DataKind.String, 0), new("B", DataKind.String, 1)], ',',
            allowQuoting: allowQuoting, trimWhitespace: trimWhitespace)))!);

    private static object LoadOne(string text, DataKind kind, int column = 0) =>
        WithFile(text, path => Describe.Try(() => Describe.SchemaAndRows(
            Context.Data.LoadFromTextFile(path, [new TextLoader.Column("C", kind, column)], ',')))!);

    private static object LoadFile(string path) => Describe.Rows(Context.Data.LoadFromTextFile(path, Numbers, ','));

    private static object WithFile(string text, Func<string, object> ask)
    {
        string path = Path.Combine(Path.GetTempPath(), $"probe-{Guid.NewGuid():N}.txt");
        try
        {
            File.WriteAllText(path, text);
            return ask(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
