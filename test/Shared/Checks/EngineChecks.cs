namespace Microsoft.ML.LowRank.Testing;

/// <summary>Check 17: the variants of the kernels score alike, each in a process of its own.</summary>
internal static class EngineChecks
{
    public static IEnumerable<EstimatorCheck> For(EstimatorFixture fixture)
        => fixture.Engines.Count == 0
            ? [new(fixture, "17 kernel variants agree",
                _ => throw new CheckNotApplicableException("The fixture names no kernel variants."))]
            : fixture.Engines.Select(engine => new EstimatorCheck(fixture, $"17 kernel variant {engine.Value} agrees",
                run => Agrees(run, engine)));

    private static void Agrees(CheckRun run, (string Variable, string Value) engine)
    {
        if (!run.Fixture.Store.LoadsByMLNet)
            throw new CheckNotApplicableException("The model is not loaded by mlContext.Model.Load.");
        var model = run.Fit();
        var scored = FreshProcess.Score(run, run.Save(model), culture: "", engine);
        Expect.SameRows(run.Score(model), scored.Outputs, CheckRun.ScoringTolerance,
            $"The usual kernels and {engine.Value}");
    }
}
