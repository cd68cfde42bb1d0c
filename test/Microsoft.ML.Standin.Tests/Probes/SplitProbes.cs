using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests;

[Probes("splits")]
internal static class SplitProbes
{
    private sealed class Numbered
    {
        public int Row;
        public string? Group;
        public float Fraction;
        [KeyType(10)] public uint Key;

        public static IDataView View(MLContext context) => context.Data.LoadFromEnumerable(Enumerable.Range(0, 100)
            .Select(i => new Numbered { Row = i, Group = "g" + i % 10, Fraction = i, Key = (uint)(i % 10) + 1 }).ToArray());
    }

    private static int[] RowsOf(IDataView data) => [.. data.GetColumn<int>("Row")];

    public static object TrainAndTest()
    {
        var context = new MLContext(7);
        var split = context.Data.TrainTestSplit(Numbered.View(context), 0.2, seed: 5);
        return new
        {
            train = RowsOf(split.TrainSet).Length,
            test = RowsOf(split.TestSet),
            disjoint = !RowsOf(split.TrainSet).Intersect(RowsOf(split.TestSet)).Any(),
            columns = split.TestSet.Schema.Select(c => c.Name).ToArray(),
            repeated = RowsOf(split.TestSet).SequenceEqual(RowsOf(split.TestSet)),
        };
    }

    public static object WithoutSeed()
    {
        var context = new MLContext(7);
        var split = context.Data.TrainTestSplit(Numbered.View(context));
        return new
        {
            all = RowsOf(split.TrainSet).Concat(RowsOf(split.TestSet)).Order().SequenceEqual(Enumerable.Range(0, 100)),
            sameInEqualContexts = RowsOf(split.TestSet).SequenceEqual(
                RowsOf(new MLContext(7).Data.TrainTestSplit(Numbered.View(context)).TestSet)),
        };
    }

    public static object Folds()
    {
        var context = new MLContext(7);
        var folds = context.Data.CrossValidationSplit(Numbered.View(context), 4, seed: 5);
        return new
        {
            tests = folds.Select(f => RowsOf(f.TestSet)).ToArray(),
            complement = folds.All(f => RowsOf(f.TestSet).Concat(RowsOf(f.TrainSet)).Order().SequenceEqual(Enumerable.Range(0, 100))),
            columns = folds[0].TrainSet.Schema.Select(c => c.Name).ToArray(),
        };
    }

    public static object Defaults()
    {
        var context = new MLContext(7);
        return context.Data.CrossValidationSplit(Numbered.View(context)).Count;
    }

    public static object GroupsStayTogether()
    {
        var context = new MLContext(7);
        var data = Numbered.View(context);
        var folds = context.Data.CrossValidationSplit(data, 3, samplingKeyColumnName: "Group", seed: 5);
        var ofGroup = folds.Select(f => RowsOf(f.TestSet).Select(r => r % 10).Distinct().Order().ToArray()).ToArray();
        return new { groups = ofGroup.SelectMany(g => g).Order().ToArray(), rows = folds.Sum(f => RowsOf(f.TestSet).Length) };
    }

    public static object ByNumber()
    {
        var context = new MLContext(7);
        var split = context.Data.TrainTestSplit(Numbered.View(context), 0.25, "Fraction");
        return new { test = RowsOf(split.TestSet), columns = split.TestSet.Schema.Select(c => c.Name).ToArray() };
    }

    public static object ByKey()
    {
        var context = new MLContext(7);
        return RowsOf(context.Data.TrainTestSplit(Numbered.View(context), 0.25, "Key").TestSet);
    }

    public static object Bad()
    {
        var context = new MLContext(7);
        var data = Numbered.View(context);
        return new
        {
            none = Describe.Thrown(() => context.Data.TrainTestSplit(data, 0)),
            all = Describe.Thrown(() => context.Data.TrainTestSplit(data, 1)),
            absent = Describe.Thrown(() => context.Data.TrainTestSplit(data, 0.1, "Nothing")),
            oneFold = Describe.Thrown(() => context.Data.CrossValidationSplit(data, 1)),
            nothing = Describe.Thrown(() => context.Data.TrainTestSplit(null!)),
        };
    }

    public static object ChunksOfFilters()
    {
        var context = new MLContext(7);
        var split = context.Data.TrainTestSplit(Numbered.View(context), 0.2, seed: 5);
        return new { rows = split.TrainSet.GetRowCount(), split.TrainSet.CanShuffle };
    }
}
