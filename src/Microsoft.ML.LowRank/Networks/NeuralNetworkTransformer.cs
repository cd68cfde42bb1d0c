using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.LowRank;
using Microsoft.ML.LowRank.Data;
using Microsoft.ML.LowRank.Interop;
using Microsoft.ML.LowRank.Networks;
using Microsoft.ML.LowRank.Scoring;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(ITransformer), typeof(NeuralNetworkTransformer), null, typeof(SignatureLoadModel),
    "Neural network", NeuralNetworkTransformer.LoaderSignature)]

namespace Microsoft.ML.LowRank;

/// <summary>A fitted <see cref="NeuralNetworkTrainer"/>.</summary>
public sealed class NeuralNetworkTransformer : IPredictionTransformer<NeuralNetworkModelParameters>
{
    internal const string LoaderSignature = "LowRankNeuralNetwork";

    private readonly IHost _host;

    internal NeuralNetworkTransformer(
        IHostEnvironment env, NeuralNetworkModelParameters model, IReadOnlyList<InputColumn> columns, ClassKeys? classes)
    {
        _host = env.Register(LoaderSignature);
        (Model, Columns, Classes) = (model, columns, classes);
    }

    /// <summary>The network; it scores without ML.NET.</summary>
    public NeuralNetworkModelParameters Model { get; }

    /// <summary>How training went. Known after <c>Fit</c>; null after loading, and of a model that <c>LowRankCompress</c> made.</summary>
    public NetworkTrainingReport? Report { get; internal init; }

    /// <summary>The columns that are read.</summary>
    public IReadOnlyList<string> InputColumnNames => [.. Columns.Select(column => column.Name)];

    /// <inheritdoc/>
    public bool IsRowToRowMapper => true;

    internal IReadOnlyList<InputColumn> Columns { get; }

    /// <summary>What the outputs stand for where there are several classes.</summary>
    internal ClassKeys? Classes { get; }

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
        NetworkFile.Save(ctx, LoaderSignature, Model, Columns, Classes);
    }

    /// <summary>What ML.NET calls, by name and exact signature, when it loads a saved model.</summary>
    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        MLNetInternals.Verify();
        ctx.CheckAtModel(GetVersionInfo());
        var (inner, columns, classes) = NetworkFile.Load(ctx, LoaderSignature);
        var model = NeuralNetworkModelParameters.Of(inner);
        NetworkFile.Require(model, columns, LoaderSignature);
        bool hasClasses = model.Task == PredictionTask.MulticlassClassification;
        if (hasClasses ? classes?.Count != model.ScoreCount : classes is not null)
            throw new InvalidDataException($"The classes of the saved {LoaderSignature} are not those of its outputs; it is damaged.");
        return new NeuralNetworkTransformer(env, model, columns, classes);
    }

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "LRNEURAL",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderAssemblyName: typeof(NeuralNetworkTransformer).Assembly.FullName!,
        loaderSignature: LoaderSignature);

    private PredictionMapper Bind(DataViewSchema schema) => new(
        schema, Model.Task, Classes, new NetworkScores(Model, Columns, InputColumns.Bind(schema, Columns)), Model.Calibration);
}
