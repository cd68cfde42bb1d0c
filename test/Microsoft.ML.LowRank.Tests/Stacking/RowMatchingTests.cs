using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Testing;

namespace Microsoft.ML.LowRank.Tests.Stacking;

/// <summary>Predictions find their rows by an index, whatever a learner does to rows and columns.</summary>
public class RowMatchingTests
{
    private readonly Table _table = StackData.Create(90);

    [Fact]
    public void Rows_that_a_learner_drops_are_lost_to_the_meta_learner_only_and_reported()
    {
        var dropping = new RowDropper(Learners.OfSlot(_table, 0), every: 5);
        var messages = new List<string>();
        var context = new MLContext(1);
        context.Log += (_, e) => messages.Add(e.Message);
        var model = Learners.FitNumber(StackData.View(_table), [new("dropping", dropping), new("whole", Learners.OfSlot(_table, 2))], null, context);
        Assert.Equal(72, model.Report!.RowCount);
        const string Said = "'dropping' gave no prediction for 18 rows";
        Assert.Contains(model.Report.Messages, message => message.Contains(Said, StringComparison.Ordinal));
        Assert.Contains(messages, message => message.Contains(Said, StringComparison.Ordinal));
        float[] found = model.OutOfFold!.GetPredictions("dropping").ToArray();
        float[] whole = model.OutOfFold.GetPredictions("whole").ToArray();
        for (int row = 0; row < _table.Count; row++)
        {
            float[] expected = [.. _table["Predictions"].GetNumbers(row).Select(v => (float)v)];
            Assert.Equal(row % 5 == 0 ? float.NaN : expected[0], found[row]);
            Assert.Equal(expected[2], whole[row]);
        }
    }

    [Fact]
    public void A_learner_that_drops_more_than_half_of_the_rows_is_left_out()
    {
        var keeping = new RowDropper(Learners.OfSlot(_table, 0), every: 1);
        var model = Learners.FitNumber(StackData.View(_table), [new("none", keeping), new("whole", Learners.OfSlot(_table, 2))]);
        var left = model.Report!.Models.Single(m => m.Name == "none");
        Assert.False(left.IsKept);
        Assert.Contains("0 of 90 rows", left.Reason, StringComparison.Ordinal);
        Assert.Equal(["whole"], model.LearnerNames);
    }

    [Fact]
    public void A_learner_that_removes_columns_it_does_not_know_fails_with_the_reason()
    {
        var context = new MLContext(1);
        var chain = Learners.Ridge(context).Append(context.Transforms.SelectColumns("Score"));
        var model = Learners.FitNumber(StackData.View(_table), [new("selecting", chain), new("whole", Learners.OfSlot(_table, 2))]);
        Assert.Contains("removes columns that it does not know",
            model.Report!.Models.Single(m => m.Name == "selecting").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_learner_that_does_not_serve_single_rows_fails_with_the_reason()
    {
        var model = Learners.FitNumber(StackData.View(_table),
            [new("set", new RowDropper(Learners.OfSlot(_table, 0), 5, isRowToRow: false)), new("whole", Learners.OfSlot(_table, 2))]);
        Assert.Contains("cannot serve single rows", model.Report!.Models.Single(m => m.Name == "set").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Row_ids_that_are_no_positions_lead_to_the_same_rows()
    {
        var context = new MLContext(1);
        // Filtered rows keep the ids that they had; shuffled ones do not even ascend.
        var kept = context.Data.FilterRowsByMissingValues(
            StackData.View(_table.With(Table.Numbers("Hole", [.. Enumerable.Range(0, 90).Select(r => r % 4 == 1 ? float.NaN : r)]))), "Hole");
        foreach (var data in new[] { kept, context.Data.ShuffleRows(kept, seed: 3) })
        {
            var model = Learners.FitNumber(data, [new("a", Learners.OfSlot(_table, 0)), new("ridge", Learners.Ridge(context))]);
            float[] predictions = model.OutOfFold!.GetPredictions("a").ToArray();
            int[] ids = [.. StackData.Read(data, "Id").Select(row => (int)row[0])];
            Assert.Equal(67, ids.Length);
            Assert.Equal(ids.Select(id => (float)_table["Predictions"].GetNumbers(id)[0]), predictions);
        }
    }

    [Fact]
    public void Every_learner_sees_the_columns_of_the_input_and_none_of_another_learner()
    {
        var context = new MLContext(1);
        // Both write Features and Score over what is there; the second would find 3 values where it needs 5.
        var first = context.Transforms.LowRankCompress("Features", "Features", 3).Append(Learners.Ridge(context));
        var second = context.Transforms.NormalizeMinMax("Features").Append(Learners.Ridge(context));
        var data = StackData.View(_table);
        var stack = Learners.FitNumber(data, [new("first", first), new("second", second)], o => o.Deduplicate = false);
        Assert.Equal(["first", "second"], stack.LearnerNames);
        var alone = new[] { first.Fit(data), (ITransformer)second.Fit(data) };
        float[][] expected = [.. alone.Select(model => StackData.Scores(model, data))];
        float[] rows = [.. Enumerable.Range(0, _table.Count).SelectMany(row => new[] { expected[0][row], expected[1][row] })];
        var scores = new float[_table.Count];
        stack.Model.Score(rows, _table.Count, scores);
        Assert.Equal(scores, StackData.Scores(stack, data));
        // The stack adds its own columns to the input, and leaves Features as it was.
        Assert.Equal(data.Schema["Features"].Type, stack.GetOutputSchema(data.Schema)["Features"].Type);
        Assert.Equal(data.Schema.Count + 1, stack.GetOutputSchema(data.Schema).Count);
    }

    [Fact]
    public void A_column_that_no_learner_of_the_meta_learner_reads_is_not_needed_to_score()
    {
        var context = new MLContext(1);
        var stack = Learners.FitNumber(StackData.View(_table), [new("ridge", Learners.Ridge(context))]);
        Assert.Equal(StackData.Scores(stack, StackData.View(_table)), StackData.Scores(stack, StackData.View(_table, "Features")));
    }
}

/// <summary>Another learner, whose model leaves out rows when it transforms.</summary>
internal sealed class RowDropper(IEstimator<ITransformer> learner, int every, bool isRowToRow = true) : IEstimator<ITransformer>
{
    public ITransformer Fit(IDataView input) => new Dropping(learner.Fit(input), every, isRowToRow);

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => learner.GetOutputSchema(inputSchema);

    private sealed class Dropping(ITransformer model, int every, bool isRowToRow) : ITransformer
    {
        public bool IsRowToRowMapper => isRowToRow;

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => model.GetOutputSchema(inputSchema);

        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => model.GetRowToRowMapper(inputSchema);

        public IDataView Transform(IDataView input)
        {
            // The rows to drop are marked missing in a column, by their own number, and filtered by it.
            var context = new MLContext(1);
            var marked = context.Transforms.CustomMapping<IdLearner.Source, Marked>(
                (source, target) => target.Mark = (int)source.Id % every == 0 ? float.NaN : 0, contractName: null).Fit(input).Transform(input);
            return model.Transform(context.Data.FilterRowsByMissingValues(marked, "Mark"));
        }

        public void Save(ModelSaveContext ctx) => throw new NotSupportedException();
    }

    internal sealed class Marked
    {
        public float Mark { get; set; }
    }
}
