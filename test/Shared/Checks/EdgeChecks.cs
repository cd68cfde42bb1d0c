using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Testing;

/// <summary>Checks 23 and 25: awkward data gives a model with finite scores, or an error that says why not.</summary>
internal static class EdgeChecks
{
    private const int WideRows = 40;
    private const int WideValuesPerRow = 5;

    public static IEnumerable<EstimatorCheck> For(EstimatorFixture fixture)
    {
        (int Number, string Edge, Func<CheckRun, Table> Make)[] edges =
        [
            (23, Edges.Empty, run => run.Data.Select()),
            (23, Edges.OneRow, run => run.Data.Select(0)),
            (23, Edges.TwoRows, run => run.Data.Select(0, 1)),
            (23, Edges.OneFeature, OneFeature),
            (23, Edges.ConstantFeature, run => Change(run, (_, slot, value) => slot == 0 ? 3 : value)),
            (23, Edges.AllConstant, run => Change(run, (_, slot, _) => slot + 1)),
            (23, Edges.OneNaN, run => OneValue(run, float.NaN)),
            (23, Edges.PositiveInfinity, run => OneValue(run, float.PositiveInfinity)),
            (23, Edges.NegativeInfinity, run => OneValue(run, float.NegativeInfinity)),
            (23, Edges.AllMissing, run => Change(run, (_, _, _) => float.NaN)),
            (23, Edges.SingleClass, SingleClass),
            (23, Edges.ZeroWeights, ZeroWeights),
            (25, Edges.Huge, run => Change(run, (_, _, value) => value * 1e30f)),
            (25, Edges.Tiny, run => Change(run, (_, _, value) => value * 1e-30f)),
            (25, Edges.Denormal, run => Change(run, (_, _, value) => value * 1e-40f)),
            (25, Edges.MixedScales,
                run => Change(run, (_, slot, value) => value * (slot % 3 == 0 ? 1e30f : slot % 3 == 1 ? 1 : 1e-30f))),
            (25, Edges.VeryWide, VeryWide),
        ];
        foreach (var (number, edge, make) in edges)
            yield return new(fixture, $"{number} fit on {edge}", run => Fit(run, edge, make(run)));
        yield return new(fixture, "23 a missing value when scoring stays in its row", run => OneBadRow(run, float.NaN));
        yield return new(fixture, "23 an infinity when scoring stays in its row",
            run => OneBadRow(run, float.PositiveInfinity));
        yield return new(fixture, "23 scores no rows", ScoresNoRows);
    }

    private static void Fit(CheckRun run, string edge, Table data)
    {
        run.Fixture.EdgeOutcomes.TryGetValue(edge, out var outcome);
        ITransformer model;
        try
        {
            model = run.Fit(data);
        }
        catch (Exception e)
        {
            Expect.TypedRefusal(e, $"Fit on {edge}", outcome?.Said ?? []);
            Expect.That(outcome?.Throws != false,
                $"Fit on {edge} was to give a model, but it was refused: {e.Message}");
            return;
        }
        Expect.That(outcome?.Throws != true, $"Fit on {edge} was to be refused, but it gave a model.");
        var scored = run.Score(model, data);
        for (int row = 0; row < data.Count; row++)
        {
            if (IsClean(run, data, row))
                ExpectFinite(run, scored, row, $"After Fit on {edge}");
        }
    }

    private static void OneBadRow(CheckRun run, float bad)
    {
        var model = run.Fit();
        int row = run.Data.Count / 2;
        var data = run.Data.Change(run.Fixture.InputColumns, (r, slot, value) => r == row && slot == 0 ? bad : value);
        if (data.Only(run.Fixture.InputColumns).Columns.All(column => column.GetNumbers(row).Length == 0))
            throw new CheckNotApplicableException("The inputs hold no numbers.");
        var scored = run.Score(model, data);
        int[] others = [.. Enumerable.Range(0, data.Count).Where(r => r != row)];
        Expect.SameRows(run.Score(model).Select(others), scored.Select(others), CheckRun.ScoringTolerance,
            $"The other rows without and with a value of {bad}");
        if (run.Fixture.Has(EstimatorTraits.MissingGivesMissing))
        {
            foreach (var column in scored.Columns)
                Expect.That(column.GetNumbers(row).All(double.IsNaN),
                    $"Row {row} has an input of {bad}; output '{column.Name}' must be NaN, but is {column.Show(row)}.");
        }
    }

    private static void ScoresNoRows(CheckRun run)
        => Expect.That(run.Score(run.Fit(), run.Data.Select()).Count == 0, "Rows came out of no rows.");

    private static bool IsClean(CheckRun run, Table data, int row)
        => run.Fixture.InputColumns.All(name => data[name].GetNumbers(row).All(double.IsFinite));

    internal static void ExpectFinite(CheckRun run, Table scored, int row, string when)
    {
        foreach (string name in run.Fixture.OutputColumns)
            Expect.That(scored[name].GetNumbers(row).All(double.IsFinite),
                $"{when}, output '{name}' of row {row} is {scored[name].Show(row)}.");
    }

    private static Table Change(CheckRun run, Func<int, int, float, float> change)
        => run.Data.Change(run.Fixture.InputColumns, change);

    private static Table OneValue(CheckRun run, float value)
        => Change(run, (row, slot, old) => row == run.Data.Count / 2 && slot == 0 ? value : old);

    private static Table OneFeature(CheckRun run)
    {
        var table = run.Data;
        foreach (string name in run.Fixture.InputColumns)
        {
            if (table[name] is TableColumn<VBuffer<float>> vectors)
                table = table.Replacing(Table.Vectors(name,
                    [.. vectors.Values.Select(vector => new[] { vector.GetItemOrDefault(0) })], 1));
        }
        return table;
    }

    private static Table SingleClass(CheckRun run)
    {
        run.Require(EstimatorTraits.UsesLabel, "The estimator reads no label.");
        var label = run.Data[run.Fixture.LabelColumn!];
        return run.Data.Replacing(label.Select([.. Enumerable.Repeat(0, run.Data.Count)]));
    }

    private static Table ZeroWeights(CheckRun run)
    {
        string column = run.Fixture.WeightColumn
            ?? throw new CheckNotApplicableException("The fixture has no weight column.");
        return run.Data.Change([column], (_, _, _) => 0);
    }

    private static Table VeryWide(CheckRun run)
    {
        string[] vectors = [.. run.Fixture.InputColumns.Where(name => run.Data[name] is TableColumn<VBuffer<float>>)];
        if (run.Fixture.WideColumns == 0 || vectors.Length == 0)
            throw new CheckNotApplicableException("No input can be wide.");
        int width = run.Fixture.WideColumns;
        var random = run.NewRandom();
        var table = run.Data.Select(Enumerable.Range(0, WideRows).Select(row => row % run.Data.Count));
        foreach (string name in vectors)
        {
            var rows = Enumerable.Range(0, WideRows).Select(_ =>
            {
                int[] indices = [.. Enumerable.Range(0, WideValuesPerRow).Select(_ => random.Next(width)).Distinct().Order()];
                float[] values = [.. indices.Select(_ => random.NextSingle() - 0.5f)];
                return new VBuffer<float>(width, indices.Length, values, indices);
            });
            table = table.Replacing(new TableColumn<VBuffer<float>>(name,
                new VectorDataViewType(NumberDataViewType.Single, width), [.. rows]));
        }
        return table;
    }
}
