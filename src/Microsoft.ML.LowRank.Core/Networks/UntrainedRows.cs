using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Networks;

/// <summary>
/// Rows of tables that no training row looked up (those of unknown and missing values, mostly) have their first, random values.
/// They become the mean of their field's rows, weighted by how often each occurred: what is expected of a value that is not known.
/// </summary>
internal static class UntrainedRows
{
    public static void Fill(FeatureEncoder encoder, Network network)
    {
        if (encoder.Counts is not { } counts)
            return;
        foreach (var table in network.Parameters.All.Where(parameter => parameter.Kind == ParameterKind.Table))
        {
            var tensor = (CpuTensor)table.Tensor;
            for (int position = 0; position < network.Shape.Categories && tensor.Rows == network.Shape.CategoryRows; position++)
                Fill(tensor, counts, encoder.TableOffsets[position], encoder.TableOffsets[position + 1]);
        }
    }

    private static void Fill(CpuTensor table, int[] counts, int from, int to)
    {
        int width = table.Columns;
        var mean = new double[width];
        double total = 0;
        for (int row = from; row < to; row++)
        {
            total += counts[row];
            var values = table.Span.Slice(row * width, width);
            for (int column = 0; column < width && counts[row] > 0; column++)
                mean[column] += (double)counts[row] * values[column];
        }
        for (int row = from; row < to && total > 0; row++)
        {
            if (counts[row] > 0)
                continue;
            var values = table.Span.Slice(row * width, width);
            for (int column = 0; column < width; column++)
                values[column] = (float)(mean[column] / total);
        }
    }
}
