using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests;

public class PipelineTests
{
    private readonly MLContext _context = new(seed: 1);

    private IDataView Data => _context.Data.LoadFromEnumerable(Enumerable.Range(0, 3).Select(i => new Row { Number = i }));

    [Fact]
    public void Schemas_are_propagated_before_anything_is_fit()
    {
        var log = new List<string>();
        var chain = new Step("a", log).Append(new Step("b", log)).Append(new Step("c", log) { Refuses = true });
        Assert.Throws<ArgumentOutOfRangeException>(() => chain.Fit(Data));
        Assert.Equal(["a schema", "b schema", "c schema"], log);
    }

    [Fact]
    public void Each_estimator_sees_what_the_ones_before_it_made()
    {
        var log = new List<string>();
        TransformerChain<Fitted>? seen = null;
        var model = new Step("a", log).Append(new Step("b", log)).WithOnFitDelegate(fitted => seen = fitted).Fit(Data);
        Assert.Same(model, seen);
        Assert.Equal(["a schema", "b schema", "a fit", "a transform", "b fit", "b transform"], log);
        Assert.Equal("b", model.LastTransformer.Name);
        Assert.Equal(["a", "b"], model.Select(step => ((Fitted)step).Name));
        log.Clear();
        model.Transform(Data);
        Assert.Equal(["a output", "b output", "a transform", "b transform"], log);
    }

    [Fact]
    public void A_transformer_applies_only_in_its_scope()
    {
        var log = new List<string>();
        var model = new Step("a", log).Append(new Step("b", log), TransformerScope.TrainTest).Append(new Step("c", log), TransformerScope.Scoring).Fit(Data);
        log.Clear();
        model.Transform(Data, TransformerScope.Testing);
        Assert.Equal(["a output", "a transform", "b transform"], log);
        Assert.Equal(["a", "c"], model.GetModelFor(TransformerScope.Scoring).Select(step => ((Fitted)step).Name));
        Assert.Equal(["a", "b", "c", "d"], model.Append(new Fitted("d", log)).Select(step => ((Fitted)step).Name));
    }

    [Fact]
    public void A_checkpoint_spares_later_estimators_the_steps_before_it()
    {
        int passes = 0;
        IEnumerable<Row> Counted()
        {
            passes++;
            yield return new Row { Number = 1 };
        }

        var data = _context.Data.LoadFromEnumerable(Counted());
        var chain = new Step("a", []).AppendCacheCheckpoint(_context).Append(new Step("b", []) { Reads = 3 });
        chain.Fit(data);
        Assert.Equal(1, passes);
        new Step("a", []).Append(new Step("b", []) { Reads = 3 }).Fit(data);
        Assert.Equal(4, passes);
        Assert.Throws<InvalidOperationException>(() => new EstimatorChain<ITransformer>().AppendCacheCheckpoint(_context));
        Assert.Throws<ArgumentNullException>(() => new Step("a", []).AppendCacheCheckpoint(null!));
    }

    [Fact]
    public void An_empty_chain_changes_nothing()
    {
        var data = Data;
        var model = new EstimatorChain<ITransformer>().Fit(data);
        Assert.Null(model.LastTransformer);
        Assert.Same(data, model.Transform(data));
        var mapper = ((ITransformer)model).GetRowToRowMapper(data.Schema);
        Assert.Same(data.Schema, mapper.OutputSchema);
        using var cursor = data.GetRowCursor(data.Schema);
        Assert.Same(cursor, mapper.GetRow(cursor, data.Schema));
    }

    [Fact]
    public void Chains_of_nonsense_are_refused()
    {
        Assert.Throws<InvalidOperationException>(() => new TransformerChain<Other>(new Fitted("a", [])));
        Assert.Throws<InvalidOperationException>(() => new TransformerChain<Fitted>([new Fitted("a", [])], []));
        var chain = (ITransformer)new TransformerChain<Fitted>(new Fitted("a", []));
        Assert.False(chain.IsRowToRowMapper);
        Assert.Throws<InvalidOperationException>(() => chain.GetRowToRowMapper(Data.Schema));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Model.CreatePredictionEngine<Row, Row>(chain));
        Assert.Throws<ArgumentNullException>(() => new Step("a", []).Append((IEstimator<Fitted>)null!));
    }

    [Fact]
    public void Disposing_a_chain_disposes_its_transformers_once()
    {
        var step = new Other();
        var chain = new TransformerChain<Other>(step);
        chain.Dispose();
        chain.Dispose();
        Assert.Equal(1, step.Disposals);
    }

    private sealed class Row
    {
        public float Number { get; set; }
    }

    private sealed class Step(string name, List<string> log) : IEstimator<Fitted>
    {
        public bool Refuses { get; init; }

        public int Reads { get; init; }

        public Fitted Fit(IDataView input)
        {
            log.Add($"{name} fit");
            for (int i = 0; i < Reads; i++)
            {
                using var cursor = input.GetRowCursor(input.Schema);
                Assert.True(cursor.MoveNext());
            }

            return new Fitted(name, log);
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema)
        {
            log.Add($"{name} schema");
            return Refuses ? throw new ArgumentOutOfRangeException(nameof(inputSchema)) : inputSchema;
        }
    }

    private class Fitted(string name, List<string> log) : ITransformer
    {
        public string Name => name;

        public bool IsRowToRowMapper => false;

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
        {
            log.Add($"{name} output");
            return inputSchema;
        }

        public IDataView Transform(IDataView input)
        {
            log.Add($"{name} transform");
            return input;
        }

        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => throw new NotSupportedException();

        public void Save(ModelSaveContext ctx) => throw new NotSupportedException();
    }

    private sealed class Other() : Fitted("other", []), IDisposable
    {
        public int Disposals { get; private set; }

        public void Dispose() => Disposals++;
    }
}
