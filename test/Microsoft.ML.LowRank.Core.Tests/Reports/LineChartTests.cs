namespace Microsoft.ML.LowRank.Reports;

public class LineChartTests
{
    private static readonly double[] Steps = [1, 2, 3, 4, 5];

    public static TheoryData<double[], double[]> OddData => new()
    {
        { [], [] },
        { [1], [1] },
        { [0], [0] },
        { [1, 2, 3], [7, 7, 7] },
        { [2, 2, 2], [1, 2, 3] },
        { [1, 2, 3], [double.NaN, double.NaN, double.NaN] },
        { [1, 2, 3, 4], [1, double.PositiveInfinity, double.NegativeInfinity, 2] },
        { [double.NaN, double.PositiveInfinity, 3], [1, 2, 3] },
        { [1, 2, 3], [-1, 0, 1e-320] },
        { [1, 2, 3], [double.MaxValue, double.MinValue, 0] },
        { [1, 2, 3], [1e300, -1e300, 1e-300] },
        { [1, 1 + 1e-15, 1 + 2e-15], [1e16, 1e16 + 2, 1e16 + 4] },
        { [-3, -2, -1], [1e-5, 1, 1e5] },
    };

    [Theory]
    [MemberData(nameof(OddData))]
    public void Data_of_any_kind_is_drawn_inside_the_picture(double[] x, double[] y)
    {
        foreach (bool logarithmicX in new[] { false, true })
            foreach (bool logarithmicY in new[] { false, true })
                foreach (bool whole in new[] { false, true })
                {
                    var axis = new ChartAxis("x") { Logarithmic = logarithmicX, WholeNumbers = whole };
                    var series = new ChartSeries("s", x, y) { Spread = [.. y.Select(value => Math.Abs(value) * 2)] };
                    var picture = Markup.Chart(new LineChart(
                        "c", axis, new("y") { Logarithmic = logarithmicY },
                        series, series with { SpreadAsBars = true }, series with { Style = SeriesStyle.Points })
                    { Markers = [new(2, "two"), new(double.NaN, "none"), new(0, "zero") { Horizontal = true }] });
                    double[] numbers = Markup.Numbers(picture);
                    double[] box = Markup.Numbers(picture.Attribute("viewBox")!.Value);
                    Assert.True(numbers.Length > 20);
                    Assert.All(numbers, number => Assert.InRange(number, 0, Math.Max(box[2], box[3])));
                    Assert.NotEmpty(picture.All("text", "tick"));
                }
    }

    [Fact]
    public void The_corners_of_the_data_are_the_corners_of_the_plot()
    {
        var axis = new ChartAxis("a") { From = 0, To = 10 };
        var picture = Markup.Chart(new LineChart("c", axis, axis, new ChartSeries("s", [0, 5, 10], [0, 5, 10])));
        var bottom = picture.All("line", "axis")[^1];
        double[] path = Markup.Numbers(picture.All("path", "line").Single().Attribute("d")!.Value);
        double top = picture.All("line", "grid").Min(line => line.Number("y1"));

        Assert.Equal([bottom.Number("x1"), bottom.Number("y1")], path[..2]);
        Assert.Equal([bottom.Number("x2"), top], path[^2..]);
        Assert.Equal((path[0] + path[4]) / 2, path[2], 0.011);
        Assert.Equal((path[1] + path[5]) / 2, path[3], 0.011);
    }

    [Fact]
    public void A_gap_interrupts_the_line_and_a_point_alone_is_marked()
    {
        double[] many = [.. Enumerable.Range(0, 60).Select(i => (double)i)];
        double[] values = [.. many.Select(i => i is 10 or 12 or 30 ? double.NaN : i)];
        var picture = Markup.Chart(new LineChart("c", new("x"), new("y"), new ChartSeries("s", many, values)));

        Assert.Equal(4, picture.All("path", "line").Single().Attribute("d")!.Value.Count(c => c == 'M'));
        Assert.Equal("s: y 11 at x 11", Assert.Single(picture.All("circle", "point")).Element("title")!.Value);
        Assert.Equal(56, picture.All("circle", "hit").Length);
    }

    [Fact]
    public void Of_many_series_those_that_end_farthest_from_zero_have_the_colours()
    {
        var series = Enumerable.Range(0, 72).Select(i =>
            new ChartSeries($"path {i}", Steps, [.. Steps.Select(step => step * (i % 2 == 0 ? i : -i))])).ToArray();
        var root = Markup.Parse(new LineChart("c", new("x"), new("y"), series));
        string[] legend = [.. root.All("ul", "legend").Single().Elements("li").Select(item => item.Value.Trim())];
        var lines = root.All("path", "line");

        Assert.Equal([.. Enumerable.Range(64, 8).Select(i => $"path {i}"), "64 others"], legend);
        Assert.Equal(72, lines.Length);
        Assert.Equal(64, root.All("path", "other").Length);
        // Muted lines come first, so that they do not cover the others.
        Assert.All(lines[..64], path => Assert.True(Markup.Is(path, "other")));
        Assert.All(Enumerable.Range(1, 8), i => Assert.True(Markup.Is(lines[63 + i], $"s{i}")));
    }

    [Fact]
    public void A_band_reaches_from_below_to_above_and_bars_do_too()
    {
        var series = new ChartSeries("s", [0, 10], [5, 5]) { Spread = [1, 2] };
        var axis = new ChartAxis("y") { From = 0, To = 10 };
        double[] Path(bool bars, string kind) => Markup.Numbers(Markup.Chart(new LineChart(
            "c", new("x"), axis, series with { SpreadAsBars = bars })).All("path", kind).Single().Attribute("d")!.Value);
        double[] line = Path(false, "line"), band = Path(false, "band"), bars = Path(true, "whisker");
        double middle = line[1], unit = middle - band[1];

        Assert.True(unit > 10);
        Assert.Equal(
            [middle - unit, middle - (2 * unit), middle + (2 * unit), middle + unit],
            [band[1], band[3], band[5], band[7]], Markup.Same);
        Assert.Contains(bars, y => Markup.Same(y, middle + (2 * unit)));
        Assert.Contains(bars, y => Markup.Same(y, middle - unit));
    }

    [Fact]
    public void A_band_has_a_gap_where_the_spread_is_not_known()
    {
        var series = new ChartSeries("s", Steps, Steps) { Spread = [1, 1, double.NaN, 1, 1] };
        var picture = Markup.Chart(new LineChart("c", new("x"), new("y"), series));
        string band = picture.All("path", "band").Single().Attribute("d")!.Value;
        Assert.Equal(2, band.Count(c => c == 'M'));
        Assert.Equal(2, band.Count(c => c == 'Z'));
        Assert.Equal(16, Markup.Numbers(band).Length);
    }

    [Fact]
    public void Labels_of_markers_do_not_cover_each_other_or_a_line()
    {
        for (int count = 2; count <= 6; count++)
            foreach (double ratio in new[] { 1.001, 1.3, 3, 20, 60, 150 })
            {
                var chart = new LineChart("c", new("x") { Logarithmic = true, From = 1e-5, To = 1e5 }, new("y"))
                {
                    Markers = [.. Enumerable.Range(0, count).Select(i => new ChartMarker(Math.Pow(ratio, i), $"marker number {i}"))],
                };
                var labels = new MarkerLabels();
                var x = AxisScale.Of(chart.X, [], 9);
                labels.Place(chart, new ChartFrame(50, 20, 650, 300, x, AxisScale.Of(chart.Y, [], 7)));
                var placed = labels.Placed;
                Assert.Equal(chart.Markers.Count(marker => x.Contains(marker.Value)), placed.Count);
                foreach (var one in placed)
                {
                    Assert.InRange(one.Left, 0, ChartText.Width - one.Width);
                    Assert.DoesNotContain(placed, other => other != one && one.Overlaps(other));
                }
            }
    }

    [Fact]
    public void Data_that_cannot_be_drawn_is_told()
    {
        string Remark(params double[] y)
        {
            var series = new ChartSeries("s", [.. y.Select((_, i) => (double)i)], y);
            var root = Markup.Parse(new LineChart("c", new("x"), new("y") { Logarithmic = true }, series));
            return string.Concat(root.All("span", "remark").Select(span => span.Value));
        }

        Assert.Equal("", Remark(1, 2, double.NaN));
        Assert.StartsWith("1 value is not drawn", Remark(1, 0));
        Assert.StartsWith("2 values are not drawn", Remark(1, -1, double.PositiveInfinity));
    }

    [Fact]
    public void Long_series_have_a_bounded_number_of_tooltips()
    {
        double[] many = [.. Enumerable.Range(0, 100_000).Select(i => (double)i)];
        var picture = Markup.Chart(new LineChart("c", new("x"), new("y"), new ChartSeries("s", many, many)));
        Assert.InRange(picture.Descendants("circle").Count(), 100, 202);
    }

    [Fact]
    public void Series_of_unequal_lengths_are_refused() =>
        Assert.Throws<ArgumentException>(() => new ChartSeries("s", [1, 2], [1]));
}
