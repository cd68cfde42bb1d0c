using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Testing;

/// <summary>Check 14: every way to score a row gives the same.</summary>
internal static class ScoringDoorChecks
{
    public static IEnumerable<EstimatorCheck> For(EstimatorFixture fixture) =>
    [
        new(fixture, "14 the mapper scores as Transform does", MapperAgrees),
        new(fixture, "14 the mapper asks for what it reads", DependenciesSuffice),
        new(fixture, "14 PredictionEngine scores as Transform does", EngineAgrees),
        new(fixture, "14 the span methods score as Transform does", SpansAgree),
    ];

    private static void MapperAgrees(CheckRun run)
    {
        var model = run.Fit();
        var expected = run.Score(model);
        var view = new TableView(run.Data);
        var mapper = model.GetRowToRowMapper(view.Schema);
        var outputs = run.OutputsIn(mapper.OutputSchema);
        foreach (var columns in outputs.Select(output => (IReadOnlyList<DataViewSchema.Column>)[output])
            .Append(outputs))
        {
            using var cursor = view.GetRowCursor(view.Schema);
            using var row = mapper.GetRow(cursor, columns);
            var actual = CursorReader.Read(cursor, row, columns).Table;
            Expect.SameRows(expected, actual, CheckRun.ScoringTolerance,
                "Transform and the mapper", columns.Select(column => column.Name));
        }
    }

    private static void DependenciesSuffice(CheckRun run)
    {
        var model = run.Fit();
        var expected = run.Score(model);
        var view = new TableView(run.Data);
        var mapper = model.GetRowToRowMapper(view.Schema);
        var outputs = run.OutputsIn(mapper.OutputSchema);
        var needed = mapper.GetDependencies(outputs).ToList();
        Expect.That(needed.All(column => view.Schema[column.Index].Equals(column)),
            "The mapper depends on columns that are not of its input schema.");
        string[] surprising = [.. needed.Select(column => column.Name).Except(run.Fixture.InputColumns)];
        Expect.That(surprising.Length == 0, $"To score, the mapper asks for {string.Join(", ", surprising)}.");
        using var cursor = view.GetRowCursor(needed);
        using var row = mapper.GetRow(cursor, outputs);
        Expect.SameRows(expected, CursorReader.Read(cursor, row, outputs).Table, CheckRun.ScoringTolerance,
            "All columns active and only those asked for");
    }

    private static void EngineAgrees(CheckRun run)
    {
        var probe = run.Fixture.PredictionEngine
            ?? throw new CheckNotApplicableException("The fixture has no row classes for PredictionEngine.");
        var model = run.Fit();
        var input = run.Data.Only(run.Data.Columns.Select(column => column.Name).Distinct());
        var actual = probe.CreateScorer(run.ML, model, run.Data.Schema)(input);
        Expect.That(actual.Columns.Count > 0, "The row class has no member for any output.");
        Expect.SameRows(run.Score(model), actual, CheckRun.ScoringTolerance, "Transform and PredictionEngine",
            run.Fixture.OutputColumns.Where(actual.Has));
    }

    private static void SpansAgree(CheckRun run)
    {
        var score = run.Fixture.ScoreBySpans
            ?? throw new CheckNotApplicableException("The fixture has no scorer over spans.");
        var model = run.Fit();
        var actual = score(model, run.Data);
        Expect.SameRows(run.Score(model), actual, CheckRun.ScoringTolerance, "Transform and the span methods",
            actual.Columns.Select(column => column.Name));
    }
}
