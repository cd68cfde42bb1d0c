using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>
/// With its running statistics the normalisation of a batch is a scale and a shift of every column: both go into the weights
/// and the bias before it, and what is left is a network without it.
/// </summary>
internal static class BatchNormalizationFolding
{
    private const double Epsilon = 1e-5;
    private const string Variance = ".variance";

    /// <summary>The same network where nothing is normalised, or one with other parameters of the same values.</summary>
    public static Network Fold(Network network)
    {
        var source = network.Parameters;
        string[] layers = [.. source.All.Where(parameter => parameter.Name.EndsWith(Variance, StringComparison.Ordinal))
            .Select(parameter => parameter.Name[..^Variance.Length])];
        if (layers.Length == 0)
            return network;
        var folded = new ParameterSet(new CpuBackend(), seed: 0, isComplete: true);
        foreach (var parameter in source.All)
        {
            string? layer = layers.FirstOrDefault(layer => parameter.Name.StartsWith(layer + ".", StringComparison.Ordinal));
            string part = layer is null ? "" : parameter.Name[layer.Length..];
            if (part is ".scale" or ".shift" or ".mean" or Variance)
                continue;
            bool isSparse = parameter.Name == "sparse.weight";
            if (layer is null && !isSparse)
                folded.Add(parameter.Name, parameter.Kind, parameter.Tensor);
            else
                folded.Add(parameter.Name, parameter.Kind, Scaled(source, parameter, layer ?? FirstOf(layers), part));
        }
        var architecture = (DeepArchitecture)network.Architecture.Copy();
        architecture.BatchNormalization = false;
        return new Network(architecture, network.Shape, network.EmbeddingDimension, folded, network.Tables);
    }

    // Sparse vectors enter the first layer beside its product.
    private static string FirstOf(string[] layers) => layers.First(layer => layer.EndsWith(".0", StringComparison.Ordinal));

    private static CpuTensor Scaled(ParameterSet source, Parameter parameter, string layer, string part)
    {
        var values = (CpuTensor)parameter.Tensor;
        var scaled = new CpuTensor(values.Rows, values.Columns);
        // What comes before the last product of a factored layer is not scaled.
        if (part is ".weight" + NetworkBuilder.Down or ".weight" + NetworkBuilder.Shift)
        {
            values.Span.CopyTo(scaled.Span);
            return scaled;
        }
        var (scale, shift) = (Row(source, layer + ".scale"), Row(source, layer + ".shift"));
        var (mean, variance) = (Row(source, layer + ".mean"), Row(source, layer + Variance));
        for (int i = 0; i < values.Span.Length; i++)
        {
            int column = i % values.Columns;
            double factor = scale[column] / Math.Sqrt(variance[column] + Epsilon);
            scaled.Span[i] = (float)(part == ".bias" ? ((values.Span[i] - (double)mean[column]) * factor) + shift[column] : values.Span[i] * factor);
        }
        return scaled;
    }

    private static float[] Row(ParameterSet source, string name) => ((CpuTensor)source.Find(name)!.Tensor).Span.ToArray();
}
