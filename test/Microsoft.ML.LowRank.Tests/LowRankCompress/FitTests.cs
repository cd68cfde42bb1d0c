using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Compression;

namespace Microsoft.ML.LowRank.Tests.LowRankCompress;

public class FitTests
{
    private readonly MLContext _context = new(seed: 1);

    private LowRankCompressTransformer Fit(IDataView data, Action<LowRankCompressEstimator.Options>? change = null)
    {
        var options = new LowRankCompressEstimator.Options { Columns = [new InputOutputColumnPair("Z", "Features")] };
        change?.Invoke(options);
        return _context.Transforms.LowRankCompress(options).Fit(data);
    }

    [Fact]
    public void A_rank_left_alone_is_lowered_to_what_the_data_have_and_the_log_says_so()
    {
        var messages = new List<string>();
        _context.Log += (_, e) => messages.Add(e.Message);
        var data = Rows.View(_context, Rows.LowRank(6, 3, noise: 0.1));
        Assert.Equal(5, Fit(data).GetProjection().Rank);
        Assert.Contains(messages, m => m.Contains("'Features'", StringComparison.Ordinal) && m.Contains("6 rows", StringComparison.Ordinal));
        Assert.Equal(5, _context.Transforms.LowRankCompress("Z", "Features", rank: 40).Fit(data).GetProjection().Rank);
    }

    [Fact]
    public void The_new_column_has_slot_names_and_replaces_one_of_the_same_name()
    {
        var data = Rows.View(_context, Rows.LowRank(50, 3));
        var schema = _context.Transforms.LowRankCompress("Features", rank: 2).Fit(data).GetOutputSchema(data.Schema);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2), schema["Features"].Type);
        VBuffer<ReadOnlyMemory<char>> names = default;
        schema["Features"].GetSlotNames(ref names);
        Assert.Equal(["Features.Component1", "Features.Component2"], names.DenseValues().Select(n => n.ToString()));
    }

    [Fact]
    public void Two_columns_get_their_own_directions()
    {
        var data = _context.Data.LoadFromEnumerable(Rows.LowRank(200, 4, 0.1)
            .Select(row => new Twins { Features = row.Features, Copy = row.Features }));
        var model = _context.Transforms.LowRankCompress(
            [new InputOutputColumnPair("A", "Features"), new InputOutputColumnPair("B", "Copy")], rank: 3).Fit(data);
        var scored = model.Transform(data);
        Assert.Equal(Rows.Column(_context, scored, "A"), Rows.Column(_context, scored, "B"));
        Assert.Throws<ArgumentException>(() => model.GetProjection());
        Assert.Throws<ArgumentException>(() => model.GetProjection("C"));
        Assert.Equal(3, model.GetProjection("B").Rank);
        Assert.Equal(2, model.ToString().Split(Environment.NewLine).Length);
    }

    [Fact]
    public void A_row_of_weight_two_counts_as_two_rows()
    {
        var rows = Rows.LowRank(120, 4, noise: 0.2);
        for (int i = 0; i < rows.Count; i++)
            rows[i].Weight = i % 3;
        var repeated = rows.SelectMany(row => Enumerable.Repeat(row, (int)row.Weight));
        // Only the planted directions: those of the noise are nearly as long as each other, and so not well defined.
        var weighted = Fit(Rows.View(_context, rows), o => (o.Rank, o.ExampleWeightColumnName) = (4, "Weight")).GetProjection();
        var expected = Fit(Rows.View(_context, repeated), o => o.Rank = 4).GetProjection();
        Assert.Equal(expected.TotalWeight, weighted.TotalWeight);
        Assert.All(weighted.Basis.ToArray().Zip(expected.Basis.ToArray()), p => Assert.Equal(p.Second, p.First, 1e-4f));
        Assert.Equal(expected.EnergyKept, weighted.EnergyKept, 1e-6);
    }

    [Fact]
    public void Reconstruct_leads_back_and_at_full_rank_to_the_row_itself()
    {
        var data = Rows.View(_context, Rows.LowRank(300, 6, noise: 0.3));
        foreach (bool whiten in new[] { false, true })
        {
            var full = Fit(data, o => o.Whiten = whiten);
            var back = full.Append(full.Reconstruct("Back").Fit(full.Transform(data))).Transform(data);
            AssertClose(Rows.Column(_context, data, "Features"), Rows.Column(_context, back, "Back"), 1e-4);
        }
        var narrow = Fit(data, o => o.Rank = 3);
        var approximate = narrow.Append(narrow.Reconstruct("Back").Fit(narrow.Transform(data))).Transform(data);
        Assert.Equal(narrow.GetProjection().RelativeReconstructionError, RelativeError(data, approximate), 1e-4);
    }

    [Fact]
    public void A_cancelled_fit_returns_what_it_has_and_says_so_or_throws()
    {
        var data = Rows.View(_context, Rows.LowRank(20_000, 3, noise: 0.1));
        using var source = new CancellationTokenSource();
        var partial = Fit(data, o => (o.CancellationToken, o.Progress) = (source.Token, new Handler(_ => source.Cancel())));
        Assert.True(partial.IsPartial);
        Assert.InRange(partial.GetProjection().RowCount, 1, 19_999);
        Assert.Throws<OperationCanceledException>(() => Fit(data, o => o.CancellationToken = source.Token));

        using var second = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => Fit(data, o => (o.CancellationToken, o.OnCancellation, o.Progress) =
            (second.Token, CancellationBehavior.Throw, new Handler(_ => second.Cancel()))));
    }

    [Fact]
    public void A_context_that_was_told_to_stop_ends_the_fit()
    {
        var data = Rows.View(_context, Rows.LowRank(20_000, 3));
        var stop = typeof(MLContext).GetMethod("CancelExecution", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)!;
        Assert.ThrowsAny<OperationCanceledException>(
            () => Fit(data, o => o.Progress = new Handler(_ => stop.Invoke(_context, null))));
    }

    [Fact]
    public void Progress_never_goes_back_and_ends_at_one()
    {
        var reports = new List<TrainingProgress>();
        Fit(Rows.View(_context, Rows.LowRank(20_000, 3)), o => o.Progress = new Handler(reports.Add));
        Assert.True(reports.Count >= 2);
        Assert.Equal(reports.Select(r => r.FractionDone).Order(), reports.Select(r => r.FractionDone));
        Assert.All(reports.SkipLast(1), r => Assert.InRange(r.FractionDone, 0, 0.999));
        Assert.Equal(1, reports[^1].FractionDone);
        Assert.Equal(20_000, reports[^1].Rows);
    }

    [Fact]
    public void An_exception_in_the_progress_handler_reaches_the_caller()
        => Assert.Throws<NotFiniteNumberException>(() => Fit(
            Rows.View(_context, Rows.LowRank(50, 3)), o => o.Progress = new Handler(_ => throw new NotFiniteNumberException())));

    [Fact]
    public void Options_are_read_when_the_estimator_is_made()
    {
        var options = new LowRankCompressEstimator.Options { Columns = [new InputOutputColumnPair("Z", "Features")], Rank = 3 };
        var estimator = _context.Transforms.LowRankCompress(options);
        options.Rank = 5;
        Assert.Equal(3, estimator.Fit(Rows.View(_context, Rows.LowRank(50, 6))).GetProjection().Rank);
    }

    private sealed class Twins
    {
        [VectorType(Rows.Width)]
        public float[] Features { get; set; } = [];

        [VectorType(Rows.Width)]
        public float[] Copy { get; set; } = [];
    }

    private static double RelativeError(IDataView data, IDataView back)
    {
        var context = new MLContext();
        var x = Rows.Column(context, data, "Features");
        var y = Rows.Column(context, back, "Back");
        double[] mean = [.. Enumerable.Range(0, Rows.Width).Select(j => x.Average(row => (double)row[j]))];
        double error = x.Zip(y).Sum(p => p.First.Zip(p.Second).Sum(v => Math.Pow(v.First - v.Second, 2)));
        return Math.Sqrt(error / x.Sum(row => row.Select((v, j) => Math.Pow(v - mean[j], 2)).Sum()));
    }

    private static void AssertClose(float[][] expected, float[][] found, double tolerance)
    {
        Assert.Equal(expected.Length, found.Length);
        foreach (var (e, f) in expected.Zip(found))
            Assert.All(e.Zip(f), p => Assert.Equal(p.First, p.Second, tolerance));
    }

    private sealed class Handler(Action<TrainingProgress> handle) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => handle(value);
    }
}
