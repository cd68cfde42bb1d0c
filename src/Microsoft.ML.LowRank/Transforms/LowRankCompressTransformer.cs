using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.LowRank;
using Microsoft.ML.LowRank.Compression;
using Microsoft.ML.LowRank.Data;
using Microsoft.ML.LowRank.Interop;
using Microsoft.ML.LowRank.Transforms;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(ITransformer), typeof(LowRankCompressTransformer), null, typeof(SignatureLoadModel),
    "Low-rank compression", LowRankCompressTransformer.LoaderSignature)]

namespace Microsoft.ML.LowRank;

/// <summary>
/// The fitted form of <see cref="LowRankCompressEstimator"/>: adds, for each of its columns, a narrower one.
/// </summary>
public sealed class LowRankCompressTransformer : ITransformer
{
    internal const string LoaderSignature = "LowRankCompress";

    private readonly IHost _host;
    private readonly IReadOnlyList<ProjectionColumn> _columns;

    internal LowRankCompressTransformer(
        IHostEnvironment env, IReadOnlyList<ProjectionColumn> columns, long skippedRows = 0, bool isPartial = false)
    {
        _host = env.Register(LoaderSignature);
        _columns = columns;
        SkippedRowCount = skippedRows;
        IsPartial = isPartial;
    }

    /// <summary>
    /// Training rows that were left out because a value was missing or not finite. Known after <c>Fit</c>; 0 after loading.
    /// </summary>
    public long SkippedRowCount { get; }

    /// <summary>
    /// True when the fit was cancelled and this is what the rows read until then gave. Known after <c>Fit</c>; false after
    /// loading.
    /// </summary>
    public bool IsPartial { get; }

    /// <inheritdoc/>
    public bool IsRowToRowMapper => true;

    /// <summary>The directions of a compressed column: singular values, energy kept, error, and scoring without ML.NET.</summary>
    /// <param name="outputColumnName">Name of the compressed column; null means the only one.</param>
    /// <exception cref="ArgumentException">There is no such column, or the name is null and there are several.</exception>
    public LowRankProjection GetProjection(string? outputColumnName = null) => Find(outputColumnName).Projection;

    /// <summary>An estimator that maps a compressed column back to the space that it came from.</summary>
    /// <param name="outputColumnName">Name of the new column: a vector of <see cref="float"/> as wide as the original.</param>
    /// <param name="compressedColumnName">Name of the compressed column; null means the only one.</param>
    /// <exception cref="ArgumentException">There is no such column, or the name is null and there are several.</exception>
    public LowRankReconstructEstimator Reconstruct(string outputColumnName, string? compressedColumnName = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        var column = Find(compressedColumnName);
        return new LowRankReconstructEstimator(_host,
            new ProjectionColumn(outputColumnName, column.OutputColumnName, column.Projection, column.SlotNames));
    }

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

    /// <summary>One line per column: widths, energy kept and reconstruction error.</summary>
    public override string ToString() => string.Join(Environment.NewLine, _columns.Select(column => string.Create(
        CultureInfo.InvariantCulture,
        $"{column.InputColumnName} -> {column.OutputColumnName}: {column.Projection}")));

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
        return new LowRankCompressTransformer(env, ProjectionFile.Load(ctx, LoaderSignature));
    }

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "LRCOMPRS",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderAssemblyName: typeof(LowRankCompressTransformer).Assembly.FullName!,
        loaderSignature: LoaderSignature);

    private ProjectionMapper Bind(DataViewSchema schema)
        => ProjectionMapper.Bind(schema, _columns, ProjectionDirection.Compress);

    private ProjectionColumn Find(string? outputColumnName)
    {
        string known = string.Join(", ", _columns.Select(column => $"'{column.OutputColumnName}'"));
        if (outputColumnName == null)
            return _columns.Count == 1
                ? _columns[0]
                : throw new ArgumentException($"There are several compressed columns ({known}); name one.", nameof(outputColumnName));
        return _columns.FirstOrDefault(column => column.OutputColumnName == outputColumnName)
            ?? throw new ArgumentException($"There is no compressed column '{outputColumnName}', only {known}.", nameof(outputColumnName));
    }
}
