using System.Text.Json.Nodes;

namespace Microsoft.ML.LowRank.Quality.Ctr;

/// <summary>An architecture of ours, and the same one as perf/peers/ctr/models.py is told of it.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Make">Ours, with a dropout.</param>
/// <param name="Peer">The name of the peer's, and what it is told beside the layers.</param>
internal sealed record CtrModel(string Name, Func<double, CtrArchitecture> Make, string Peer, string PeerOptions = "{}")
{
    public const string FieldAware = "FFM";

    private static readonly int[] Units = [64, 64];

    /// <summary>Compared on all sets, with all seeds.</summary>
    public static IReadOnlyList<CtrModel> Main { get; } =
    [
        new("DeepFM", dropout => Deep(new DeepFm(), dropout), "DeepFm"),
        new("DCNv2", dropout => Deep(new Dcn2 { Crosses = 3 }, dropout), "Dcn2", """{"crosses": 3}"""),
        new("AutoInt+", dropout => Deep(new AutoInt { AttentionLayers = 2, Heads = 2, HeadSize = 8 }, dropout),
            "AutoInt", """{"layers": 2, "heads": 2, "attention_size": 8}"""),
        new("Wide & Deep", dropout => Deep(new WideAndDeep(), dropout), "WideAndDeep"),
    ];

    /// <summary>Compared on the first set with one seed.</summary>
    public static IReadOnlyList<CtrModel> Others { get; } =
    [
        new("Logistic regression", _ => new LogisticRegression(), "LogisticRegression"),
        new("FM", _ => new FactorizationMachine(), "FactorizationMachine"),
        new(FieldAware, _ => new FieldAwareFactorizationMachine(), "FieldAwareFactorizationMachine"),
        new("DCN", dropout => Deep(new Dcn { Crosses = 3 }, dropout), "Dcn", """{"crosses": 3}"""),
        new("xDeepFM", dropout => Deep(new XDeepFm { InteractionUnits = [32, 32] }, dropout), "XDeepFm", """{"cin_units": [32, 32]}"""),
        new("FiBiNET", dropout => Deep(new FiBiNet { Bilinear = BilinearKind.Each }, dropout), "FiBiNet", """{"bilinear": "each"}"""),
        new("IPNN", dropout => Deep(new Ipnn(), dropout), "Ipnn"),
        new("NFM", dropout => Deep(new Nfm(), dropout), "Nfm"),
        new("FinalMLP", dropout => Deep(new FinalMlp { SecondHiddenUnits = Units, GateHiddenUnits = [32], Heads = 4 }, dropout),
            "FinalMlp", """{"second_hidden_units": [64, 64], "gates": true, "gate_hidden_units": [32], "heads": 4}"""),
    ];

    public static IReadOnlyList<CtrModel> All { get; } = [.. Main, .. Others];

    public int DimensionFor(CtrSettings settings) => Name == FieldAware ? settings.FieldAwareDimension : settings.EmbeddingDimension;

    public JsonObject PeerArchitecture(CtrSettings settings)
    {
        var options = JsonNode.Parse(PeerOptions)!.AsObject();
        options["name"] = Peer;
        options["hidden_units"] = new JsonArray([.. Units.Select(unit => (JsonNode)unit)]);
        options["dropout"] = settings.Dropout;
        return options;
    }

    private static DeepArchitecture Deep(DeepArchitecture architecture, double dropout)
    {
        (architecture.HiddenUnits, architecture.Dropout) = (Units, dropout);
        return architecture;
    }
}
