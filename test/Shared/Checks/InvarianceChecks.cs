namespace Microsoft.ML.LowRank.Testing;

/// <summary>Checks 18-22: what must not matter, and what must matter in a known way.</summary>
internal static class InvarianceChecks
{
    // Around the sizes of vectors, of blocks of rows and of the view's batches.
    private static readonly int[] BlockSizes = [1, 2, 3, 7, 8, 9, 31, 64, 65];

    public static IEnumerable<EstimatorCheck> For(EstimatorFixture fixture) =>
    [
        new(fixture, "18 scores do not depend on the number of rows", BatchSize),
        new(fixture, "18 scores do not depend on the order of rows", RowOrder),
        new(fixture, "18 the model does not depend on the order of rows", FitOrder),
        new(fixture, "19 one row scores as it does among others", OneRow),
        new(fixture, "20 weight 0 is absence, weight k is k rows", WeightsAreCounts),
        .. fixture.Claims.Select(claim => new EstimatorCheck(fixture, $"22 {claim.Name}", run => Holds(run, claim))),
    ];

    private static void BatchSize(CheckRun run)
    {
        var model = run.Fit();
        var all = run.Score(model);
        foreach (int size in BlockSizes.Where(size => size < run.Data.Count))
            Expect.SameRows(all.Select(Enumerable.Range(0, size)),
                run.Score(model, run.Data.Select(Enumerable.Range(0, size))),
                CheckRun.ScoringTolerance, $"All rows and the first {size}");
        // More rows than any block has: the data over and over.
        var many = Enumerable.Range(0, 1_000).Select(row => row % run.Data.Count).ToList();
        Expect.SameRows(all.Select(many), run.Score(model, run.Data.Select(many)), CheckRun.ScoringTolerance,
            "The rows once and in a thousand");
    }

    private static void RowOrder(CheckRun run)
    {
        var model = run.Fit();
        int[] order = Shuffled(run);
        Expect.SameRows(run.Score(model).Select(order), run.Score(model, run.Data.Select(order)),
            CheckRun.ScoringTolerance, "Rows in order and shuffled");
    }

    private static void FitOrder(CheckRun run)
    {
        run.Require(EstimatorTraits.FitIgnoresRowOrder,
            "The estimator does not claim that the order of rows is nothing to it.");
        var shuffled = run.Fit(run.Data.Select(Shuffled(run)));
        Expect.SameRows(run.Score(run.Fit()), run.Score(shuffled), run.Fixture.FitTolerance,
            "Fit on rows in order and shuffled");
    }

    private static void OneRow(CheckRun run)
    {
        var model = run.Fit();
        var all = run.Score(model);
        for (int row = 0; row < Math.Min(run.Data.Count, 40); row++)
            Expect.SameRows(all.Select(row), run.Score(model, run.Data.Select(row)), CheckRun.ScoringTolerance,
                $"Row {row} among others and alone");
    }

    private static void WeightsAreCounts(CheckRun run)
    {
        run.Require(EstimatorTraits.WeightsAreCounts, "The estimator does not claim that weights are counts.");
        string column = run.Fixture.WeightColumn
            ?? throw new CheckNotApplicableException("The fixture has no weight column.");
        int[] counts = [.. Enumerable.Range(0, run.Data.Count).Select(row => row % 4)];
        Table Weighted(Table table, Func<int, float> weight)
            => table.Replacing(Table.Numbers(column, [.. Enumerable.Range(0, table.Count).Select(weight)]));
        var weighted = run.Fit(Weighted(run.Data, row => counts[row]));
        var repeated = run.Fit(Weighted(run.Data.Select(Enumerable.Range(0, run.Data.Count)
            .SelectMany(row => Enumerable.Repeat(row, counts[row]))), _ => 1));
        Expect.SameRows(run.Score(repeated), run.Score(weighted), run.Fixture.FitTolerance,
            "Repeated rows and weighted rows");
        // That the weights are heeded at all.
        var plain = run.Score(run.Fit(Weighted(run.Data, _ => 1)));
        Expect.That(TableComparer.Difference(plain, run.Score(weighted), null, run.Fixture.FitTolerance) is not null,
            "The weights change nothing.");
    }

    private static void Holds(CheckRun run, EquivarianceClaim claim)
    {
        var usual = run.Score(run.Fit());
        var changed = claim.Change(run.Data);
        var actual = run.Score(run.Fit(changed), changed);
        Expect.SameRows(claim.Expected?.Invoke(usual) ?? usual, actual, claim.Tolerance,
            $"As claimed ('{claim.Name}') and as found");
    }

    private static int[] Shuffled(CheckRun run)
    {
        int[] order = [.. Enumerable.Range(0, run.Data.Count)];
        run.NewRandom().Shuffle(order);
        return order;
    }
}
