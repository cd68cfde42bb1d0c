namespace Microsoft.ML.LowRank.Testing;

/// <summary>Checks 42-44: the same in, the same out.</summary>
internal static class DeterminismChecks
{
    public static IEnumerable<EstimatorCheck> For(EstimatorFixture fixture) =>
    [
        new(fixture, "42 the same seed gives the same bytes", SameSeed),
        new(fixture, "42 another seed gives another model", OtherSeed),
        new(fixture, "43 the number of threads does not matter", Threads),
        new(fixture, "44 fitting twice gives equal models", Twice),
    ];

    private static void SameSeed(CheckRun run)
    {
        byte[] Once()
        {
            var context = run.NewContext();
            var estimator = run.Fixture.CreateForRun?.Invoke(context, new RunOptions { Seed = 5 })
                ?? run.Fixture.CreateEstimator(context);
            return run.Save(run.Fit(estimator, new TableView(run.Data)));
        }
        Expect.NoDifference(ModelFile.Difference(Once(), Once()), "Two models of one seed");
    }

    private static void OtherSeed(CheckRun run)
    {
        run.Require(EstimatorTraits.UsesSeed, "The estimator draws no random numbers.");
        var create = run.RequireCreateForRun();
        byte[] WithSeed(int seed)
            => run.Save(run.Fit(create(run.NewContext(), new RunOptions { Seed = seed }), new TableView(run.Data)));
        Expect.That(ModelFile.Difference(WithSeed(5), WithSeed(6)) is not null, "Seeds 5 and 6 give the same model.");
    }

    private static void Threads(CheckRun run)
    {
        var create = run.RequireCreateForRun();
        ITransformer With(int threads)
            => run.Fit(create(run.NewContext(), new RunOptions { Seed = 5, NumberOfThreads = threads }),
                new TableView(run.Data));
        var one = With(1);
        foreach (int threads in new[] { 2, 3, 8 })
        {
            var several = With(threads);
            if (run.Fixture.Has(EstimatorTraits.ThreadsGiveSameBits))
                Expect.NoDifference(ModelFile.Difference(run.Save(one), run.Save(several)),
                    $"Models of 1 and {threads} threads");
            Expect.SameRows(run.Score(one), run.Score(several), run.Fixture.FitTolerance,
                $"Scores of 1 and {threads} threads");
        }
    }

    private static void Twice(CheckRun run)
    {
        var estimator = run.CreateEstimator();
        var first = run.Fit(estimator, new TableView(run.Data));
        var second = run.Fit(estimator, new TableView(run.Data));
        Expect.SameRows(run.Score(first), run.Score(second), 0, "The first and the second model of one estimator");
    }
}
