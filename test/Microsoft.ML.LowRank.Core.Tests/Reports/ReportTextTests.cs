namespace Microsoft.ML.LowRank.Reports;

public class ReportTextTests
{
    [Fact]
    public void A_report_reads_as_text()
    {
        var report = new Report("Ünïcode title")
        {
            Subtitle = "In short.",
            Details = [new("Rows", 12_000), new("Seed of it", "none")],
            Sections =
            [
                new("Errors", "What they are.",
                    new ReportTable(
                        "By stage",
                        [new("Stage"), new("RMSE") { Unit = "s", Best = BestValue.Lowest }, new("n"), new("Kept")],
                        new("模型", 0.5, 1200, "yes"), new("all together", 10.25, 7, "no"), new("third", double.NaN, "", "no")),
                    new BarChart("The bars", new("RMSE")),
                    new ReportNotes("One.", "Two.")),
            ],
        };

        Assert.Equal(
            """
            Ünïcode title
            =============

            In short.

            Rows:       12,000
            Seed of it: none

            Errors
            ------

            What they are.

            By stage

            Stage         RMSE (s)       n  Kept
            ------------  ---------  -----  ----
            模型              0.50*  1,200  yes
            all together     10.25       7  no
            third                –          no
            * best of its column

            [Chart: The bars]

            - One.
            - Two.

            """.ReplaceLineEndings("\n"), report.ToText());
        Assert.Equal(report.ToText(), report.ToString());
    }

    [Fact]
    public void Rows_of_a_table_are_aligned_whatever_the_names()
    {
        string[] names = ["e\u0301\u0300a", "日本語", new('x', 500), "a\nb", "\u001b[2J", "🙂 face"];
        var table = new ReportTable(
            "Caption", [new("Name"), new("Value")], [.. names.Select((name, i) => new ReportRow(name, (i * 3.5) + 0.25))]);
        string[] lines = new Report("t") { Sections = [new("s", null, table)] }.ToText().Split('\n');
        string[] rows = [.. lines.SkipWhile(line => !line.StartsWith("Name", StringComparison.Ordinal)).Take(names.Length + 2)];

        Assert.All(rows, row => Assert.Equal(TextMeasure.Cells(rows[1]), TextMeasure.Cells(row)));
        Assert.InRange(rows[1].Length, 40, 80);
        Assert.DoesNotContain(string.Concat(lines), char.IsControl);
    }

    [Fact]
    public void Paragraphs_are_wrapped_between_words()
    {
        string text = string.Join(' ', Enumerable.Range(0, 200).Select(i => $"word{i}"));
        string[] lines = new Report("t") { Subtitle = text }.ToText().Split('\n')[3..^1];

        Assert.True(lines.Length > 5);
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 100));
        Assert.All(lines[..^1], line => Assert.True(line.Length > 90));
        Assert.Equal(text, string.Join(' ', lines));
    }

    [Theory]
    [InlineData("short", 5, "short")]
    [InlineData("abcdefghij", 5, "ab…ij")]
    [InlineData("abcdefghij", 4, "ab…j")]
    [InlineData("abcdefghij", 0, "…")]
    [InlineData("a🙂🙂🙂🙂b", 6, "a🙂…b")]
    public void A_long_text_keeps_its_ends(string text, int most, string expected) =>
        Assert.Equal(expected, ReportText.Shorten(text, most, part => TextMeasure.Cells(part)));

    [Fact]
    public void A_row_that_does_not_fit_its_table_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new ReportTable("t", [new("a"), new("b")], new ReportRow("one")));
        Assert.Throws<ArgumentException>(() => new ReportTable("t", []));
    }
}
