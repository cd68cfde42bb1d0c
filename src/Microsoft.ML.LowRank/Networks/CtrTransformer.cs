using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.LowRank;
using Microsoft.ML.LowRank.Data;
using Microsoft.ML.LowRank.Interop;
using Microsoft.ML.LowRank.Networks;
using Microsoft.ML.LowRank.Scoring;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(ITransformer), typeof(CtrTransformer), null, typeof(SignatureLoadModel),
    "Click-through-rate model", CtrTransformer.LoaderSignature)]

namespace Microsoft.ML.LowRank;

/// <summary>A fitted <see cref="CtrTrainer"/>.</summary>
public sealed class CtrTransformer : IPredictionTransformer<CtrModelParameters>
{
    internal const string LoaderSignature = "LowRankCtr";

    private readonly IHost _host;

    internal CtrTransformer(IHostEnvironment env, CtrModelParameters model, IReadOnlyList<InputColumn> columns)
    {
        _host = env.Register(LoaderSignature);
        (Model, Columns) = (model, columns);
    }

    /// <summary>The network; it scores without ML.NET.</summary>
    public CtrModelParameters Model { get; }

    /// <summary>How training went. Known after <c>Fit</c>; null after loading, and of a model that <c>LowRankCompress</c> made.</summary>
    public NetworkTrainingReport? Report { get; internal init; }

    /// <summary>The columns that are read.</summary>
    public IReadOnlyList<string> InputColumnNames => [.. Columns.Select(column => column.Name)];

    /// <inheritdoc/>
    public bool IsRowToRowMapper => true;

    internal IReadOnlyList<InputColumn> Columns { get; }

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
        NetworkFile.Save(ctx, LoaderSignature, Model, Columns, null);
    }

    /// <summary>What ML.NET calls, by name and exact signature, when it loads a saved model.</summary>
    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        MLNetInternals.Verify();
        ctx.CheckAtModel(GetVersionInfo());
        var (inner, columns, _) = NetworkFile.Load(ctx, LoaderSignature);
        var model = CtrModelParameters.Of(inner);
        NetworkFile.Require(model, columns, LoaderSignature);
        return new CtrTransformer(env, model, columns);
    }

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "LRCTRNET",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderAssemblyName: typeof(CtrTransformer).Assembly.FullName!,
        loaderSignature: LoaderSignature);

    private PredictionMapper Bind(DataViewSchema schema) => new(
        schema, Model.Task, null, new NetworkScores(Model, Columns, InputColumns.Bind(schema, Columns)), Model.Calibration);
}
