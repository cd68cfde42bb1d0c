using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank;

/// <summary>A matrix of a network, for the eyes.</summary>
/// <param name="Name">Its name in the model file.</param>
/// <param name="Rows">Rows: inputs of a layer, or rows of a table.</param>
/// <param name="Columns">Columns: outputs of a layer, or values of a vector.</param>
/// <param name="IsTable">Whether rows are looked up by ids.</param>
public sealed record NetworkLayer(string Name, int Rows, int Columns, bool IsTable)
{
    /// <summary>Number of values.</summary>
    public long Parameters => (long)Rows * Columns;

    /// <summary>Whether values are bytes times a scale of their row, rather than float32.</summary>
    public bool IsQuantized { get; init; }

    /// <summary>Bytes of memory, the scales of rows included.</summary>
    public long Bytes => IsQuantized ? Parameters + ((long)Rows * ByteTensor.ScaleBytes) : Parameters * sizeof(float);

    internal static IReadOnlyList<NetworkLayer> Of(ParameterSet parameters)
        =>
        [
            .. parameters.All.Select(p => new NetworkLayer(p.Name, p.Tensor.Rows, p.Tensor.Columns, p.Kind == ParameterKind.Table)
            {
                IsQuantized = p.Tensor is ByteTensor,
            }),
        ];
}
