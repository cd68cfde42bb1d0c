using System.Text.Json;

namespace Microsoft.ML.LowRank.Networks;

/// <summary>Our architectures by the options of the reference cases.</summary>
internal static class ReferenceArchitectures
{
    public static CtrArchitecture Make(JsonElement options)
    {
        CtrArchitecture architecture = Text("name") switch
        {
            nameof(LogisticRegression) => new LogisticRegression(),
            nameof(FactorizationMachine) => new FactorizationMachine(),
            nameof(FieldAwareFactorizationMachine) => new FieldAwareFactorizationMachine(),
            nameof(WideAndDeep) => new WideAndDeep(),
            nameof(DeepFm) => new DeepFm(),
            nameof(Ipnn) => new Ipnn(),
            nameof(Nfm) => new Nfm(),
            nameof(Dcn) => new Dcn { Crosses = Number("crosses") },
            nameof(Dcn2) => new Dcn2
            {
                Crosses = Number("crosses"),
                Rank = Number("rank"),
                Experts = Number("experts"),
                IsStacked = Text("structure") == "stacked",
            },
            nameof(XDeepFm) => new XDeepFm { InteractionUnits = Units("cin_units") },
            nameof(AutoInt) => new AutoInt
            {
                AttentionLayers = Number("layers"),
                Heads = Number("heads"),
                HeadSize = Number("attention_size"),
                HasResidual = Flag("residual"),
                IsScaled = Flag("scale"),
                IsDeep = Flag("deep"),
            },
            nameof(FiBiNet) => new FiBiNet
            {
                Reduction = Number("reduction"),
                Bilinear = Enum.Parse<BilinearKind>(Text("bilinear"), ignoreCase: true),
            },
            nameof(FinalMlp) => new FinalMlp
            {
                SecondHiddenUnits = Units("second_hidden_units"),
                Heads = Number("heads"),
                HasGates = Flag("gates"),
                GateHiddenUnits = Flag("gates") ? Units("gate_hidden_units") : [],
            },
            var name => throw new NotSupportedException($"There is no architecture named {name}."),
        };
        if (architecture is DeepArchitecture deep)
        {
            deep.HiddenUnits = Units("hidden_units");
            deep.Activation = Enum.Parse<Activation>(Text("activation"), ignoreCase: true);
            deep.Dropout = options.GetProperty("dropout").GetDouble();
            deep.BatchNormalization = Flag("batch_normalization");
        }
        return architecture;

        string Text(string option) => options.GetProperty(option).GetString()!;
        int Number(string option) => options.GetProperty(option).GetInt32();
        bool Flag(string option) => options.GetProperty(option).GetBoolean();
        int[] Units(string option) => [.. options.GetProperty(option).EnumerateArray().Select(unit => unit.GetInt32())];
    }
}
