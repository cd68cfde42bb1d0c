using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.LowRank;
using Microsoft.ML.LowRank.Data;
using Microsoft.ML.LowRank.Interop;
using Microsoft.ML.LowRank.Thresholds;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(ITransformer), typeof(ThresholdTransformer), null, typeof(SignatureLoadModel),
    "Tuned threshold", ThresholdTransformer.LoaderSignature)]

namespace Microsoft.ML.LowRank;

/// <summary>
/// A fitted <see cref="ThresholdEstimator"/>: subtracts the threshold from the score, so that a score above 0 is the decision
/// again, and writes the predicted label anew. Probabilities stay as they are.
/// </summary>
public sealed class ThresholdTransformer : ITransformer
{
    internal const string LoaderSignature = "LowRankThreshold";

    private readonly ThresholdFile.Entry _entry;
    private readonly float _threshold;

    internal ThresholdTransformer(ThresholdFile.Entry entry, float threshold) => (_entry, _threshold) = (entry, threshold);

    /// <summary>What is subtracted: a number on the scale of the score or, where <see cref="IsOfProbability"/>, a probability.</summary>
    public double Threshold => _threshold;

    /// <summary>Whether the model gave no score, so that the threshold is one of probabilities.</summary>
    public bool IsOfProbability => _entry.IsOfProbability;

    /// <summary>Name of the metric that the threshold was chosen for.</summary>
    public string MetricName => _entry.MetricName;

    /// <summary>How the threshold was chosen. Known after <c>Fit</c>; null after loading.</summary>
    public ThresholdReport? Report { get; internal init; }

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
        ThresholdFile.Save(ctx, LoaderSignature, _entry, _threshold);
    }

    /// <summary>What ML.NET calls, by name and exact signature, when it loads a saved model.</summary>
    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        MLNetInternals.Verify();
        ctx.CheckAtModel(GetVersionInfo());
        var (entry, threshold) = ThresholdFile.Load(ctx, LoaderSignature);
        return new ThresholdTransformer(entry, threshold);
    }

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "LRTHRESH",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderAssemblyName: typeof(ThresholdTransformer).Assembly.FullName!,
        loaderSignature: LoaderSignature);

    private ThresholdMapper Bind(DataViewSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return new ThresholdMapper(schema, _entry.Columns, _entry.IsOfProbability, _threshold);
    }
}
