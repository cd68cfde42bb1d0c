namespace Microsoft.ML.LowRank.Testing;

/// <summary>Checks 47 and 48: progress and cancellation.</summary>
internal static class LifecycleChecks
{
    public static IEnumerable<EstimatorCheck> For(EstimatorFixture fixture) =>
    [
        new(fixture, "47 progress rises to 1", ProgressRises),
        new(fixture, "47 an exception in the progress handler corrupts nothing", HandlerThrows),
        new(fixture, "48 a fit cancelled beforehand reads nothing", CancelledBeforehand),
        new(fixture, "48 a cancelled fit stops and leaves nothing behind", CancelledMidway),
    ];

    private static void ProgressRises(CheckRun run)
    {
        run.Require(EstimatorTraits.ReportsProgress, "The estimator reports no progress.");
        var reports = new List<double>();
        run.Fit(run.RequireCreateForRun()(run.ML, new RunOptions { Progress = new Immediate(reports.Add) }),
            new TableView(run.Data));
        Expect.That(reports.Count > 0, "No progress was reported.");
        Expect.That(reports.All(share => share is >= 0 and <= 1),
            $"Progress left [0, 1]: {string.Join(", ", reports)}.");
        Expect.That(reports.Zip(reports.Skip(1)).All(pair => pair.First <= pair.Second),
            $"Progress fell: {string.Join(", ", reports)}.");
        Expect.That(reports[^1] == 1, $"Progress ended at {reports[^1]}.");
    }

    private static void HandlerThrows(CheckRun run)
    {
        run.Require(EstimatorTraits.ReportsProgress, "The estimator reports no progress.");
        var usual = run.Score(run.Fit());
        var progress = new Immediate(_ => throw new TimeZoneNotFoundException("thrown by the progress handler"));
        var estimator = run.RequireCreateForRun()(run.ML, new RunOptions { Progress = progress });
        try
        {
            Expect.SameRows(usual, run.Score(run.Fit(estimator, new TableView(run.Data))), run.Fixture.FitTolerance,
                "Without and with a handler that throws");
        }
        catch (TimeZoneNotFoundException)
        {
            // It may also end the fit; then it must arrive as it was thrown.
        }
        Expect.SameRows(usual, run.Score(run.Fit()), run.Fixture.FitTolerance,
            "A fit before and one after the handler threw");
    }

    private static void CancelledBeforehand(CheckRun run)
    {
        run.Require(EstimatorTraits.CanBeCancelled, "The estimator cannot be cancelled.");
        var view = new TableView(run.Data);
        var estimator = run.RequireCreateForRun()(run.ML,
            new RunOptions { CancellationToken = new CancellationToken(true) });
        var thrown = Expect.Refusal(() => run.Fit(estimator, view), "A fit that was cancelled before it began", []);
        Expect.That(thrown is OperationCanceledException,
            $"A fit that was cancelled before it began threw {thrown.GetType().Name}.");
        Expect.That(view.RowsRead == 0, $"A fit that was cancelled before it began read {view.RowsRead} rows.");
    }

    private static void CancelledMidway(CheckRun run)
    {
        run.Require(EstimatorTraits.CanBeCancelled, "The estimator cannot be cancelled.");
        var counted = new TableView(run.Data);
        var usual = run.Score(run.Fit(run.CreateEstimator(), counted));
        foreach (long at in new[] { 1, counted.RowsRead / 2, counted.RowsRead }.Distinct())
        {
            using var source = new CancellationTokenSource();
            var view = new TableView(run.Data)
            {
                OnRow = read =>
                {
                    if (read == at)
                        source.Cancel();
                },
            };
            var estimator = run.RequireCreateForRun()(run.ML, new RunOptions { CancellationToken = source.Token });
            try
            {
                run.Score(run.Fit(estimator, view));
            }
            catch (OperationCanceledException)
            {
                // As good as a model fitted so far, which must then be able to score.
            }
            // Whatever is fitted column by column needs some rows of each to have a model at all.
            long most = run.Data.Count * run.Fixture.InputColumns.Count;
            Expect.That(view.RowsRead - at <= most,
                $"Cancelled at row {at}, the fit read {view.RowsRead - at} more, which is more than one pass.");
            Expect.SameRows(usual, run.Score(run.Fit()), run.Fixture.FitTolerance,
                "A fit before and one after a cancelled one");
        }
    }

    /// <summary>Reports on the thread that reports, unlike <see cref="Progress{T}"/>.</summary>
    private sealed class Immediate(Action<double> handler) : IProgress<double>
    {
        public void Report(double value) => handler(value);
    }
}
