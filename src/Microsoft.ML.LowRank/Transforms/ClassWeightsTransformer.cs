using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.LowRank;
using Microsoft.ML.LowRank.Data;
using Microsoft.ML.LowRank.Interop;
using Microsoft.ML.LowRank.Transforms;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(ITransformer), typeof(ClassWeightsTransformer), null, typeof(SignatureLoadModel),
    "Class weights", ClassWeightsTransformer.LoaderSignature)]

namespace Microsoft.ML.LowRank;

/// <summary>A fitted <see cref="ClassWeightsEstimator"/>: adds the weight of every row's class.</summary>
public sealed class ClassWeightsTransformer : ITransformer
{
    internal const string LoaderSignature = "LowRankClassWeights";

    private readonly float[] _weights;

    internal ClassWeightsTransformer(string outputColumnName, string labelColumnName, float[] weights)
        => (OutputColumnName, LabelColumnName, _weights) = (outputColumnName, labelColumnName, weights);

    /// <summary>Name of the column that is added.</summary>
    public string OutputColumnName { get; }

    /// <summary>Name of the column that is read, where it is there.</summary>
    public string LabelColumnName { get; }

    /// <summary>The weight of a row of each class: of false and true, or of the values of the key in their order; NaN for classes without rows.</summary>
    public IReadOnlyList<float> Weights => _weights;

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
        ClassWeightsFile.Save(ctx, LoaderSignature, new ClassWeightsFile.Entry(OutputColumnName, LabelColumnName), _weights);
    }

    /// <summary>What ML.NET calls, by name and exact signature, when it loads a saved model.</summary>
    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        MLNetInternals.Verify();
        ctx.CheckAtModel(GetVersionInfo());
        var (entry, weights) = ClassWeightsFile.Load(ctx, LoaderSignature);
        return new ClassWeightsTransformer(entry.Output, entry.Label, weights);
    }

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "LRCLSWGT",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderAssemblyName: typeof(ClassWeightsTransformer).Assembly.FullName!,
        loaderSignature: LoaderSignature);

    private ClassWeightsMapper Bind(DataViewSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return new ClassWeightsMapper(schema, OutputColumnName, LabelColumnName, _weights);
    }
}
