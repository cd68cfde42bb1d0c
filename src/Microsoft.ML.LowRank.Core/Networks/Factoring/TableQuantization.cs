using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>The tables of fields as bytes, and back. What is not such a table is the same memory in both networks.</summary>
internal static class TableQuantization
{
    private const int PieceRows = 4096;

    /// <summary>Rows of one number stay: a scale of their own would take more than they do.</summary>
    public static Network Quantize(Network network) => With(network, parameter =>
        parameter.Tensor is CpuTensor tensor && tensor.Columns > 1 && IsOfFields(parameter) ? Copied(tensor, new ByteTensor(tensor.Rows, tensor.Columns)) : parameter.Tensor);

    /// <summary>The network itself where no table is of bytes.</summary>
    public static Network Expand(Network network) => !network.Parameters.All.Any(parameter => parameter.Tensor is ByteTensor) ? network
        : With(network, parameter => parameter.Tensor is ByteTensor tensor ? Copied(tensor, new CpuTensor(tensor.Rows, tensor.Columns)) : parameter.Tensor);

    private static bool IsOfFields(Parameter parameter)
        => parameter.Kind == ParameterKind.Table && parameter.Name.StartsWith("embedding", StringComparison.Ordinal);

    private static Network With(Network network, Func<Parameter, Tensor> tensorOf)
    {
        var made = new ParameterSet(new CpuBackend(), seed: 0, isComplete: true);
        foreach (var parameter in network.Parameters.All)
            made.Add(parameter.Name, parameter.Kind, tensorOf(parameter));
        return new Network(network.Architecture, network.Shape, network.EmbeddingDimension, made, network.Tables);
    }

    private static ByteTensor Copied(CpuTensor source, ByteTensor target)
    {
        for (int row = 0; row < source.Rows; row += PieceRows)
        {
            unsafe
            {
                int rows = Math.Min(PieceRows, source.Rows - row);
                target.Write((long)row * source.Columns,
                    new ReadOnlySpan<float>(source.Pointer + ((nint)row * source.Columns), rows * source.Columns));
            }
        }
        return target;
    }

    private static CpuTensor Copied(ByteTensor source, CpuTensor target)
    {
        for (int row = 0; row < source.Rows; row++)
        {
            var codes = source.Codes(row);
            float scale = (float)source.Scale(row);
            for (int column = 0; column < codes.Length; column++)
                target.Span[(row * source.Columns) + column] = codes[column] * scale;
        }
        return target;
    }
}
