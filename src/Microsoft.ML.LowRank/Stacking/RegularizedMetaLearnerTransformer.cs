using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.LowRank;
using Microsoft.ML.LowRank.Data;
using Microsoft.ML.LowRank.Interop;
using Microsoft.ML.LowRank.Scoring;
using Microsoft.ML.LowRank.Stacking;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(ITransformer), typeof(RegularizedMetaLearnerTransformer), null, typeof(SignatureLoadModel),
    "Regularised meta-learner", RegularizedMetaLearnerTransformer.LoaderSignature)]

namespace Microsoft.ML.LowRank;

/// <summary>A fitted meta-learner over a vector column of base predictions.</summary>
public sealed class RegularizedMetaLearnerTransformer : ITransformer
{
    internal const string LoaderSignature = "LowRankMetaLearner";

    private readonly IHost _host;
    private readonly ClassKeys? _classes;
    private readonly string _featureColumnName;
    private readonly string? _passthroughColumnName;

    internal RegularizedMetaLearnerTransformer(
        IHostEnvironment env, StackingModel model, ClassKeys? classes, string featureColumnName, string? passthroughColumnName)
    {
        _host = env.Register(LoaderSignature);
        (Model, _classes, _featureColumnName, _passthroughColumnName) = (model, classes, featureColumnName, passthroughColumnName);
    }

    /// <summary>What makes one prediction of many; it scores without ML.NET.</summary>
    public StackingModel Model { get; }

    /// <summary>How the model came about. Known after <c>Fit</c>; null after loading.</summary>
    public StackingReport? Report { get; internal init; }

    /// <inheritdoc/>
    public bool IsRowToRowMapper => true;

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
        StackingFile.Save(ctx, LoaderSignature, Model, _classes, [_featureColumnName, _passthroughColumnName], []);
    }

    /// <summary>What ML.NET calls, by name and exact signature, when it loads a saved model.</summary>
    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        MLNetInternals.Verify();
        ctx.CheckAtModel(GetVersionInfo());
        var (model, classes, columns, _) = StackingFile.Load(env, ctx, LoaderSignature, 2);
        if (columns[0] is not { Length: > 0 } features)
            throw new InvalidDataException($"The saved {LoaderSignature} names no column of predictions; the model is damaged.");
        return new RegularizedMetaLearnerTransformer(env, model, classes, features, columns[1]);
    }

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "LRMETALR",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderAssemblyName: typeof(RegularizedMetaLearnerTransformer).Assembly.FullName!,
        loaderSignature: LoaderSignature);

    private PredictionMapper Bind(DataViewSchema schema)
    {
        var features = (_featureColumnName, "feature", Model.LearnerNames.Count * Model.PredictionsPerLearner);
        return _passthroughColumnName is { } passed
            ? VectorModel.Bind(schema, Model.Task, _classes, Model, PlattCalibration.LogOdds, features, (passed, "passthrough", Model.PassthroughCount))
            : VectorModel.Bind(schema, Model.Task, _classes, Model, PlattCalibration.LogOdds, features);
    }
}
