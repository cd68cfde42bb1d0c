using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.LowRank;
using Microsoft.ML.LowRank.Data;
using Microsoft.ML.LowRank.Interop;
using Microsoft.ML.LowRank.Linear;
using Microsoft.ML.LowRank.Scoring;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(ITransformer), typeof(RegularizedLinearTransformer), null, typeof(SignatureLoadModel),
    "Regularised linear model", RegularizedLinearTransformer.LoaderSignature)]

namespace Microsoft.ML.LowRank;

/// <summary>A fitted <see cref="RegularizedLinearTrainer"/>.</summary>
public sealed class RegularizedLinearTransformer : ISingleFeaturePredictionTransformer<RegularizedLinearModel>
{
    internal const string LoaderSignature = "LowRankRegularizedLinear";

    private readonly IHost _host;

    internal RegularizedLinearTransformer(IHostEnvironment env, RegularizedLinearModel model, string featureColumnName)
    {
        _host = env.Register(LoaderSignature);
        (Model, FeatureColumnName) = (model, featureColumnName);
    }

    /// <summary>The weights; they score without ML.NET.</summary>
    public RegularizedLinearModel Model { get; }

    /// <summary>How the penalty was chosen. Known after <c>Fit</c>; null after loading.</summary>
    public RegularizedLinearReport? Report { get; internal init; }

    /// <inheritdoc/>
    public string FeatureColumnName { get; }

    /// <inheritdoc/>
    public DataViewType FeatureColumnType => new VectorDataViewType(NumberDataViewType.Single, Model.Weights.Length);

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
        LinearFile.Save(ctx, LoaderSignature, Model, FeatureColumnName);
    }

    /// <summary>What ML.NET calls, by name and exact signature, when it loads a saved model.</summary>
    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        MLNetInternals.Verify();
        ctx.CheckAtModel(GetVersionInfo());
        var (model, features) = LinearFile.Load(ctx, LoaderSignature, RegularizedLinearModel.Load);
        return new RegularizedLinearTransformer(env, model, features);
    }

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "LRREGLIN",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderAssemblyName: typeof(RegularizedLinearTransformer).Assembly.FullName!,
        loaderSignature: LoaderSignature);

    private PredictionMapper Bind(DataViewSchema schema)
        => VectorModel.Bind(schema, Model.Task, null, Model, PlattCalibration.LogOdds, (FeatureColumnName, "feature", Model.Weights.Length));
}
