using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Features;

namespace Microsoft.ML.LowRank.Networks;

/// <summary>Begins a network where an earlier one ended: equal parameters, and the rows of tables that stand for the same values.</summary>
internal static class WarmStart
{
    /// <exception cref="ArgumentException">The networks are not of one architecture.</exception>
    public static void Copy(NetworkModelParameters earlier, FeatureEncoder encoder, Network network)
    {
        var (before, now) = (earlier.Network.Architecture.GetType().Name, network.Architecture.GetType().Name);
        if (before != now)
            throw new ArgumentException($"The model to go on from is a {before}, the trainer makes a {now}; give the trainer the same architecture.");
        network.Trace(isTraining: true);
        int[] rows = encoder.RowsOf(earlier.Encoder);
        foreach (var parameter in network.Parameters.All)
        {
            var from = earlier.Network.Parameters.Find(parameter.Name);
            bool isTable = parameter.Kind == ParameterKind.Table;
            if (from is null || from.Tensor.Columns != parameter.Tensor.Columns || (!isTable && from.Tensor.Rows != parameter.Tensor.Rows))
                throw new ArgumentException(
                    $"The model to go on from has another network: '{parameter.Name}' is {parameter.Tensor.Rows} × {parameter.Tensor.Columns} here and " +
                    (from is null ? "missing there." : $"{from.Tensor.Rows} × {from.Tensor.Columns} there.") +
                    " Give the trainer the architecture and the dimensions that the model was trained with.");
            if (isTable)
                CopyRows(from, parameter, rows, earlier.Network.Shape.CategoryRows, network.Shape.CategoryRows);
            else
                CopyAll(from, parameter);
        }
        if (earlier.Network.Parameters.All.Count != network.Parameters.All.Count)
            throw new ArgumentException("The model to go on from has parameters that this network lacks; give the trainer its architecture.");
    }

    private static void CopyAll(Parameter from, Parameter to)
    {
        var values = new float[to.Tensor.Count];
        from.Tensor.Read(values);
        to.Tensor.Write(values);
    }

    private static void CopyRows(Parameter from, Parameter to, int[] rows, int fromCategoryRows, int toCategoryRows)
    {
        // Rows of the encoder are counted over all tables; those of sparse vectors follow the categories'.
        bool isSparse = to.Tensor.Rows != toCategoryRows || to.Name.StartsWith("sparse.", StringComparison.Ordinal);
        int toBase = isSparse ? toCategoryRows : 0;
        int fromBase = isSparse ? fromCategoryRows : 0;
        int width = to.Tensor.Columns;
        var before = new float[from.Tensor.Count];
        from.Tensor.Read(before);
        var values = new float[to.Tensor.Count];
        to.Tensor.Read(values);
        for (int row = 0; row < to.Tensor.Rows; row++)
        {
            int old = rows[toBase + row] - fromBase;
            if (old >= 0)
                before.AsSpan(old * width, width).CopyTo(values.AsSpan(row * width));
        }
        to.Tensor.Write(values);
    }
}
