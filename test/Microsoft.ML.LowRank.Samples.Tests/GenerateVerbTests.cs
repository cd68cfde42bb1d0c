using System.Globalization;
using Microsoft.ML.LowRank.Samples.Generate;
using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Samples.Tests;

public class GenerateVerbTests
{
    [Fact]
    public async Task The_file_holds_the_rows_of_the_log()
    {
        using var file = TemporaryFile.Of("an earlier file, longer than nothing");
        var run = await SampleProcess.RunAsync("generate", "--rows", "1200", "--seed", "5", "--output", file.Path);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("1,200 rows", run.Output);
        Assert.Contains("share of clicks", run.Output);
        Assert.Contains("AUC of the true probability", run.Output);
        Assert.Contains("AUC without interactions", run.Output);
        string[] lines = File.ReadAllText(file.Path).Split('\n');
        Assert.Equal("", lines[^1]);
        Assert.Equal(1202, lines.Length);
        var log = new ClickLog(1200, 5);
        string[] names = ["label", .. Names('I', ClickLog.CountFields), .. Names('C', ClickLog.IdFields)];
        Assert.Equal(string.Join(',', names), lines[0]);
        int number = 1;
        foreach (var row in log.Read(0, 1200))
        {
            string[] cells =
            [
                row.Clicked ? "1" : "0",
                .. row.Counts.Select(count => count < 0 ? "" : count.ToString(CultureInfo.InvariantCulture)),
                .. row.Ids.Select((id, field) => log.TextOf(field, id)),
            ];
            Assert.Equal(string.Join(',', cells), lines[number++]);
        }
        var table = DelimitedFile.Read(file.Path, HeaderRule.Auto, int.MaxValue, null);
        Assert.Equal(names, table.Columns.Select(column => column.Name));
    }

    [Fact]
    public void The_bytes_are_the_same_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            byte[] expected = Written();
            CultureInfo.CurrentCulture = (CultureInfo)CultureInfo.GetCultureInfo("ar-SA").Clone();
            CultureInfo.CurrentCulture.NumberFormat.NegativeSign = "minus";
            CultureInfo.CurrentCulture.NumberFormat.NumberGroupSeparator = ".";
            Assert.Equal(expected, Written());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    // More than the writer's buffer holds.
    private static byte[] Written()
    {
        using var stream = new MemoryStream();
        var log = new ClickLog(3_000, 2);
        using (var writer = new ClickLogWriter(log, stream))
        {
            foreach (var row in log.Read(0, 3_000))
                writer.Write(row);
        }
        return stream.ToArray();
    }

    [Fact]
    public async Task A_quick_run_leaves_no_file()
    {
        var run = await SampleProcess.RunAsync("generate", "--quick");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("50,000 rows", run.Output);
        Assert.DoesNotContain("Written", run.Output);
    }

    [Theory]
    [InlineData("--rows 0", "--rows is 0; it must be 1 or more.")]
    [InlineData("--output absent/file.csv", "there is no folder")]
    [InlineData("--output .", "must be the name of a file")]
    public async Task Bad_arguments_end_with_one_sentence(string arguments, string says)
    {
        var run = await SampleProcess.RunAsync(["generate", "--quick", .. arguments.Split(' ')]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(says, run.Error);
        Assert.Equal("", run.Output);
    }

    private static IEnumerable<string> Names(char kind, int count) => Enumerable.Range(1, count).Select(i => FormattableString.Invariant($"{kind}{i}"));
}
