namespace Microsoft.ML.LowRank.Samples.Tests;

public class StackingVerbTests
{
    [Theory]
    [InlineData("kind", "Binary classification", "categories only", "AUC")]
    [InlineData("group", "Multiclass classification", "categories only", "accuracy")]
    [InlineData("amount", "Regression", "lasso", "RMSE")]
    public async Task Each_task_is_stacked_reported_and_loaded_by_a_second_process(string label, string task, string learner, string metric)
    {
        using var file = TemporaryFile.Of(MixedTable.Csv());
        string report = Path.Combine(Path.GetDirectoryName(file.Path)!, "report.html");
        var run = await SampleProcess.RunAsync(
            "stacking", "--quick", "--data", file.Path, "--label", label, "--folds", "3", "--report", report);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains(task, run.Output);
        Assert.Contains("the stack", run.Output);
        Assert.Contains(learner, run.Output);
        Assert.Contains(metric, run.Output);
        Assert.Contains("predictions equal, largest difference 0.", run.Output);
        Assert.Contains("not in the process until the model was loaded", run.Output);
        Assert.Contains("<svg", File.ReadAllText(report));
    }

    [Theory]
    [InlineData("--folds 2", "--folds is 2; it must be 3 or more.")]
    [InlineData("--threads -1", "--threads is -1")]
    [InlineData("--report absent/report.html", "there is no folder")]
    public async Task Bad_arguments_end_with_one_sentence(string arguments, string says)
    {
        var run = await SampleProcess.RunAsync(["stacking", "--quick", .. arguments.Split(' ')]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(says, run.Error);
        Assert.Equal("", run.Output);
    }
}
