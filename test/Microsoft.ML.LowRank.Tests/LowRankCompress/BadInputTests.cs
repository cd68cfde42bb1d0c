using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Compression;

namespace Microsoft.ML.LowRank.Tests.LowRankCompress;

/// <summary>What a user can get wrong: the type of the exception, and that its sentence names the place.</summary>
public class BadInputTests
{
    private readonly MLContext _context = new(seed: 1);

    private static LowRankCompressEstimator.Options Options(Action<LowRankCompressEstimator.Options>? change = null)
    {
        var options = new LowRankCompressEstimator.Options { Columns = [new InputOutputColumnPair("Z", "Features")] };
        change?.Invoke(options);
        return options;
    }

    private LowRankCompressTransformer Fit(IEnumerable<Rows.Row> rows, Action<LowRankCompressEstimator.Options>? change = null)
        => _context.Transforms.LowRankCompress(Options(change)).Fit(Rows.View(_context, rows));

    [Fact]
    public void Every_option_that_cannot_be_used_is_named_in_one_exception()
    {
        var options = new LowRankCompressEstimator.Options
        {
            Rank = 0,
            EnergyShare = 1.5,
            CompressionRatio = 0.5,
            NoiseFloor = true,
            NumberOfThreads = -1,
            LabelColumnName = "Label",
            ExampleWeightColumnName = "",
        };
        var e = Assert.Throws<ArgumentException>(() => _context.Transforms.LowRankCompress(options));
        foreach (string expected in new[]
        {
            "Columns names no column", "Rank is 0", "EnergyShare is 1.5", "CompressionRatio is 0.5", "Only one of",
            "NumberOfThreads is -1", "LabelColumnName is used by FisherWeighted only", "ExampleWeightColumnName is empty",
        })
            Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fisher_weighting_needs_a_label_column()
    {
        var e = Assert.Throws<ArgumentException>(
            () => _context.Transforms.LowRankCompress(Options(o => o.Method = LowRankMethod.FisherWeighted)));
        Assert.Contains("needs LabelColumnName", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rank_below_one_is_refused_in_the_short_form_too()
        => Assert.Throws<ArgumentException>(() => _context.Transforms.LowRankCompress("Z", "Features", rank: 0));

    [Fact]
    public void A_rank_set_by_hand_above_the_dimension_names_both()
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => Fit(Rows.LowRank(50, 3), o => o.Rank = 13));
        Assert.Contains("13", e.Message, StringComparison.Ordinal);
        Assert.Contains("'Features' has 12 values", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rank_set_by_hand_above_the_rows_less_one_names_both()
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => Fit(Rows.LowRank(5, 3), o => o.Rank = 6));
        Assert.Contains("Rank was set to 6", e.Message, StringComparison.Ordinal);
        Assert.Contains("5 rows", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_rows_there_is_nothing_to_fit()
    {
        var e = Assert.Throws<InvalidOperationException>(() => Fit([]));
        Assert.Contains("no row", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_value_that_is_not_finite_is_named_by_column_slot_and_row(float bad)
    {
        var rows = Rows.LowRank(5000, 3);
        rows[4321].Features[7] = bad;
        var e = Assert.Throws<InvalidOperationException>(() => Fit(rows));
        Assert.Contains("Row 4321, column 'Features', slot 7", e.Message, StringComparison.Ordinal);
        Assert.Contains("SkipInvalidRows", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Skipped_rows_are_counted_and_leave_no_trace_in_the_model()
    {
        var clean = Rows.LowRank(300, 3, noise: 0.1);
        var dirty = clean.ToList();
        dirty.Insert(17, new Rows.Row { Features = [.. Enumerable.Repeat(float.NaN, Rows.Width)] });
        dirty.Insert(200, new Rows.Row { Weight = float.NaN });
        var expected = Fit(clean, o => o.ExampleWeightColumnName = "Weight");
        var found = Fit(dirty, o => (o.ExampleWeightColumnName, o.SkipInvalidRows) = ("Weight", true));
        Assert.Equal(0, expected.SkippedRowCount);
        Assert.Equal(2, found.SkippedRowCount);
        Assert.Equal(expected.GetProjection().Basis.ToArray(), found.GetProjection().Basis.ToArray());
    }

    [Fact]
    public void A_negative_weight_is_named_by_row()
    {
        var rows = Rows.LowRank(20, 3);
        rows[11].Weight = -2;
        var e = Assert.Throws<InvalidOperationException>(() => Fit(rows, o => o.ExampleWeightColumnName = "Weight"));
        Assert.Contains("Row 11, weight column 'Weight' is -2", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_are_all_zero_are_refused()
    {
        var rows = Rows.LowRank(20, 3);
        rows.ForEach(row => row.Weight = 0);
        Assert.Throws<InvalidOperationException>(() => Fit(rows, o => o.ExampleWeightColumnName = "Weight"));
    }

    [Fact]
    public void A_label_of_one_value_tells_Fisher_weighting_nothing()
    {
        var rows = Rows.LowRank(20, 3);
        rows.ForEach(row => row.Label = true);
        var e = Assert.Throws<InvalidOperationException>(
            () => Fit(rows, o => (o.Method, o.LabelColumnName) = (LowRankMethod.FisherWeighted, "Label")));
        Assert.Contains("'Label'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constant_columns_give_finite_codes()
    {
        var rows = Enumerable.Range(0, 20).Select(_ => new Rows.Row { Features = [.. Enumerable.Repeat(3f, Rows.Width)] });
        var view = Rows.View(_context, rows);
        foreach (bool whiten in new[] { false, true })
        {
            var options = new LowRankCompressEstimator.Options { Columns = [new InputOutputColumnPair("Z", "Features")], Whiten = whiten };
            var model = _context.Transforms.LowRankCompress(options).Fit(view);
            Assert.All(Rows.Column(_context, model.Transform(view), "Z"), z => Assert.All(z, v => Assert.True(float.IsFinite(v))));
        }
    }

    private sealed class WrongTypes
    {
        public float Scalar { get; set; }

        [VectorType(3)]
        public double[] Doubles { get; set; } = new double[3];

        [VectorType]
        public float[] AnySize { get; set; } = new float[3];

        [VectorType(3)]
        public float[] Good { get; set; } = new float[3];

        public string Text { get; set; } = "";
    }

    [Theory]
    [InlineData("Scalar")]
    [InlineData("Doubles")]
    [InlineData("AnySize")]
    [InlineData("Text")]
    [InlineData("Missing")]
    public void A_column_of_another_type_is_named_before_any_row_is_read(string column)
    {
        var view = _context.Data.LoadFromEnumerable(Throwing());
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.LowRankCompress("Z", column).Fit(view));
        Assert.Contains($"'{column}'", e.Message, StringComparison.Ordinal);

        static IEnumerable<WrongTypes> Throwing()
        {
            foreach (int _ in Enumerable.Range(0, 1))
                throw new InvalidOperationException("A row was read.");
            yield break;
        }
    }

    [Theory]
    [InlineData("Text", null)]
    [InlineData("Missing", null)]
    [InlineData(null, "Text")]
    [InlineData(null, "Missing")]
    public void Weight_and_label_columns_are_checked_by_type(string? weight, string? label)
    {
        var view = _context.Data.LoadFromEnumerable(new[] { new WrongTypes() });
        var options = new LowRankCompressEstimator.Options
        {
            Columns = [new InputOutputColumnPair("Z", "Good")],
            ExampleWeightColumnName = weight,
            LabelColumnName = label,
            Method = label == null ? LowRankMethod.Exact : LowRankMethod.FisherWeighted,
        };
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.LowRankCompress(options).Fit(view));
        Assert.Contains($"'{weight ?? label}'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_that_is_not_finite_scores_as_NaN_and_its_neighbours_do_not()
    {
        var rows = Rows.LowRank(600, 3, noise: 0.1);
        var model = Fit(rows);
        rows[123].Features[4] = float.PositiveInfinity;
        rows[124].Features[0] = float.NaN;
        var codes = Rows.Column(_context, model.Transform(Rows.View(_context, rows)), "Z");
        for (int i = 0; i < codes.Length; i++)
            Assert.All(codes[i], v => Assert.Equal(i is 123 or 124, float.IsNaN(v)));
    }

    [Fact]
    public void Scoring_another_width_names_both_widths()
    {
        var model = Fit(Rows.LowRank(50, 3));
        var other = _context.Data.LoadFromEnumerable(new[] { new Narrow() });
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => model.Transform(other));
        Assert.Contains("12 values", e.Message, StringComparison.Ordinal);
        Assert.Contains("holds 3", e.Message, StringComparison.Ordinal);
    }

    private sealed class Narrow
    {
        [VectorType(3)]
        public float[] Features { get; set; } = new float[3];
    }
}
