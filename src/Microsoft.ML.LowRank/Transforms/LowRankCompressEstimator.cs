using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Compression;
using Microsoft.ML.LowRank.Data;
using Microsoft.ML.LowRank.Transforms;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.LowRank;

/// <summary>Compresses vector columns to the few directions that hold most of their variance.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// To create this estimator, use
/// [LowRankCompress](xref:Microsoft.ML.LowRankCompressCatalog.LowRankCompress(Microsoft.ML.TransformsCatalog,System.String,System.String,System.Int32)).
///
/// ### Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Does this estimator need to look at the data to train its parameters? | Yes: one pass per column, a few for `Randomized` |
/// | Input column data type | Vector of <xref:System.Single> of fixed size, dense or sparse |
/// | Output column data type | Vector of <xref:System.Single> of the chosen rank, with slot names |
/// | Exportable to ONNX | No, planned |
///
/// ### What is computed
/// For rows $x$ with mean $\mu$ and covariance $C$, the output is $z = V^T (x - \mu)$, where the columns of $V$ are the
/// eigenvectors of $C$ with the largest eigenvalues. No other linear map to so few values allows a reconstruction
/// $\hat x = \mu + V z$ with a smaller squared error (Eckart and Young, 1936). See <xref:Microsoft.ML.LowRank.Compression.LowRankMethod>
/// for the ways to find $V$; with `FisherWeighted` the columns are first weighted by how much they matter for a label.
///
/// Training rows must be finite, or are skipped and counted by option. In scoring, a row with a value that is not
/// finite gives NaN in every output value.
/// ]]></format>
/// </remarks>
/// <seealso cref="LowRankCompressCatalog.LowRankCompress(TransformsCatalog, string, string?, int)"/>
/// <seealso cref="LowRankCompressCatalog.LowRankCompress(TransformsCatalog, Options)"/>
public sealed partial class LowRankCompressEstimator : IEstimator<LowRankCompressTransformer>
{
    private readonly IHost _host;
    private readonly IHostEnvironment _environment;
    private readonly Options _options;
    private readonly int _seed;

    internal LowRankCompressEstimator(IHostEnvironment env, Options options)
    {
        options.ThrowIfInvalid("LowRankCompress");
        _environment = env;
        _host = env.Register(LowRankCompressTransformer.LoaderSignature);
        _options = options.Copy();
        // Drawn here, not in Fit, so that fitting twice gives the same model.
        _seed = _options.Seed ?? _host.Rand.Next();
    }

    /// <summary>Finds the directions of every column, in one pass over the data (<c>Randomized</c>: in a few).</summary>
    /// <param name="input">The training rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is missing or of the wrong type, or <see cref="Options.Rank"/> was set by hand above the width of a column
    /// or the number of rows less one.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The rows cannot be used: there are none, a value is missing or not finite, a weight is negative, or the label has
    /// one value only. The message names the place.
    /// </exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled; see <see cref="TrainingOptions.OnCancellation"/>.</exception>
    public LowRankCompressTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        GetOutputSchema(SchemaShape.Create(input.Schema));
        _options.CancellationToken.ThrowIfCancellationRequested();
        using var channel = _host.Start("Fit");
        var reporter = new FitReporter(channel, _options.Progress, input.GetRowCount());
        var stop = new FitStop(_environment, _options);
        var columns = new ProjectionColumn[_options.Columns.Count];
        long rows = 0, skipped = 0;
        bool stopped = false;
        foreach (var (index, pair) in _options.Columns.Index())
        {
            var source = new DataViewRowSource(input, pair.InputColumnName, _options.ExampleWeightColumnName,
                _options.LabelColumnName, _options.SkipInvalidRows, stop.ShouldStop);
            reporter.StartPart($"'{pair.InputColumnName}'", index, columns.Length);
            var projection = FitColumn(pair, source, reporter);
            var slotNames = ProjectionColumn.ReadSlotNames(input.Schema[pair.InputColumnName]);
            columns[index] = new ProjectionColumn(pair.OutputColumnName, pair.InputColumnName, projection, slotNames);
            rows = Math.Max(rows, source.Rows);
            skipped = Math.Max(skipped, source.SkippedRows);
            stopped |= source.Stopped;
        }
        if (skipped > 0)
            reporter.Warning($"{skipped} of {rows + skipped} rows were left out: a value was missing or not finite.");
        if (stopped)
            reporter.Warning($"The fit was cancelled; the model is what the first {rows} rows gave.");
        reporter.Finish(rows);
        return new LowRankCompressTransformer(_host, columns, skipped, stopped);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        foreach (var pair in _options.Columns)
            ColumnTypes.RequireVector(ColumnTypes.Find(inputSchema, pair.InputColumnName, "input"), "input");
        if (_options.ExampleWeightColumnName is { } weight)
            ColumnTypes.RequireScalarSingle(ColumnTypes.Find(inputSchema, weight, "weight"), "weight");
        if (_options.LabelColumnName is { } label)
            ColumnTypes.RequireLabel(ColumnTypes.Find(inputSchema, label, "label"), "label");
        return OutputShape.Add(inputSchema, _options.Columns.Select(pair => (pair.OutputColumnName, true)));
    }
}
