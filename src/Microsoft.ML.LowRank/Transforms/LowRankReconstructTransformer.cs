using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.LowRank;
using Microsoft.ML.LowRank.Data;
using Microsoft.ML.LowRank.Interop;
using Microsoft.ML.LowRank.Transforms;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(ITransformer), typeof(LowRankReconstructTransformer), null, typeof(SignatureLoadModel),
    "Low-rank reconstruction", LowRankReconstructTransformer.LoaderSignature)]

namespace Microsoft.ML.LowRank;

/// <summary>
/// Maps a compressed column back to the space that it came from: x̂ = μ + V z, or x̂ = μ + diag(1/I) V z for
/// Fisher-weighted directions; whitening is undone.
/// </summary>
public sealed class LowRankReconstructTransformer : ITransformer
{
    internal const string LoaderSignature = "LowRankReconstruct";

    private readonly IReadOnlyList<ProjectionColumn> _columns;

    internal LowRankReconstructTransformer(IReadOnlyList<ProjectionColumn> columns) => _columns = columns;

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
        ProjectionFile.Save(ctx, LoaderSignature, _columns);
    }

    /// <summary>What ML.NET calls, by name and exact signature, when it loads a saved model.</summary>
    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        MLNetInternals.Verify();
        ctx.CheckAtModel(GetVersionInfo());
        return new LowRankReconstructTransformer(ProjectionFile.Load(ctx, LoaderSignature));
    }

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "LRRECONS",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderAssemblyName: typeof(LowRankReconstructTransformer).Assembly.FullName!,
        loaderSignature: LoaderSignature);

    private ProjectionMapper Bind(DataViewSchema schema)
        => ProjectionMapper.Bind(schema, _columns, ProjectionDirection.Reconstruct);
}
