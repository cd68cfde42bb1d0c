using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Features;

namespace Microsoft.ML.LowRank.Networks;

/// <summary>Begins a network where an earlier one ended: equal parameters, and the rows of tables that stand for the same values.</summary>
internal static class WarmStart
{
    /// <param name="earlier">The model to go on from.</param>
    /// <param name="encoder">Made of the earlier one's, with the values that are new.</param>
    /// <param name="network">What the trainer makes, without parameters.</param>
    /// <returns>The network that is given; or one of codes and factors, where the earlier one is.</returns>
    /// <exception cref="ArgumentException">The networks are not of one architecture.</exception>
    public static Network Begin(NetworkModelParameters earlier, FeatureEncoder encoder, Network network)
    {
        var (before, now) = (earlier.Network.Architecture.GetType().Name, network.Architecture.GetType().Name);
        if (before != now)
            throw new ArgumentException($"The model to go on from is a {before}, the trainer makes a {now}; give the trainer the same architecture.");
        network.Trace(isTraining: true);
        if (CompressedStart.IsCompressed(earlier.Network, network))
            network = CompressedStart.Begin(earlier.Network, encoder, network);
        else
            RequireAlike(earlier.Network, network);
        int[] rows = RowsOf(earlier, encoder, network);
        foreach (var parameter in network.Parameters.All)
        {
            var from = earlier.Network.Parameters.Find(parameter.Name)!;
            if (parameter.Kind == ParameterKind.Table)
                CopyRows(from, parameter, rows, FirstRow(earlier.Network, from), FirstRow(network, parameter));
            else
                CopyAll(from, parameter);
        }
        return network;
    }

    private static void RequireAlike(Network earlier, Network network)
    {
        foreach (var parameter in network.Parameters.All)
        {
            var from = earlier.Parameters.Find(parameter.Name);
            bool isTable = parameter.Kind == ParameterKind.Table;
            if (from is null || from.Tensor.Columns != parameter.Tensor.Columns || (!isTable && from.Tensor.Rows != parameter.Tensor.Rows))
                throw new ArgumentException(
                    $"The model to go on from has another network: '{parameter.Name}' is {parameter.Tensor.Rows} × {parameter.Tensor.Columns} here and " +
                    (from is null ? "missing there." : $"{from.Tensor.Rows} × {from.Tensor.Columns} there.") +
                    " Give the trainer the architecture and the dimensions that the model was trained with.");
        }
        if (earlier.Parameters.All.Count != network.Parameters.All.Count)
            throw new ArgumentException("The model to go on from has parameters that this network lacks; give the trainer its architecture.");
    }

    /// <summary>For every row of the network's tables, counted over all of them, that of the earlier network's, or −1.</summary>
    private static int[] RowsOf(NetworkModelParameters earlier, FeatureEncoder encoder, Network network)
    {
        int[] rows = encoder.RowsOf(earlier.Encoder);
        if (network.Tables?.Fields is not { IsIdentity: false } now || earlier.Network.Tables?.Fields is not { } before)
            return rows;
        // Tables follow the layout's order of fields, which is the same in both networks; the encoders' rows do not.
        var arranged = new int[rows.Length];
        for (int place = 0; place < now.Order.Length; place++)
        {
            int first = encoder.TableOffsets[now.Order[place]];
            for (int row = first; row < encoder.TableOffsets[now.Order[place] + 1]; row++)
                arranged[now.RowAt(place, row)] = rows[row] < 0 ? -1 : before.RowAt(place, rows[row]);
        }
        return arranged;
    }

    /// <summary>Where a table begins among the rows of all: those of sparse vectors follow the categories', groups each other.</summary>
    private static int FirstRow(Network network, Parameter table)
    {
        if (table.Name.StartsWith("sparse.", StringComparison.Ordinal))
            return network.Shape.CategoryRows;
        for (int g = 0; g < network.Tables?.Ranges.Count; g++)
        {
            if (table.Name == NetworkBuilder.GroupTable(g))
                return network.Tables.Ranges[g].Base;
        }
        return 0;
    }

    private static void CopyAll(Parameter from, Parameter to)
    {
        var values = new float[to.Tensor.Count];
        from.Tensor.Read(values);
        to.Tensor.Write(values);
    }

    private static void CopyRows(Parameter from, Parameter to, int[] rows, int fromBase, int toBase)
    {
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
