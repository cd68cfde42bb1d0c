using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Testing;

namespace Microsoft.ML.LowRank.Tests.Stacking;

/// <summary>The columns that make folds: which types they may have, and what missing values in them do.</summary>
public class FoldColumnTests
{
    private static readonly Table Rows = StackData.Create(60);

    private static RegularizedStackingTransformer Fit(Table table, Action<RegularizedStackingTrainer.Options> change)
        => Learners.FitNumber(StackData.View(table), [new("a", Learners.OfSlot(Rows, 0))], change);

    private static void Use(RegularizedStackingTrainer.Options options, string role, string column)
    {
        options.SamplingKeyColumnName = role == "sampling key" ? column : null;
        options.TimeColumnName = role == "time" ? column : null;
        options.FoldColumnName = role == "fold" ? column : null;
    }

    private static TableColumn Column<T>(DataViewType type, Func<int, T> value)
        => new TableColumn<T>("C", type, [.. Enumerable.Range(0, Rows.Count).Select(value)]);

    public static TheoryData<string> Types => ["Text", "Key1", "Key2", "Key4", "Key8", "I1", "U1", "I2", "U2", "I4", "U4", "I8", "U8"];

    [Theory]
    [MemberData(nameof(Types))]
    public void Texts_keys_and_integers_of_every_size_make_the_same_folds(string type)
    {
        TableColumn column = type switch
        {
            "Text" => Column(TextDataViewType.Instance, row => $"fold {row % 4}".AsMemory()),
            "Key1" => Column(new KeyDataViewType(typeof(byte), 4), row => (byte)((row % 4) + 1)),
            "Key2" => Column(new KeyDataViewType(typeof(ushort), 4), row => (ushort)((row % 4) + 1)),
            "Key4" => Column(new KeyDataViewType(typeof(uint), 4), row => (uint)((row % 4) + 1)),
            "Key8" => Column(new KeyDataViewType(typeof(ulong), 4), row => (ulong)((row % 4) + 1)),
            "I1" => Column(NumberDataViewType.SByte, row => (sbyte)((row % 4) - 2)),
            "U1" => Column(NumberDataViewType.Byte, row => (byte)(row % 4)),
            "I2" => Column(NumberDataViewType.Int16, row => (short)((row % 4) - 2)),
            "U2" => Column(NumberDataViewType.UInt16, row => (ushort)(row % 4)),
            "I4" => Column(NumberDataViewType.Int32, row => (row % 4) - 2),
            "U4" => Column(NumberDataViewType.UInt32, row => (uint)(row % 4)),
            "I8" => Column(NumberDataViewType.Int64, row => (long)(row % 4) - 2),
            _ => Column(NumberDataViewType.UInt64, row => (ulong)(row % 4)),
        };
        var fits = new List<IReadOnlyList<int>>();
        Learners.FitNumber(StackData.View(Rows.With(column)), [new("a", Learners.OfSlot(Rows, 0, fits))], o => o.FoldColumnName = "C");
        Assert.Equal(Enumerable.Range(0, 4).Select(fold => Enumerable.Range(0, 60).Where(row => row % 4 != fold)), fits.SkipLast(1));
    }

    [Theory]
    [InlineData("date")]
    [InlineData("float")]
    [InlineData("double")]
    [InlineData("int")]
    [InlineData("long")]
    public void Dates_and_numbers_are_times(string type)
    {
        TableColumn column = type switch
        {
            "date" => Column(DateTimeDataViewType.Instance, row => new DateTime(2024, 2, 1).AddDays(row / 4)),
            "float" => Column(NumberDataViewType.Single, row => (float)(row / 4)),
            "double" => Column(NumberDataViewType.Double, row => (double)(row / 4)),
            "int" => Column(NumberDataViewType.Int32, row => row / 4),
            _ => Column(NumberDataViewType.Int64, row => (long)(row / 4)),
        };
        var fits = new List<IReadOnlyList<int>>();
        Learners.FitNumber(StackData.View(Rows.With(column)), [new("a", Learners.OfSlot(Rows, 0, fits))],
            o => (o.TimeColumnName, o.TimeGap, o.NumberOfFolds) = ("C", 1, 4));
        Assert.Equal([8, 20, 32, 44, 60], fits.Select(fit => fit.Count));
    }

    [Theory]
    [InlineData("sampling key", "Features")]
    [InlineData("sampling key", "Number")]
    [InlineData("fold", "Number")]
    [InlineData("fold", "Nowhere")]
    [InlineData("time", "City")]
    [InlineData("time", "Part")]
    [InlineData("time", "Features")]
    public void Another_type_is_refused_by_name_before_any_row(string role, string column)
    {
        var view = new TableView(Rows);
        var options = Learners.NumberOptions([new("a", Learners.OfSlot(Rows, 0))], o => Use(o, role, column));
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => new MLContext(1).Regression.Trainers.RegularizedStacking(options).Fit(view));
        Assert.Contains($"The {role} column '{column}'", e.Message, StringComparison.Ordinal);
        Assert.Equal(0, view.RowsRead);
    }

    [Theory]
    [InlineData("sampling key", "City", "Row 17, sampling key column 'City'")]
    [InlineData("fold", "Part", "Row 17, fold column 'Part'")]
    [InlineData("time", "Day", "Row 17, time column 'Day'")]
    [InlineData("label", "Number", "Row 17, label column 'Number'")]
    [InlineData("weight", "Weight", "Row 17, weight column 'Weight'")]
    public void A_missing_value_is_an_error_with_its_place_or_is_skipped_and_counted(string role, string column, string said)
    {
        var table = role switch
        {
            "sampling key" => Rows.Replacing(Table.Texts("City", [.. Enumerable.Range(0, 60).Select(row => row == 17 ? "" : $"city {row % 9}")])),
            "fold" => Rows.Replacing(Table.Keys("Part", 5, [.. Enumerable.Range(0, 60).Select(row => row == 17 ? 0u : (uint)((row % 5) + 1))])),
            _ => Rows.Change([column], (row, _, value) => row == 17 ? float.NaN : value),
        };
        void Change(RegularizedStackingTrainer.Options o)
        {
            Use(o, role, column);
            o.ExampleWeightColumnName = role == "weight" ? column : null;
        }
        var e = Assert.Throws<InvalidOperationException>(() => Fit(table, Change));
        Assert.Contains(said, e.Message, StringComparison.Ordinal);
        Assert.Contains("SkipInvalidRows", e.Message, StringComparison.Ordinal);

        var messages = new List<string>();
        var context = new MLContext(1);
        context.Log += (_, e) => messages.Add(e.Message);
        var fits = new List<IReadOnlyList<int>>();
        var model = Learners.FitNumber(StackData.View(table), [new("a", Learners.OfSlot(Rows, 0, fits))], o =>
        {
            Change(o);
            o.SkipInvalidRows = true;
        }, context);
        Assert.Contains(messages, m => m.Contains("1 of 60 rows were left out", StringComparison.Ordinal));
        Assert.All(fits, fit => Assert.DoesNotContain(17, fit));
        Assert.Equal(59, fits[^1].Count);
        Assert.True(float.IsNaN(model.OutOfFold!.GetPredictions("a")[17]));
    }

    [Fact]
    public void An_infinite_time_is_no_time()
    {
        var table = Rows.Change(["Day"], (row, _, value) => row == 5 ? float.PositiveInfinity : value);
        var e = Assert.Throws<InvalidOperationException>(() => Fit(table, o => o.TimeColumnName = "Day"));
        Assert.Contains("Row 5, time column 'Day'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fold_whose_rows_are_all_skipped_is_no_fold()
    {
        var table = Rows.Replacing(Table.Texts("City", [.. Enumerable.Range(0, 60).Select(row => $"fold {row % 3}")]))
            .Change(["Number"], (row, _, value) => row % 3 == 1 ? float.NaN : value);
        var e = Assert.Throws<InvalidOperationException>(() => Fit(table, o => (o.FoldColumnName, o.SkipInvalidRows) = ("City", true)));
        Assert.Contains("'City' has 2 different values", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sampling key", "City", 5, "'City' has 3 different values, too few for 5 folds")]
    [InlineData("time", "Day", 20, "'Day' has 20 different times, too few for 20 folds")]
    public void Too_few_groups_or_times_are_refused(string role, string column, int folds, string said)
    {
        var e = Assert.Throws<InvalidOperationException>(() => Fit(Rows, o =>
        {
            Use(o, role, column);
            o.NumberOfFolds = folds;
        }));
        Assert.Contains(said, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Classes_are_shared_out_over_the_folds_unless_told_otherwise()
    {
        // Eight rows of the rare class for four folds: two each.
        var table = StackData.Create(60).Replacing(Table.Booleans("Flag", [.. Enumerable.Range(0, 60).Select(row => row is > 20 and < 29)]));
        int[] Rare(bool stratify)
        {
            var fits = new List<IReadOnlyList<int>>();
            new MLContext(1).BinaryClassification.Trainers.RegularizedStacking(new RegularizedStackingTrainer.Options
            {
                Learners = [new("a", Learners.OfSlot(table, 0, fits))],
                LabelColumnName = "Flag",
                NumberOfFolds = 4,
                Stratify = stratify,
                MetaLearner = MetaLearner.Average,
                Seed = 3,
            }).Fit(StackData.View(table));
            return [.. fits.SkipLast(1).Select(fit => fit.Count(id => id is > 20 and < 29))];
        }
        Assert.Equal([6, 6, 6, 6], Rare(true));
        Assert.NotEqual([6, 6, 6, 6], Rare(false));
    }
}
