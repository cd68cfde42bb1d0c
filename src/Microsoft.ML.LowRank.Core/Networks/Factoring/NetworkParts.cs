using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>A network taken apart: the vectors of its fields, and its products with matrices of weights.</summary>
internal sealed class NetworkParts
{
    private NetworkParts(Network network, FieldVectors[] fields, IReadOnlyList<TracedProduct> products, bool restores, double multiplyAdds)
        => (Network, Fields, Products, NeedsRestored, MultiplyAdds) = (network, fields, products, restores, multiplyAdds);

    public Network Network { get; }

    /// <summary>By the encoder's order; empty for a network without such vectors.</summary>
    public FieldVectors[] Fields { get; }

    /// <summary>In the order of the trace.</summary>
    public IReadOnlyList<TracedProduct> Products { get; }

    /// <summary>Whether anything but products, which can be folded, reads the vectors of fields.</summary>
    public bool NeedsRestored { get; }

    /// <summary>Multiplications with an addition that a row takes.</summary>
    public double MultiplyAdds { get; }

    public static NetworkParts Of(Network network, FeatureEncoder encoder)
    {
        IReadOnlyList<TracedProduct> products = [];
        var plan = network.Trace(isTraining: false, (builder, output) =>
        {
            products = builder.Products;
            return (output, []);
        });
        var fields = network.Tables is { } tables ? Grouped(network, encoder, tables) : Plain(network, encoder);
        return new NetworkParts(network, fields, products, fields.Length > 0 && RestoresFields(network), plan.MultiplyAdds);
    }

    /// <summary>The values of a dense parameter.</summary>
    public float[] Read(string name) => ((CpuTensor)Network.Parameters.Find(name)!.Tensor).Span.ToArray();

    /// <summary>The names of the categorical fields, by their places in the encoder.</summary>
    private static string NameOf(FeatureEncoder encoder, int field) => encoder.TableNames[field];

    private static bool MayCenter(FeatureEncoder encoder, int field)
    {
        var declared = encoder.Fields.First(candidate => candidate.Name == encoder.TableNames[field]);
        return !declared.IsBag || declared.HasFactors;
    }

    private static FieldVectors[] Plain(Network network, FeatureEncoder encoder)
        => network.Parameters.Find("embedding") is not { } table ? [] :
        [
            .. Enumerable.Range(0, network.Shape.Categories).Select(field => new FieldVectors(
                NameOf(encoder, field), table, encoder.TableOffsets[field],
                encoder.TableOffsets[field + 1] - encoder.TableOffsets[field], false, null, null, MayCenter(encoder, field))),
        ];

    private static FieldVectors[] Grouped(Network network, FeatureEncoder encoder, TableLayout tables)
    {
        var fields = new FieldVectors[network.Shape.Categories];
        for (int g = 0, place = 0; g < tables.Ranges.Count; g++)
        {
            var (group, range) = (tables.Form.Groups[g], tables.Ranges[g]);
            string name = NetworkBuilder.GroupTable(g);
            var up = network.Parameters.Find(name + NetworkBuilder.Up);
            var center = network.Parameters.Find(name + NetworkBuilder.Center);
            for (int i = 0; i < group.Fields; i++, place++)
            {
                int field = tables.Fields.Order[place];
                fields[field] = new FieldVectors(
                    NameOf(encoder, field), network.Parameters.Find(name)!, tables.Fields.Offsets[place] - range.Base,
                    tables.Fields.Offsets[place + 1] - tables.Fields.Offsets[place], group.IsProjected,
                    up is null ? null : Piece(up, group.IsShared ? 0 : i, group.IsShared ? 1 : group.Fields),
                    center is null ? null : Piece(center, i, group.Fields), MayCenter(encoder, field));
            }
        }
        return fields;
    }

    private static float[] Piece(Parameter parameter, int index, int count)
    {
        var values = ((CpuTensor)parameter.Tensor).Span;
        int length = values.Length / count;
        return values.Slice(index * length, length).ToArray();
    }

    /// <summary>
    /// Traces the architecture with tables of codes, and without what restores vectors: this fails where they are needed.
    /// </summary>
    private static bool RestoresFields(Network network)
    {
        int fields = network.Shape.Categories;
        int[] offsets = [.. Enumerable.Range(0, fields + 1)];
        var form = new TableForm([.. offsets[..^1]], [new TableGroup(fields, 1, IsProjected: true, IsShared: false)]);
        var shape = network.Shape with { CategoryRows = fields };
        var probe = new Network(network.Architecture, shape, network.EmbeddingDimension, new ParameterSet(new CpuBackend(1), seed: 0),
            new TableLayout(form, fields, offsets));
        try
        {
            probe.Trace(isTraining: false);
            return false;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }
}
