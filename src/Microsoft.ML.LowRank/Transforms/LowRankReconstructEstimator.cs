using Microsoft.ML.LowRank.Data;
using Microsoft.ML.LowRank.Transforms;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.LowRank;

/// <summary>
/// Maps a compressed column back to the space that it came from. Made by
/// <see cref="LowRankCompressTransformer.Reconstruct(string, string?)"/>; has nothing to learn from data.
/// </summary>
public sealed class LowRankReconstructEstimator : IEstimator<LowRankReconstructTransformer>
{
    private readonly IHost _host;
    private readonly ProjectionColumn _column;

    internal LowRankReconstructEstimator(IHostEnvironment env, ProjectionColumn column)
    {
        _host = env.Register(LowRankReconstructTransformer.LoaderSignature);
        _column = column;
    }

    /// <inheritdoc/>
    public LowRankReconstructTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var transformer = new LowRankReconstructTransformer([_column]);
        transformer.GetOutputSchema(input.Schema);
        using var channel = _host.Start("Fit");
        channel.Trace(MessageSensitivity.Schema, $"'{_column.OutputColumnName}' will be reconstructed from '{_column.InputColumnName}'.");
        return transformer;
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        ColumnTypes.RequireVector(ColumnTypes.Find(inputSchema, _column.InputColumnName, "input"), "input");
        return OutputShape.Add(inputSchema, [(_column.OutputColumnName, _column.SlotNames != null)]);
    }
}
