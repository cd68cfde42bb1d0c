namespace Microsoft.ML.LowRank.Reports;

public class BarChartTests
{
    [Fact]
    public void Bars_begin_at_zero_and_are_as_long_as_their_values()
    {
        var picture = Markup.Chart(new BarChart("c", new("v"), new("a", 4), new("b", -2), new("c", 0), new("d", 1)));
        double zero = picture.All("line", "axis").Single().Number("x1");
        var bars = picture.All("rect", "bar");
        double unit = bars[0].Number("width") / 4;

        Assert.True(unit > 10);
        Assert.Equal([4 * unit, 2 * unit, 0, unit], bars.Select(bar => bar.Number("width")), Markup.Same);
        Assert.Equal([zero, zero - (2 * unit), zero, zero], bars.Select(bar => bar.Number("x")), Markup.Same);
        Assert.Equal(["4", "-2", "0", "1"], picture.All("text", "bar-number").Select(text => text.Value));
    }

    [Fact]
    public void Whiskers_and_baseline_are_on_the_scale_of_the_bars()
    {
        var chart = new BarChart("c", new("v"), new ChartBar("a", 4) { Whisker = (3, 6) }) { Baseline = new(5, "best") };
        var picture = Markup.Chart(chart);
        var bar = picture.All("rect", "bar").Single();
        double zero = bar.Number("x"), unit = bar.Number("width") / 4;
        var whisker = picture.All("line", "whisker")[0];

        Assert.Equal(zero + (3 * unit), whisker.Number("x1"), 0.02);
        Assert.Equal(zero + (6 * unit), whisker.Number("x2"), 0.02);
        Assert.Equal(zero + (5 * unit), picture.All("line", "marker").Single().Number("x1"), 0.02);
        Assert.Equal("best", picture.All("text", "marker-label").Single().Value);
        Assert.Equal("a: v 4, from 3 to 6", picture.All("g", "row").Single().Element("title")!.Value);
    }

    public static TheoryData<double[]> OddValues =>
    [
        Array.Empty<double>(), new[] { 0.0 }, [5, 5, 5], [-1, -2], [double.NaN], [double.NaN, 1],
        [double.PositiveInfinity, double.NegativeInfinity, 1], [double.MaxValue, 1], [double.Epsilon], [1e300, -1e300],
        [.. Enumerable.Range(0, 120).Select(i => Math.Sin(i))],
    ];

    [Theory]
    [MemberData(nameof(OddValues))]
    public void Values_of_any_kind_are_drawn_inside_the_picture(double[] values)
    {
        var picture = Markup.Chart(new BarChart(
            new string('t', 300), new(new string('x', 300)),
            [.. values.Select((value, i) =>
                new ChartBar($"bar {i} {new string('n', 200)}", value) { Whisker = (value - 1, value + 1) })])
        { Baseline = new(values.FirstOrDefault(), new string('b', 300)) });
        double[] box = Markup.Numbers(picture.Attribute("viewBox")!.Value);

        Assert.All(picture.Descendants().Where(shape => shape.Name.LocalName is "rect" or "line" or "text"), shape =>
        {
            foreach (string x in new[] { "x", "x1", "x2" })
                if (shape.Attribute(x) is not null)
                    Assert.InRange(shape.Number(x), 0, box[2]);
            foreach (string y in new[] { "y", "y1", "y2" })
                if (shape.Attribute(y) is not null)
                    Assert.InRange(shape.Number(y), 0, box[3]);
        });
        Assert.All(Markup.Numbers(picture), number => Assert.True(double.IsFinite(number) && number >= 0));
        Assert.Equal(values.Length, picture.All("text", "bar-number").Length);
        Assert.Equal(values.Count(double.IsFinite), picture.All("rect", "bar").Length);
    }

    [Fact]
    public void A_long_name_is_shortened_in_the_picture_and_whole_in_the_tooltip()
    {
        string name = "A model whose name tells all of its settings, of which there are very many, and ends in 17";
        var row = Markup.Chart(new BarChart("c", new("v"), new ChartBar(name, 1))).All("g", "row").Single();
        string wide = row.All("text", "wide").Single().Value, narrow = row.All("text", "narrow").Single().Value;

        Assert.True(narrow.Length < wide.Length && wide.Length < name.Length);
        Assert.All(new[] { wide, narrow }, text => Assert.Matches("^A model.*….*in 17$", text));
        Assert.Equal($"{name}: v 1", row.Element("title")!.Value);
    }

    [Fact]
    public void Rows_do_not_overlap_however_many_there_are()
    {
        var bars = Enumerable.Range(0, 100).Select(i => new ChartBar($"{i}", i));
        var picture = Markup.Chart(new BarChart("c", new("v"), [.. bars]));
        double[] rows = [.. picture.All("text", "bar-number").Select(text => text.Number("y"))];
        Assert.All(rows.Zip(rows.Skip(1)), pair => Assert.True(pair.Second - pair.First >= ChartText.PhoneSize));
        Assert.True(rows[^1] < Markup.Numbers(picture.Attribute("viewBox")!.Value)[3]);
    }

    [Fact]
    public void A_logarithmic_axis_is_refused() =>
        Assert.Throws<ArgumentException>(() => new BarChart("c", new("v") { Logarithmic = true }));
}
