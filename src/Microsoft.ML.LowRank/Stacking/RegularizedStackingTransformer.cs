using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.LowRank;
using Microsoft.ML.LowRank.Data;
using Microsoft.ML.LowRank.Interop;
using Microsoft.ML.LowRank.Scoring;
using Microsoft.ML.LowRank.Stacking;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(ITransformer), typeof(RegularizedStackingTransformer), null, typeof(SignatureLoadModel),
    "Regularised stacking", RegularizedStackingTransformer.LoaderSignature)]

namespace Microsoft.ML.LowRank;

/// <summary>
/// A fitted stack: base learners and the <see cref="StackingModel"/> that makes one prediction of theirs. Adds the columns
/// of its task: <c>Score</c>; with <c>Probability</c> and <c>PredictedLabel</c> for two classes, <c>PredictedLabel</c> for
/// several.
/// </summary>
public sealed class RegularizedStackingTransformer : ITransformer, IDisposable
{
    internal const string LoaderSignature = "LowRankStacking";

    private readonly IHost _host;
    private readonly IReadOnlyList<FittedLearner> _learners;
    private readonly ClassKeys? _classes;
    private readonly string? _passthroughColumnName;
    private bool _disposed;

    internal RegularizedStackingTransformer(IHostEnvironment env, StackingModel model, IReadOnlyList<FittedLearner> learners,
        ClassKeys? classes, string? passthroughColumnName)
    {
        _host = env.Register(LoaderSignature);
        Model = model;
        _learners = learners;
        _classes = classes;
        _passthroughColumnName = passthroughColumnName;
    }

    /// <summary>What makes one prediction of those of the base learners; it scores without ML.NET.</summary>
    public StackingModel Model { get; }

    /// <summary>How the stack came about. Known after <c>Fit</c>; null after loading.</summary>
    public StackingReport? Report { get; internal init; }

    /// <summary>
    /// What the base learners predicted for rows that they had not seen, those left out by the meta-learner included. Known
    /// after <c>Fit</c>; null after loading.
    /// </summary>
    public OutOfFoldPredictions? OutOfFold { get; internal init; }

    /// <summary>
    /// True when the fit was cancelled and this is what the base learners fitted until then gave. Known after <c>Fit</c>;
    /// false after loading.
    /// </summary>
    public bool IsPartial { get; internal init; }

    /// <summary>Names of the base learners that score, in the order of the stack.</summary>
    public IReadOnlyList<string> LearnerNames => [.. _learners.Select(learner => learner.Name)];

    /// <inheritdoc/>
    public bool IsRowToRowMapper => true;

    /// <summary>The models of a base learner: one, or one per fold.</summary>
    /// <param name="name">A name of <see cref="LearnerNames"/>.</param>
    /// <exception cref="ArgumentException">No learner of that name scores.</exception>
    public IReadOnlyList<ITransformer> GetLearner(string name) => FindModels(name) ?? throw new ArgumentException(
        $"No base learner '{name}' scores, only {string.Join(", ", LearnerNames.Select(n => $"'{n}'"))}.", nameof(name));

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).OutputSchema;

    /// <inheritdoc/>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new BlockDataView(input, Bind(input.Schema));
    }

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new RowMapper(Bind(inputSchema));

    /// <summary>Disposes of the base learners' models.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        foreach (var model in _learners.SelectMany(learner => learner.Models).OfType<IDisposable>())
            model.Dispose();
    }

    /// <summary>The stack, alone or as a step of a chain; null where there is none.</summary>
    internal static RegularizedStackingTransformer? In(ITransformer? model) => model switch
    {
        RegularizedStackingTransformer stack => stack,
        IEnumerable<ITransformer> chain => chain.Select(In).FirstOrDefault(found => found != null),
        _ => null,
    };

    internal IReadOnlyList<FittedLearner> Learners => _learners;

    /// <summary>The same stack with other models of its base learners. Models that both have are disposed of with either.</summary>
    internal RegularizedStackingTransformer With(IHostEnvironment env, IReadOnlyList<FittedLearner> learners)
        => new(env, Model, learners, _classes, _passthroughColumnName) { Report = Report, OutOfFold = OutOfFold, IsPartial = IsPartial };

    internal ITransformer[]? FindModels(string name) => _learners.FirstOrDefault(learner => learner.Name == name)?.Models;

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        MLNetInternals.Verify();
        Save(ctx);
    }

    private void Save(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(GetVersionInfo());
        StackingFile.Save(ctx, LoaderSignature, Model, _classes, [_passthroughColumnName], _learners);
    }

    /// <summary>What ML.NET calls, by name and exact signature, when it loads a saved model.</summary>
    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        MLNetInternals.Verify();
        ctx.CheckAtModel(GetVersionInfo());
        var (model, classes, columns, learners) = StackingFile.Load(env, ctx, LoaderSignature, 1);
        if (model.UsedLearners.Except(learners.Select(learner => learner.Name)).FirstOrDefault() is { } absent)
            throw new InvalidDataException($"The saved {LoaderSignature} lacks its base learner '{absent}'; the model is damaged.");
        return new RegularizedStackingTransformer(env, model, learners, classes, columns[0]);
    }

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "LRSTACKS",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderAssemblyName: typeof(RegularizedStackingTransformer).Assembly.FullName!,
        loaderSignature: LoaderSignature);

    private PredictionMapper Bind(DataViewSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ObjectDisposedException.ThrowIf(_disposed, this);
        var inputs = new LearnerInputs(schema, Model, _learners, _passthroughColumnName);
        return new PredictionMapper(schema, Model.Task, _classes, new NumberScores(Model, inputs), PlattCalibration.LogOdds);
    }
}
