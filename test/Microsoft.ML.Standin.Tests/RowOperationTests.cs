using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests;

public class RowOperationTests
{
    private readonly MLContext _context = new(seed: 5);

    private static Row[] Rows(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new Row { Number = i, Group = $"g{i % 7}", Key = (uint)(i % 10), Real = i % 4 })];

    private static float[] Numbers(IDataView data, Random? random = null)
    {
        var column = data.Schema["Number"];
        using var cursor = data.GetRowCursor([column], random);
        var getter = cursor.GetGetter<float>(column);
        var values = new List<float>();
        while (cursor.MoveNext())
        {
            Assert.Equal(values.Count, cursor.Position);
            float value = 0;
            getter(ref value);
            values.Add(value);
        }

        return [.. values];
    }

    private IDataView Load(int count) => _context.Data.LoadFromEnumerable(Rows(count));

    [Fact]
    public void Rows_are_taken_and_skipped()
    {
        var data = Load(10);
        Assert.Equal([0f, 1f, 2f], Numbers(_context.Data.TakeRows(data, 3)));
        Assert.Equal([8f, 9f], Numbers(_context.Data.SkipRows(data, 8)));
        Assert.Empty(Numbers(_context.Data.SkipRows(data, 11)));
        Assert.Equal(3, _context.Data.TakeRows(data, 3).GetRowCount());
        Assert.Equal(0, _context.Data.SkipRows(data, 11).GetRowCount());
        Assert.False(_context.Data.TakeRows(_context.Data.Cache(data), 3).CanShuffle);
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Data.TakeRows(data, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Data.SkipRows(data, -1));
    }

    [Fact]
    public void Rows_with_missing_values_are_left_out()
    {
        Row[] rows =
        [
            new() { Number = 0, Vector = [1, 2], Key = 1 }, new() { Number = float.NaN, Vector = [1, 2], Key = 1 },
            new() { Number = 2, Vector = [1, float.NaN], Key = 1 }, new() { Number = 3, Vector = [1, 2], Key = 99 },
        ];
        var data = _context.Data.LoadFromEnumerable(rows);
        Assert.Equal([0f, 2f, 3f], Numbers(_context.Data.FilterRowsByMissingValues(data, "Number")));
        Assert.Equal([0f, 3f], Numbers(_context.Data.FilterRowsByMissingValues(data, "Number", "Vector")));
        Assert.Equal([0f, 2f], Numbers(_context.Data.FilterRowsByMissingValues(data, "Number", "Key")));
        Assert.Null(_context.Data.FilterRowsByMissingValues(data, "Number").GetRowCount());
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Data.FilterRowsByMissingValues(data));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Data.FilterRowsByMissingValues(data, "Absent"));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Data.FilterRowsByMissingValues(data, "Group"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(1000)]
    public void Shuffling_keeps_every_row(int pool)
    {
        var data = _context.Data.Cache(Load(200));
        var shuffled = _context.Data.ShuffleRows(data, seed: 3, shufflePoolSize: pool);
        var numbers = Numbers(shuffled);
        Assert.Equal(Enumerable.Range(0, 200).Select(i => (float)i), numbers.Order());
        Assert.NotEqual(numbers.Order(), numbers);
        Assert.Equal(numbers, Numbers(shuffled));
        Assert.Equal(200, shuffled.GetRowCount());
        Assert.True(shuffled.CanShuffle);
    }

    [Fact]
    public void A_split_depends_on_the_seed_alone()
    {
        var data = Load(20);
        var split = _context.Data.TrainTestSplit(data, 0.3, seed: 11);
        var test = Numbers(split.TestSet);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (float)i), Numbers(split.TrainSet).Concat(test).Order());
        Assert.Equal("2 4 8 12 15 17 19", string.Join(" ", test));
        Assert.Equal(test, Numbers(new MLContext(seed: 11).Data.TrainTestSplit(data, 0.3).TestSet));
        Assert.Equal("5 6 10 18", string.Join(" ", Numbers(new MLContext().Data.TrainTestSplit(data, 0.3).TestSet)));
        Assert.Equal(data.Schema.Select(c => c.ToString()), split.TestSet.Schema.Select(c => c.ToString()));
        Assert.Null(split.TestSet.GetRowCount());
        Assert.False(_context.Data.TrainTestSplit(_context.Data.Cache(data)).TrainSet.CanShuffle);
    }

    [Theory]
    [InlineData("Group")]
    [InlineData("Key")]
    [InlineData("Real")]
    public void Rows_of_one_key_stay_together(string key)
    {
        var data = Load(300);
        var split = _context.Data.TrainTestSplit(data, 0.4, samplingKeyColumnName: key);
        var keys = Rows(300).ToDictionary(r => r.Number, r => key switch { "Group" => r.Group!, "Key" => $"{r.Key}", _ => $"{r.Real}" });
        var train = Numbers(split.TrainSet).Select(n => keys[n]).ToHashSet();
        var test = Numbers(split.TestSet).Select(n => keys[n]).ToHashSet();
        Assert.NotEmpty(test);
        Assert.Empty(train.Intersect(test));
        Assert.Equal(keys.Values.Distinct().Count(), train.Count + test.Count);
        if (key == "Key")
            Assert.Equal(["0", "1", "2", "3"], test.Order());
    }

    [Fact]
    public void Every_row_is_tested_in_one_fold()
    {
        var folds = _context.Data.CrossValidationSplit(Load(20), numberOfFolds: 3, seed: 4);
        Assert.Equal(3, folds.Count);
        Assert.All(folds, fold => Assert.Equal(20, Numbers(fold.TrainSet).Length + Numbers(fold.TestSet).Length));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (float)i), folds.SelectMany(fold => Numbers(fold.TestSet)).Order());
        Assert.Equal("0 3 6 7 8 9 10 11 14 18 19", string.Join(" ", Numbers(folds[1].TestSet)));
    }

    [Fact]
    public void Splits_that_cannot_be_are_refused()
    {
        var data = Load(5);
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Data.TrainTestSplit(data, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Data.TrainTestSplit(data, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Data.CrossValidationSplit(data, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Data.TrainTestSplit(data, samplingKeyColumnName: "Absent"));
        Assert.Throws<ArgumentNullException>(() => _context.Data.TrainTestSplit(null!));
    }

    private sealed class Row
    {
        public float Number { get; set; }

        public string? Group { get; set; }

        [KeyType(10)]
        public uint Key { get; set; }

        public float Real { get; set; }

        [VectorType(2)]
        public float[]? Vector { get; set; } = [0, 0];
    }
}
