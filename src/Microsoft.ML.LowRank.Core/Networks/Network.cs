using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Features;

namespace Microsoft.ML.LowRank.Networks;

/// <summary>An architecture with its parameters, ready to be traced into plans.</summary>
internal sealed class Network(
    CtrArchitecture architecture, NetworkShape shape, int embeddingDimension, ParameterSet parameters, TableLayout? tables = null)
{
    // Vectors begin small beside what they are learned to be.
    private const double EmbeddingDeviation = 0.01;

    public CtrArchitecture Architecture => architecture;

    public NetworkShape Shape => shape;

    /// <summary>Values of every field's vector.</summary>
    public int EmbeddingDimension => embeddingDimension;

    public ParameterSet Parameters => parameters;

    /// <summary>How the vectors of fields are held; null for one table of all of them.</summary>
    public TableLayout? Tables => tables;

    /// <summary>Traces the network; the first trace of a new one makes its parameters.</summary>
    public Plan Trace(bool isTraining) => Trace(isTraining, (_, output) => (output, []));

    /// <summary>Traces the network.</summary>
    /// <param name="isTraining">Whether gradients are wanted.</param>
    /// <param name="choose">Given the trace and the logits: what the plan computes, and what else is to be read when it has run.</param>
    public Plan Trace(bool isTraining, Func<NetworkBuilder, Value, (Value Output, Value[] Kept)> choose)
    {
        var graph = new Graph(isTraining);
        var builder = new NetworkBuilder(graph, parameters, shape, embeddingDimension, EmbeddingDeviation, tables);
        var (output, kept) = choose(builder, architecture.Trace(builder));
        return new Plan(graph, output, kept) { Fields = tables is { Fields.IsIdentity: false } ? tables.Fields : null };
    }

    /// <summary>The same network, with the same parameters, in whose training nothing is dropped.</summary>
    public Network WithoutDropout()
    {
        var copy = architecture.Copy();
        if (copy is DeepArchitecture deep)
            deep.Dropout = 0;
        return new Network(copy, shape, embeddingDimension, parameters, tables);
    }

    /// <summary>What an encoder's rows look like to a network. Sparse vectors come behind all other fields.</summary>
    public static NetworkShape ShapeOf(FeatureEncoder encoder, int outputs)
    {
        int sparse = encoder.Fields.Count(field => field.Kind == FieldKind.SparseVector);
        int categories = encoder.TableNames.Count - sparse;
        int categoryRows = encoder.TableOffsets[categories];
        return new NetworkShape(
            categories, categoryRows, encoder.TableOffsets[^1] - categoryRows, sparse, encoder.NumberNames.Count, outputs);
    }
}
