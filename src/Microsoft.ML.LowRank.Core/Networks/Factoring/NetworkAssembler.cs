using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>
/// Makes a network of codes and factors from one that was taken apart: fields of equal width side by side, what makes vectors
/// of codes folded into every product that reads them, and kept only where something else does.
/// </summary>
/// <param name="parts">The network as it is.</param>
/// <param name="offsets">The encoder's first row of every field, and the number of all rows at the end.</param>
/// <param name="threads">Most threads to use.</param>
internal sealed class NetworkAssembler(NetworkParts parts, int[] offsets, int threads)
{
    private readonly ParameterSet _source = parts.Network.Parameters;

    /// <param name="fields">For every field of the encoder; empty where no table is to change.</param>
    /// <param name="layers">Factors by the name of the matrix that they take the place of.</param>
    /// <param name="sharesRest">Whether what does not change may be the same memory, because nobody will change it.</param>
    public Network Assemble(IReadOnlyList<FieldChoice> fields, IReadOnlyDictionary<string, LayerFactors> layers, bool sharesRest)
    {
        var made = new ParameterSet(new CpuBackend(), seed: 0, isComplete: true);
        var written = new HashSet<string>(StringComparer.Ordinal);
        bool regroups = fields.Any(field => field.Projection is not null);
        var network = parts.Network;
        var tables = regroups ? Regroup(fields, made, written) : network.Tables;
        var folding = regroups ? new FieldFolding(parts, fields, tables!.Form.Order) : null;
        foreach (var product in parts.Products.DistinctBy(product => product.Weight))
        {
            if (layers.TryGetValue(product.Weight, out var factors))
                Write(made, written, product, Split(product, factors, folding));
            else if (folding is not null && product.Fields is not null)
                Write(made, written, product, Folded(product, folding));
        }
        foreach (var parameter in _source.All.Where(parameter => !written.Contains(parameter.Name)))
            made.Add(parameter.Name, parameter.Kind, sharesRest ? parameter.Tensor : Copy((CpuTensor)parameter.Tensor));
        return new Network(network.Architecture, network.Shape, network.EmbeddingDimension, made, tables);
    }

    // Tables.

    private TableLayout Regroup(IReadOnlyList<FieldChoice> choices, ParameterSet made, HashSet<string> written)
    {
        var groups = Enumerable.Range(0, choices.Count).GroupBy(field => (
            Width: choices[field].Projection?.Rank ?? parts.Fields[field].Width,
            IsProjected: choices[field].Projection is not null || parts.Fields[field].IsCode,
            choices[field].Cluster)).Select(group => (group.Key, Fields: group.ToArray())).ToList();
        var form = new TableForm(
            [.. groups.SelectMany(group => group.Fields)],
            [.. groups.Select(group => new TableGroup(group.Fields.Length, group.Key.Width, group.Key.IsProjected, group.Key.Cluster >= 0))]);
        var layout = new TableLayout(form, choices.Count, offsets);
        for (int g = 0; g < groups.Count; g++)
            AddGroup(made, g, groups[g].Fields, groups[g].Key.IsProjected, groups[g].Key.Cluster >= 0, choices);
        foreach (var parameter in _source.All.Where(parameter => parameter.Name == "embedding"
            || parameter.Name.StartsWith("embedding.", StringComparison.Ordinal)))
            written.Add(parameter.Name);
        Rearrange(made, written, layout);
        return layout;
    }

    private void AddGroup(ParameterSet made, int group, int[] fields, bool isProjected, bool isShared, IReadOnlyList<FieldChoice> choices)
    {
        int width = choices[fields[0]].Projection?.Rank ?? parts.Fields[fields[0]].Width;
        var table = new CpuTensor(fields.Sum(field => parts.Fields[field].Rows), width);
        int at = 0;
        foreach (int field in fields)
        {
            var rows = parts.Fields[field];
            var source = (CpuTensor)rows.Table.Tensor;
            if (choices[field].Projection is { } projection)
                projection.Write(source, rows.FirstRow, rows.Rows, table, at, threads);
            else
                CopyRows(source, rows.FirstRow, table, at, rows.Rows);
            at += rows.Rows;
        }
        string name = NetworkBuilder.GroupTable(group);
        made.Add(name, ParameterKind.Table, table);
        if (!isProjected || !parts.NeedsRestored)
            return;
        int dimension = parts.Fields[fields[0]].Up is { } before ? before.Length / parts.Fields[fields[0]].Width : parts.Fields[fields[0]].Width;
        int[] ups = isShared ? fields[..1] : fields;
        made.Add(name + NetworkBuilder.Up, ParameterKind.Dense, Tensor(
            ups.Length * width, dimension, [.. ups.SelectMany(field => UpOf(parts.Fields[field], choices[field].Projection, width))]));
        made.Add(name + NetworkBuilder.Center, ParameterKind.Dense, Tensor(
            1, fields.Length * dimension, [.. fields.SelectMany(field => CenterOf(parts.Fields[field], choices[field].Projection))]));
    }

    private static float[] UpOf(FieldVectors field, TableProjection? projection, int width)
        => projection is null ? field.Up! : field.Up is null ? projection.Up : Times(projection.Up, width, field.Up);

    private static float[] CenterOf(FieldVectors field, TableProjection? projection)
    {
        if (projection is null)
            return field.Center!;
        if (field.Up is null)
            return projection.Mean;
        var center = Times(projection.Mean, 1, field.Up);
        for (int i = 0; i < center.Length; i++)
            center[i] += field.Center![i];
        return center;
    }

    /// <summary>Other tables of all fields follow the new order of these.</summary>
    private void Rearrange(ParameterSet made, HashSet<string> written, TableLayout layout)
    {
        int[] order = layout.Form.Order;
        var before = parts.Network.Tables?.Fields;
        if (order.SequenceEqual(before?.Order.Take(order.Length) ?? Enumerable.Range(0, order.Length)))
            return;
        foreach (var parameter in _source.All.Where(parameter => parameter.Kind == ParameterKind.Table && parameter.Name == "linear"))
        {
            var source = (CpuTensor)parameter.Tensor;
            var table = new CpuTensor(source.Rows, source.Columns);
            for (int place = 0; place < order.Length; place++)
            {
                int field = order[place];
                int from = before is null ? offsets[field] : before.Offsets[Array.IndexOf(before.Order, field)];
                CopyRows(source, from, table, layout.Fields.Offsets[place], offsets[field + 1] - offsets[field]);
            }
            made.Add(parameter.Name, parameter.Kind, table);
            written.Add(parameter.Name);
        }
    }

    // Products.

    private static FoldedProduct Split(TracedProduct product, LayerFactors factors, FieldFolding? folding)
    {
        var result = new FoldedProduct(factors.Down, factors.Rank, factors.Up, (float[]?)factors.DownBias?.Clone(), (float[])factors.Bias.Clone());
        return folding is not null && product.Fields is not null ? folding.Fold(result, product.Fields) : result;
    }

    private FoldedProduct Folded(TracedProduct product, FieldFolding folding)
    {
        string name = product.Weight;
        bool isFactored = _source.Find(name + NetworkBuilder.Down) is not null;
        var down = _source.Find(isFactored ? name + NetworkBuilder.Down : name)!;
        string bias = product.Bias ?? name + NetworkBuilder.Offset;
        var result = new FoldedProduct(
            parts.Read(down.Name), down.Tensor.Columns,
            isFactored ? parts.Read(name + NetworkBuilder.Up) : null,
            _source.Find(name + NetworkBuilder.Shift) is null ? null : parts.Read(name + NetworkBuilder.Shift),
            _source.Find(bias) is null ? new float[product.Output.Columns] : parts.Read(bias));
        return folding.Fold(result, product.Fields!);
    }

    private static void Write(ParameterSet made, HashSet<string> written, TracedProduct product, FoldedProduct result)
    {
        string name = product.Weight;
        string bias = product.Bias ?? name + NetworkBuilder.Offset;
        written.UnionWith([name, name + NetworkBuilder.Down, name + NetworkBuilder.Up, name + NetworkBuilder.Shift, name + NetworkBuilder.Offset, bias]);
        void Add(string part, int columns, float[] values) => made.Add(part, ParameterKind.Dense, Tensor(values.Length / columns, columns, values));
        Add(result.Up is null ? name : name + NetworkBuilder.Down, result.Columns, result.Down);
        if (result.Up is not null)
            Add(name + NetworkBuilder.Up, product.Output.Columns, result.Up);
        if (result.Shift is not null)
            Add(name + NetworkBuilder.Shift, result.Shift.Length, result.Shift);
        // A bias that nothing would be added to is left out.
        if (product.Bias is not null || result.Bias.AsSpan().ContainsAnyExcept(0f))
            Add(bias, result.Bias.Length, result.Bias);
    }

    internal static float[] Times(float[] a, int rows, float[] b)
    {
        int inner = a.Length / rows, columns = b.Length / inner;
        var product = new float[rows * columns];
        Gemm.Multiply(false, false, rows, columns, inner, a, inner, b, columns, product, columns);
        return product;
    }

    private static CpuTensor Tensor(int rows, int columns, float[] values)
    {
        var tensor = new CpuTensor(rows, columns);
        tensor.Write(values);
        return tensor;
    }

    private static CpuTensor Copy(CpuTensor source)
    {
        var copy = new CpuTensor(source.Rows, source.Columns);
        CopyRows(source, 0, copy, 0, source.Rows);
        return copy;
    }

    private static unsafe void CopyRows(CpuTensor source, int from, CpuTensor target, int to, int rows)
    {
        long bytes = (long)rows * source.Columns * sizeof(float);
        Buffer.MemoryCopy(source.Pointer + ((nint)from * source.Columns), target.Pointer + ((nint)to * target.Columns), bytes, bytes);
    }
}
