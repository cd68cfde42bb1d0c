using FsCheck;
using FsCheck.Fluent;

namespace Microsoft.ML.LowRank.Features;

public class NumbersTests
{
    [Theory]
    [InlineData(0f, 0)]
    [InlineData(1.9f, 1)]
    [InlineData(2f, 2)]
    [InlineData(2.5f, 0)]
    [InlineData(3f, 1)]
    [InlineData(1000f, 47)]
    [InlineData(-1f, -1)]
    [InlineData(-0.5f, 0)]
    [InlineData(-1000f, -47)]
    [InlineData(float.PositiveInfinity, 7871)]
    [InlineData(float.NegativeInfinity, -7871)]
    public void The_squared_logarithm_is_cut_to_a_whole_number(float value, int expected) =>
        Assert.Equal(expected, NumericCodes.LogarithmSquare(value));

    [Fact]
    public void Bins_are_those_of_the_sorted_values()
    {
        var inputs = Gen.Choose(1, 12).Zip(Gen.Choose(-30, 30).NonEmptyListOf()).ToArbitrary();
        Prop.ForAll(inputs, input =>
        {
            var (bins, values) = (input.Item1, input.Item2.Select(v => v / 4f).ToArray());
            var sample = new QuantileSample();
            foreach (float value in values)
                sample.Add(value);
            var sorted = values.Order().ToArray();
            float[] distinct = [.. sorted.Distinct()];
            var begins = distinct.Length <= bins
                ? distinct
                : [.. Enumerable.Range(0, bins).Select(bin => sorted[bin * sorted.Length / bins]).Distinct()];
            float[] edges = sample.Edges(bins);
            Assert.Equal(begins.Skip(1), edges);
            foreach (float value in values)
                Assert.Equal(edges.Count(edge => edge <= value), NumericCodes.Bin(edges, value));
            Assert.Equal(Enumerable.Range(0, edges.Length + 1).Select(bin =>
                (long)values.Count(value => edges.Count(edge => edge <= value) == bin)), sample.Counts(edges));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_long_stream_is_sampled_evenly_and_always_the_same_way()
    {
        float[] first = Edges(), second = Edges();
        Assert.Equal(first, second);
        // Twenty bins of a uniform stream that arrives in ascending order: off by four deviations of the sample at most.
        for (int i = 0; i < first.Length; i++)
        {
            double share = (i + 1) / 20.0;
            double bound = 4 * Math.Sqrt(share * (1 - share) / 5000);
            Assert.InRange(first[i] / 200_000, share - bound, share + bound);
        }

        static float[] Edges()
        {
            var sample = new QuantileSample(5000);
            for (int i = 0; i < 200_000; i++)
                sample.Add(i);
            float[] edges = sample.Edges(20);
            Assert.Equal(19, edges.Length);
            Assert.InRange(sample.Counts(edges).Sum(), 199_990, 200_010);
            return edges;
        }
    }

    [Fact]
    public void Infinite_numbers_are_in_the_outermost_bins_and_make_no_edge()
    {
        var learner = new FeatureLearner([new("n", FieldKind.Number) { Encoding = NumericEncoding.QuantileBins, BinCount = 3 }]);
        float[] values = [1, 2, 3, float.PositiveInfinity, float.NegativeInfinity, float.NaN];
        Give(learner, values);
        var encoder = learner.Finish();
        Assert.Equal([1, 0, 2, 1, 2], encoder.Counts!);
        var batch = new FeatureBatch(encoder);
        Give(batch, [.. values, 2.5f]);
        Assert.Equal([2, 3, 4, 4, 2, 0, 3], batch.Batch.Ids[..7]);
    }

    [Fact]
    public void Mean_and_deviation_hold_far_from_zero()
    {
        var moments = new NumberMoments();
        for (int i = 0; i < 1000; i++)
            moments.Add(1e9 + (i % 2));
        Assert.Equal(1e9 + 0.5, moments.Mean, 6);
        Assert.Equal(0.5, moments.Deviation, 8);
    }

    [Fact]
    public void Mean_and_deviation_are_those_of_two_passes()
    {
        Prop.ForAll(Gen.Choose(-1000, 1000).NonEmptyListOf().ToArbitrary(), values =>
        {
            var moments = new NumberMoments();
            foreach (int value in values)
                moments.Add(value);
            double mean = values.Average();
            Assert.Equal(mean, moments.Mean, 9);
            Assert.Equal(Math.Sqrt(values.Average(v => (v - mean) * (v - mean))), moments.Deviation, 9);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Standardised_numbers_have_mean_0_and_deviation_1_and_say_where_they_are_missing()
    {
        var learner = new FeatureLearner(
        [
            new("full", FieldKind.Number) { Encoding = NumericEncoding.Standardized },
            new("gaps", FieldKind.Number) { Encoding = NumericEncoding.Standardized },
            new("same", FieldKind.Number) { Encoding = NumericEncoding.Standardized },
        ]);
        Rows(learner);
        var encoder = learner.Finish();
        Assert.Equal(["full", "gaps", "same", "gaps.missing"], encoder.NumberNames);
        Assert.Equal(0, encoder.TableRows);
        var sink = new FeatureBatch(encoder);
        Rows(sink);
        var batch = sink.Batch;
        Assert.Equal((100, 0, 4), (batch.Rows, batch.Fields, batch.Numbers));
        float[] Column(int column) => [.. Enumerable.Range(0, 100).Select(row => batch.Values[(4 * row) + column])];
        Assert.Equal(0, Column(0).Average(), 5);
        Assert.Equal(1, Column(0).Average(v => v * v), 5);
        Assert.Equal(0, Column(1).Average(), 5);
        Assert.Equal(0.75, Column(1).Average(v => v * v), 5);
        Assert.All(Column(2), value => Assert.Equal(0, value));
        Assert.Equal(Enumerable.Range(0, 100).Select(row => row % 4 == 0 ? 1f : 0), Column(3));

        static void Rows(IFeatureSink sink)
        {
            for (int row = 0; row < 100; row++)
            {
                sink.BeginRow();
                sink.Number(0, row);
                sink.Number(1, row % 4 != 0 ? row * row : row % 8 == 0 ? float.NaN : float.NegativeInfinity);
                sink.Number(2, 0.1f);
                sink.EndRow();
            }
        }
    }

    private static void Give(IFeatureSink sink, float[] values)
    {
        foreach (float value in values)
        {
            sink.BeginRow();
            sink.Number(0, value);
            sink.EndRow();
        }
    }
}
