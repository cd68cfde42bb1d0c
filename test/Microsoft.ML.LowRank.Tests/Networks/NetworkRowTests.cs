using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Testing;

namespace Microsoft.ML.LowRank.Tests.Networks;

/// <summary>What rows may hold, when a network is trained and when it scores.</summary>
public sealed class NetworkRowTests
{
    private static readonly Table Data = NetworkData.Create();

    private static bool[] Alternating(int rows) => [.. Enumerable.Range(0, rows).Select(row => row % 2 == 0)];

    /// <summary>Ids that a cast to 32 bits would take for one; each belongs to another label.</summary>
    [Theory]
    [InlineData(5L, 5L + (1L << 32))]
    [InlineData(-1L, uint.MaxValue)]
    [InlineData(long.MinValue, 0L)]
    public void Ids_of_64_bits_that_agree_in_32_are_different(long even, long odd)
    {
        bool[] labels = Alternating(200);
        Check(new TableColumn<long>("Id", NumberDataViewType.Int64, [.. labels.Select(label => label ? even : odd)]));
        Check(new TableColumn<ulong>("Id", NumberDataViewType.UInt64, [.. labels.Select(label => label ? (ulong)even : (ulong)odd)]));

        void Check(TableColumn ids)
        {
            var table = new Table(ids, Table.Booleans("Label", labels));
            var model = Fits.Categories(table, ["Id"], o => (o.Architecture, o.LearningRate, o.MaximumEpochs) = (new LogisticRegression(), 0.1, 10));
            Assert.Equal(labels, Fits.Scores(model, table).Select(score => score > 0));
        }
    }

    [Fact]
    public void The_same_integer_of_another_width_is_the_same_category()
    {
        var model = Fits.Ctr(Data);
        var other = Data.Replacing(new TableColumn<long>("Device", NumberDataViewType.Int64,
            [.. ((TableColumn<int>)Data["Device"]).Values.Select(value => (long)value)]));
        Assert.Equal(Fits.Scores(model, Data), Fits.Scores(model, other));
    }

    [Fact]
    public void A_field_with_one_value_is_learned_from_with_the_others()
    {
        var table = Data.With(Table.Texts("Constant", [.. Enumerable.Repeat("same", Data.Count)]));
        Assert.All(Fits.Scores(Fits.Categories(table, ["Constant", "Site"]), table), score => Assert.True(float.IsFinite(score)));
    }

    [Fact]
    public void An_empty_text_is_a_missing_value()
    {
        var table = Data.Replacing(Table.Texts("Site", [.. Enumerable.Range(0, Data.Count).Select(row => row % 4 == 0 ? "" : $"s{row % 4}")]));
        var model = Fits.Categories(table, ["Site"]);
        var rows = model.Model.NewRows();
        rows.AddRow();
        var score = new float[1];
        model.Model.Score(rows, score);
        Assert.Equal(score[0], Fits.Scores(model, table)[0], 1e-6f);
        Assert.NotEqual(Fits.Scores(model, table)[1], score[0]);
    }

    [Fact]
    public void Columns_may_come_in_another_order()
    {
        var model = Fits.Ctr(Data);
        Assert.Equal(Fits.Scores(model, Data), Fits.Scores(model, new Table(Data.Columns.Reverse())));
    }

    [Fact]
    public void Values_never_seen_score_alike_and_missing_ones_have_a_score()
    {
        var model = Fits.Ctr(Data, o => o.MinimumCount = 2);
        Table With(string site) => Data.Replacing(Table.Texts("Site", [.. Enumerable.Repeat(site, Data.Count)]));
        float[] unseen = Fits.Scores(model, With("never seen")), other = Fits.Scores(model, With("nor this"));
        Assert.Equal(unseen, other);
        Assert.All(unseen, score => Assert.True(float.IsFinite(score)));
        var missing = With("").Replacing(Table.Keys("Hour", NetworkData.Hours, new uint[Data.Count]))
            .Replacing(Table.Numbers("Price", [.. Enumerable.Repeat(float.NaN, Data.Count)]))
            .Replacing(NetworkData.TextVectors("Tags", [.. Enumerable.Repeat(Array.Empty<string>(), Data.Count)]))
            .Change(["Features"], (_, _, _) => float.NaN);
        Assert.All(Fits.Scores(model, missing), score => Assert.True(float.IsFinite(score)));
    }

    [Fact]
    public void A_value_never_seen_is_the_mean_of_those_seen()
    {
        // In a logistic regression over one field the score is the bias and the weight of the value.
        var model = Fits.Categories(Data, ["Site"], o => (o.Architecture, o.ValidationFraction) = (new LogisticRegression(), 0));
        var unseen = Data.Replacing(Table.Texts("Site", [.. Enumerable.Repeat("never seen", Data.Count)]));
        Assert.Equal(Fits.Scores(model, Data).Average(), Fits.Scores(model, unseen)[0], 1e-5f);
    }

    [Fact]
    public void A_missing_label_is_named_or_left_out_and_nothing_else_changes()
    {
        var table = Data.Change(["Number"], (row, _, value) => row == 17 ? float.NaN : value);
        NeuralNetworkTransformer Fit(Table rows, bool skips) => new MLContext(1).Regression.Trainers.NeuralNetwork(
            new NeuralNetworkTrainer.Options { LabelColumnName = "Number", SkipInvalidRows = skips, ValidationFraction = 0 }.Run(new RunOptions())).Fit(new TableView(rows));
        string said = Fits.Refusal<InvalidOperationException>(() => Fit(table, false));
        Assert.Contains("row 17", said);
        Assert.Contains("'Number'", said);
        Assert.Contains("SkipInvalidRows", said);
        var without = Data.Select(Enumerable.Range(0, Data.Count).Where(row => row != 17));
        Assert.Equal(Fits.Scores(Fit(without, false), Data), Fits.Scores(Fit(table, true), Data));
    }

    [Fact]
    public void A_missing_key_is_a_missing_label()
    {
        uint[] keys = [.. ((TableColumn<uint>)Data["Class"]).Values];
        keys[30] = 0;
        var table = Data.Replacing(Table.Keys("Class", 3, keys));
        NeuralNetworkTransformer Fit(bool skips) => new MLContext(1).MulticlassClassification.Trainers.NeuralNetwork(
            new NeuralNetworkTrainer.Options { LabelColumnName = "Class", SkipInvalidRows = skips }.Run(new RunOptions())).Fit(new TableView(table));
        Assert.Contains("row 30", Fits.Refusal<InvalidOperationException>(() => Fit(false)));
        Assert.Equal(3, Fit(true).Model.ScoreCount);
    }

    [Fact]
    public void A_negative_weight_is_refused_and_a_weight_of_0_is_absence()
    {
        string said = Fits.Refusal<InvalidOperationException>(() => Fits.Ctr(
            Data.Change(["Weight"], (row, _, value) => row == 3 ? -1 : value), o => o.ExampleWeightColumnName = "Weight"));
        Assert.Contains("row 3", said);
        Assert.Contains("negative", said);
        void Set(CtrTrainer.Options o) => (o.ExampleWeightColumnName, o.ValidationFraction) = ("Weight", 0);
        byte[] weighted = Fits.Bytes(Fits.Ctr(Data.Change(["Weight"], (row, _, value) => row >= 100 ? 0 : value), Set));
        Assert.Equal(Fits.Bytes(Fits.Ctr(Data.Select(Enumerable.Range(0, 100)), Set)), weighted);
    }

    [Fact]
    public void One_class_is_nothing_to_learn()
    {
        string said = Fits.Refusal<InvalidOperationException>(
            () => Fits.Ctr(Data.Replacing(Table.Booleans("Label", new bool[Data.Count]))));
        Assert.Contains("'Label'", said);
        Assert.Contains("same value", said);
    }

    /// <summary>Slot i of the wide vector decides alone; a dense network of as many inputs would have fields of their own.</summary>
    [Fact]
    public void Sparse_vectors_of_more_slots_than_fields_are_possible_are_learned_from()
    {
        const int slots = 10_000;
        bool[] labels = Alternating(300);
        var vectors = new TableColumn<VBuffer<float>>("Features", new VectorDataViewType(NumberDataViewType.Single, slots), [.. labels.Select(
            (label, row) => new VBuffer<float>(slots, 2, [1, 1], label ? [1 + row % 5, 9000] : [5000 + row % 5, 9000]))]);
        var table = new Table(vectors, Table.Booleans("Label", labels));
        var model = new MLContext(1).BinaryClassification.Trainers.NeuralNetwork(new NeuralNetworkTrainer.Options { HiddenUnits = [8] }
            .Run(new RunOptions())).Fit(new TableView(table));
        Assert.Equal(labels, Fits.Scores(model, table).Select(score => score > 0));
        Assert.Contains(model.Model.Layers, layer => layer is { IsTable: true, Rows: slots, Columns: 8 });
        string said = Fits.Refusal<ArgumentOutOfRangeException>(
            () => Fits.Ctr(table, o => (o.CategoricalColumnNames, o.NumericColumnNames) = (null, ["Features"])));
        Assert.Contains("'Features'", said);
        Assert.Contains("4096", said);
    }

    [Fact]
    public void A_column_may_have_the_name_of_a_slot()
    {
        var table = Data.With(Table.Numbers("Features.0", [.. Enumerable.Range(0, Data.Count).Select(row => (float)row)]));
        var model = Fits.Ctr(table, o => o.NumericColumnNames = ["Features", "Features.0"]);
        Assert.Equal(model.Model.FieldNames.Count, model.Model.FieldNames.Distinct().Count());
        Assert.All(Fits.Scores(model, table), score => Assert.True(float.IsFinite(score)));
    }

    [Fact]
    public void Keys_of_every_width_are_categories_and_0_is_missing()
    {
        bool[] labels = Alternating(200);
        var table = new Table(
            new TableColumn<byte>("A", new KeyDataViewType(typeof(byte), 4), [.. labels.Select(label => (byte)(label ? 0 : 3))]),
            new TableColumn<ulong>("B", new KeyDataViewType(typeof(ulong), 9), [.. labels.Select(label => label ? 9UL : 1)]),
            Table.Booleans("Label", labels));
        var model = Fits.Categories(table, ["A", "B"], o => (o.Architecture, o.LearningRate) = (new FactorizationMachine(), 0.1));
        Assert.Equal(labels, Fits.Scores(model, table).Select(score => score > 0));
    }
}
