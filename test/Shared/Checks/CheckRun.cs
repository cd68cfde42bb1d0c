using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Testing;

/// <summary>What one run of a check works with: a context of its own, the fixture's data, and ways to use them.</summary>
internal sealed class CheckRun : IDisposable
{
    /// <summary>How far apart ways of scoring may be: matrix products of other shapes round differently.</summary>
    public const double ScoringTolerance = 1e-6;

    private readonly List<IDisposable> _models = [];
    private Table? _data;

    public CheckRun(EstimatorFixture fixture)
    {
        Fixture = fixture;
        ML = NewContext();
    }

    public EstimatorFixture Fixture { get; }

    public MLContext ML { get; }

    public Table Data => _data ??= Table.Read(Fixture.CreateData(ML));

    public MLContext NewContext() => new(Fixture.Seed);

    public Random NewRandom() => new(Fixture.Seed);

    public IEstimator<ITransformer> CreateEstimator() => Fixture.CreateEstimator(ML);

    public ITransformer Fit(Table? data = null) => Fit(CreateEstimator(), new TableView(data ?? Data));

    public ITransformer Fit(IEstimator<ITransformer> estimator, IDataView data)
    {
        var model = estimator.Fit(data);
        if (model is IDisposable disposable)
            _models.Add(disposable);
        return model;
    }

    /// <summary>The output columns of the data's rows.</summary>
    public Table Score(ITransformer model, Table? data = null) => Score(model, new TableView(data ?? Data));

    public Table Score(ITransformer model, IDataView data)
    {
        var scored = model.Transform(data);
        return CursorReader.Read(scored, OutputsIn(scored.Schema)).Table;
    }

    public IReadOnlyList<DataViewSchema.Column> OutputsIn(DataViewSchema schema)
        => ColumnsIn(schema, Fixture.OutputColumns);

    public static IReadOnlyList<DataViewSchema.Column> ColumnsIn(DataViewSchema schema, IEnumerable<string> names)
        => [.. names.Select(name => schema.GetColumnOrNull(name)
            ?? throw new EstimatorCheckException($"Column '{name}' is not in the schema."))];

    public byte[] Save(ITransformer model, Table? data = null) => Fixture.Store.Save(ML, model, (data ?? Data).Schema);

    /// <summary>Loads in a context of its own.</summary>
    public ITransformer Load(byte[] file) => Load(file, out _);

    public ITransformer Load(byte[] file, out DataViewSchema schema)
    {
        var model = Fixture.Store.Load(NewContext(), file, out schema);
        if (model is IDisposable disposable)
            _models.Add(disposable);
        return model;
    }

    public Func<MLContext, RunOptions, IEstimator<ITransformer>> RequireCreateForRun()
        => Fixture.CreateForRun
            ?? throw new CheckNotApplicableException("The estimator has no options on how it is run.");

    public void Require(EstimatorTraits trait, string reason)
    {
        if (!Fixture.Has(trait))
            throw new CheckNotApplicableException(reason);
    }

    public void Dispose()
    {
        foreach (var model in _models)
            model.Dispose();
    }
}
