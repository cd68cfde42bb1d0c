using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Testing;

/// <summary>Check 9: the places in which ML.NET's users put an estimator.</summary>
internal static class PipelineChecks
{
    public static IEnumerable<EstimatorCheck> For(EstimatorFixture fixture) =>
    [
        new(fixture, "09 works in a chain", InChain),
        new(fixture, "09 works after a cache checkpoint", AfterCache),
        new(fixture, "09 works in the folds of cross-validation", InFolds),
        new(fixture, "09 works in CrossValidate", InCrossValidate),
    ];

    private static void InChain(CheckRun run)
    {
        var alone = run.Score(run.Fit());
        var chain = new EstimatorChain<ITransformer>().Append(run.CreateEstimator());
        SchemaChecks.ShapeOf(chain.Fit(new TableView(run.Data)).GetOutputSchema(run.Data.Schema));
        chain.GetOutputSchema(SchemaChecks.ShapeOf(run.Data.Schema));
        Expect.SameRows(alone, run.Score(run.Fit(chain, new TableView(run.Data))), 0, "Alone and in a chain");
    }

    private static void AfterCache(CheckRun run)
    {
        var alone = run.Score(run.Fit());
        var chain = new PassThrough().AppendCacheCheckpoint(run.ML).Append(run.CreateEstimator());
        Expect.SameRows(alone, run.Score(run.Fit(chain, new TableView(run.Data))), 0,
            "Without and with a cache checkpoint");
    }

    private static void InFolds(CheckRun run)
    {
        foreach (var fold in run.ML.Data.CrossValidationSplit(new TableView(run.Data), numberOfFolds: 3))
        {
            var model = run.Fit(run.CreateEstimator(), fold.TrainSet);
            int expected = Table.Read(fold.TestSet).Count;
            int scored = run.Score(model, fold.TestSet).Count;
            Expect.That(expected == scored, $"{scored} of {expected} rows of a fold were scored.");
        }
    }

    private static void InCrossValidate(CheckRun run)
    {
        var crossValidate = run.Fixture.CrossValidate
            ?? throw new CheckNotApplicableException("The fixture does not say how the estimator is cross-validated.");
        crossValidate(run.ML, new TableView(run.Data), run.CreateEstimator());
    }
}
