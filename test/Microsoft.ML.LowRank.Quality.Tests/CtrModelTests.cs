using System.Text.RegularExpressions;
using Microsoft.ML.LowRank.Quality.Ctr;

namespace Microsoft.ML.LowRank.Quality.Tests;

public class CtrModelTests
{
    private static readonly string Peers =
        File.ReadAllText(Path.Combine(Root(AppContext.BaseDirectory), "perf", "peers", "ctr", "models.py"));

    public static TheoryData<string> Names => [.. CtrModel.All.Select(model => model.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_peer_is_told_what_ours_is_made_with(string name)
    {
        var model = CtrModel.All.Single(own => own.Name == name);
        var ours = model.Make(0.3);
        var peer = model.PeerArchitecture(new CtrSettings { Dropout = 0.3 });

        Assert.Equal(ours.GetType().Name, (string)peer["name"]!);
        Assert.Contains($"\"{ours.GetType().Name}\": ", Peers, StringComparison.Ordinal);
        foreach (var (option, _) in peer.Where(own => own.Key != "name"))
            Assert.Matches($"\"{Regex.Escape(option)}\":", Peers);
        if (ours is not DeepArchitecture deep)
            return;
        Assert.Equal(0.3, deep.Dropout);
        Assert.Equal(deep.HiddenUnits, peer["hidden_units"]!.AsArray().Select(unit => (int)unit!));
    }

    [Fact]
    public void The_test_rows_of_the_generated_log_have_the_truth_that_was_planted()
    {
        var truth = GeneratedRows.Truth();

        Assert.InRange(truth.Auc, 0.79, 0.81);
        Assert.InRange(truth.AdditiveAuc, 0.71, truth.Auc - 0.05);
    }

    [Fact]
    public void All_models_are_named_once() => Assert.Equal(CtrModel.All.Count, CtrModel.All.Select(model => model.Name).Distinct().Count());

    private static string Root(string folder) =>
        File.Exists(Path.Combine(folder, "LowRank.ML.sln")) ? folder : Root(Path.GetDirectoryName(folder)!);
}
