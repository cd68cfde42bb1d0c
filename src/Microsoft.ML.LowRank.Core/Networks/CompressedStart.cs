using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Networks;

/// <summary>
/// Makes a network of the codes and factors of a compressed one, with rows for values that are new. These begin at a code near 0,
/// whose vector is the mean of the field's: what is expected of a value that is not known.
/// </summary>
internal static class CompressedStart
{
    private static readonly string[] Suffixes = [NetworkBuilder.Down, NetworkBuilder.Up, NetworkBuilder.Shift, NetworkBuilder.Offset];

    /// <summary>Whether the earlier network has codes in place of vectors or factors in place of matrices.</summary>
    public static bool IsCompressed(Network earlier, Network plain)
        => earlier.Tables is not null || earlier.Parameters.All.Any(parameter => WholeOf(parameter.Name, plain) != parameter.Name);

    /// <summary>The compressed network's architecture, dense parameters of its shapes, and tables of as many rows as there are now.</summary>
    /// <param name="earlier">The compressed network.</param>
    /// <param name="encoder">The encoder now.</param>
    /// <param name="plain">What the trainer makes of its options.</param>
    /// <exception cref="ArgumentException">The compressed network was not one like the trainer's.</exception>
    public static Network Begin(Network earlier, FeatureEncoder encoder, Network plain)
    {
        RequireOf(earlier, plain);
        var parameters = new ParameterSet(new CpuBackend(), plain.Parameters.Seed);
        foreach (var parameter in earlier.Parameters.All.Where(parameter => parameter.Kind != ParameterKind.Table))
            parameters.Add(parameter.Name, parameter.Kind, new CpuTensor(parameter.Tensor.Rows, parameter.Tensor.Columns));
        var tables = earlier.Tables is null ? null : new TableLayout(earlier.Tables.Form, plain.Shape.Categories, encoder.TableOffsets);
        var network = new Network(earlier.Architecture.Copy(), plain.Shape, earlier.EmbeddingDimension, parameters, tables);
        network.Trace(isTraining: true);
        return network;
    }

    /// <summary>Whatever was factored or folded, a matrix keeps the columns that the trainer's options give it.</summary>
    private static void RequireOf(Network earlier, Network plain)
    {
        if (earlier.EmbeddingDimension != plain.EmbeddingDimension)
            throw Another("embedding", $"{plain.EmbeddingDimension} values wide here and {earlier.EmbeddingDimension} there");
        foreach (var parameter in earlier.Parameters.All)
        {
            string name = WholeOf(parameter.Name, plain);
            bool isInner = parameter.Name == name + NetworkBuilder.Down || parameter.Name == name + NetworkBuilder.Shift;
            bool isOfTables = parameter.Name.StartsWith("embedding.", StringComparison.Ordinal);
            if (isInner || isOfTables)
                continue;
            var own = plain.Parameters.Find(name) ?? throw Another(name, "missing here");
            if (own.Tensor.Columns != parameter.Tensor.Columns)
                throw Another(name, $"{own.Tensor.Columns} values wide here and {parameter.Tensor.Columns} there");
        }
        // Normalisation has been folded into the layers; all else must be there.
        foreach (var parameter in plain.Parameters.All.Where(parameter => parameter.Name.EndsWith(".weight", StringComparison.Ordinal)))
        {
            if (earlier.Parameters.Find(parameter.Name) is null && earlier.Parameters.Find(parameter.Name + NetworkBuilder.Down) is null)
                throw Another(parameter.Name, "missing there");
        }
    }

    /// <summary>The name that the matrix of a part has while it is whole.</summary>
    private static string WholeOf(string name, Network plain)
    {
        // Some architectures have whole matrices whose names end like those of parts.
        if (plain.Parameters.Find(name) is not null)
            return name;
        string? whole = Suffixes.Where(suffix => name.EndsWith(suffix, StringComparison.Ordinal)).Select(suffix => name[..^suffix.Length]).FirstOrDefault();
        return whole is not null && plain.Parameters.Find(whole) is not null ? whole : name;
    }

    private static ArgumentException Another(string name, string how) => new(
        $"The model to go on from was compressed from another network: '{name}' is {how}. Give the trainer the architecture and the " +
        "dimensions that the model was trained with.");
}
