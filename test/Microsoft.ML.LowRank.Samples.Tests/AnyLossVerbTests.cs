namespace Microsoft.ML.LowRank.Samples.Tests;

public class AnyLossVerbTests
{
    [Fact]
    public async Task Models_on_a_metric_and_on_cross_entropy_are_compared_reported_and_loaded_by_a_second_process()
    {
        string folder = Directory.CreateTempSubdirectory("lowrank-anyloss-").FullName;
        string report = Path.Combine(folder, "report.html");
        var run = await SampleProcess.RunAsync("anyloss", "--quick", "--metric", "mcc", "--report", report);
        Assert.True(run.ExitCode == 0, run.Error);
        foreach (string name in (string[])["logistic regression, weighted classes", "logistic regression, tuned threshold", "AnyLossLinear on MCC", "NeuralNetwork on MCC"])
            Assert.Contains(name, run.Output);
        Assert.Contains("predictions equal, largest difference 0.", run.Output);
        Assert.Contains("not in the process until the model was loaded", run.Output);
        Assert.Contains("<svg", File.ReadAllText(report));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_file_of_ones_own_is_read()
    {
        using var file = TemporaryFile.Of(MixedTable.Csv());
        string report = Path.Combine(Path.GetDirectoryName(file.Path)!, "report.html");
        var run = await SampleProcess.RunAsync("anyloss", "--data", file.Path, "--label", "kind", "--report", report);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("AnyLossLinear on F1", run.Output);
    }

    [Theory]
    [InlineData("--metric auc", "--metric is auc; there are f1, f2, mcc")]
    [InlineData("--report absent/report.html", "there is no folder")]
    public async Task Bad_arguments_end_with_one_sentence(string arguments, string says)
    {
        var run = await SampleProcess.RunAsync(["anyloss", "--quick", .. arguments.Split(' ')]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(says, run.Error);
        Assert.Equal("", run.Output);
    }

    [Fact]
    public async Task A_label_of_several_classes_is_refused()
    {
        using var file = TemporaryFile.Of(MixedTable.Csv());
        var run = await SampleProcess.RunAsync("anyloss", "--data", file.Path, "--label", "group");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("does not have two values", run.Error);
    }
}
