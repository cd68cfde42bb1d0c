namespace Microsoft.ML.LowRank.Testing;

/// <summary>Check 58: many threads score one model, as one does.</summary>
internal static class ConcurrencyChecks
{
    private const int Threads = 6;

    public static IEnumerable<EstimatorCheck> For(EstimatorFixture fixture) =>
    [
        new(fixture, "58 one transformer serves many threads", SharedTransformer),
        new(fixture, "58 one view serves many threads", SharedView),
        new(fixture, "58 engines on many threads agree", OwnEngines),
    ];

    private static void SharedTransformer(CheckRun run)
    {
        var model = run.Fit();
        Compare(run, run.Score(model), () => run.Score(model), 0);
    }

    private static void SharedView(CheckRun run)
    {
        var model = run.Fit();
        var view = model.Transform(new TableView(run.Data));
        Compare(run, run.Score(model), () => CursorReader.Read(view, run.OutputsIn(view.Schema)).Table, 0);
    }

    private static void OwnEngines(CheckRun run)
    {
        var probe = run.Fixture.PredictionEngine
            ?? throw new CheckNotApplicableException("The fixture has no row classes for PredictionEngine.");
        var model = run.Fit();
        Compare(run, run.Score(model), () => probe.CreateScorer(run.ML, model, run.Data.Schema)(run.Data),
            CheckRun.ScoringTolerance);
    }

    private static void Compare(CheckRun run, Table serial, Func<Table> score, double tolerance)
    {
        // The data are read once, before the threads start.
        _ = run.Data;
        using var start = new Barrier(Threads);
        var tasks = Enumerable.Range(0, Threads).Select(_ => Task.Factory.StartNew(() =>
        {
            start.SignalAndWait();
            for (int i = 0; i < 3; i++)
            {
                var scored = score();
                Expect.SameRows(serial, scored, tolerance,
                    $"One thread and one of {Threads}", serial.Columns.Select(column => column.Name).Where(scored.Has));
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        try
        {
            Task.WaitAll(tasks);
        }
        catch (AggregateException e)
        {
            throw new EstimatorCheckException($"With {Threads} threads: {e.InnerExceptions[0].Message}",
                e.InnerExceptions[0]);
        }
    }
}
