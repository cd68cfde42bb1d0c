namespace Microsoft.ML.LowRank.Networks;

/// <summary>Options that cannot be used are refused with a sentence that names them.</summary>
public class ValidateTests
{
    private static readonly Dictionary<string, CtrArchitecture> Refused = new()
    {
        ["DeepFm.HiddenUnits"] = new DeepFm { HiddenUnits = [] },
        ["Nfm.HiddenUnits"] = new Nfm { HiddenUnits = [4, 0] },
        ["Ipnn.HiddenUnits"] = new Ipnn { HiddenUnits = null! },
        ["WideAndDeep.Activation"] = new WideAndDeep { Activation = (Activation)17 },
        ["WideAndDeep.Dropout"] = new WideAndDeep { Dropout = 1 },
        ["Dcn.Dropout"] = new Dcn { Dropout = double.NaN },
        ["Dcn.Crosses"] = new Dcn { Crosses = 0 },
        ["Dcn2.Crosses"] = new Dcn2 { Crosses = -1 },
        ["Dcn2.Rank"] = new Dcn2 { Rank = -1 },
        ["Dcn2.Experts"] = new Dcn2 { Experts = 4 },
        ["XDeepFm.InteractionUnits"] = new XDeepFm { InteractionUnits = [] },
        ["AutoInt.AttentionLayers"] = new AutoInt { AttentionLayers = 0 },
        ["AutoInt.Heads"] = new AutoInt { Heads = 0 },
        ["AutoInt.HeadSize"] = new AutoInt { HeadSize = 0 },
        ["FiBiNet.Reduction"] = new FiBiNet { Reduction = 0 },
        ["FiBiNet.Bilinear"] = new FiBiNet { Bilinear = (BilinearKind)3 },
        ["FinalMlp.SecondHiddenUnits"] = new FinalMlp { SecondHiddenUnits = [] },
        ["FinalMlp.GateHiddenUnits"] = new FinalMlp { GateHiddenUnits = [0] },
        ["FinalMlp.Heads"] = new FinalMlp { HiddenUnits = [10] },
    };

    public static TheoryData<string> Options => [.. Refused.Keys];

    [Theory]
    [MemberData(nameof(Options))]
    public void Options_that_cannot_be_used_are_named(string option)
    {
        var problems = new List<string>();
        Refused[option].Validate(problems);
        string problem = Assert.Single(problems);
        Assert.StartsWith(option + " ", problem, StringComparison.Ordinal);
        Assert.EndsWith(".", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_are_said_at_once()
    {
        var problems = new List<string>();
        new Dcn2 { HiddenUnits = [], Dropout = -1, Crosses = 0, Rank = -1 }.Validate(problems);
        Assert.Equal(4, problems.Count);
    }

    [Fact]
    public void Defaults_can_be_used()
    {
        foreach (var type in typeof(CtrArchitecture).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(CtrArchitecture)) && !type.IsAbstract))
        {
            var problems = new List<string>();
            ((CtrArchitecture)Activator.CreateInstance(type)!).Validate(problems);
            Assert.Empty(problems);
        }
    }

    [Fact]
    public void A_copy_does_not_see_later_changes()
    {
        var original = new FinalMlp { HiddenUnits = [8], SecondHiddenUnits = [4], GateHiddenUnits = [2] };
        var copy = (FinalMlp)original.Copy();
        (original.HiddenUnits[0], original.SecondHiddenUnits[0], original.GateHiddenUnits[0], original.Heads) = (0, 0, 0, 0);
        Assert.Equal((8, 4, 2, 4), (copy.HiddenUnits[0], copy.SecondHiddenUnits[0], copy.GateHiddenUnits[0], copy.Heads));
    }
}
