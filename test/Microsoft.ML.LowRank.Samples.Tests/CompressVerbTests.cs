namespace Microsoft.ML.LowRank.Samples.Tests;

public class CompressVerbTests
{
    [Fact]
    public async Task The_verbs_are_listed()
    {
        var listed = await SampleProcess.RunAsync("--list-verbs");
        Assert.Equal(0, listed.ExitCode);
        Assert.Equal(["compress", "stacking", "ctr", "anyloss", "generate"], listed.Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        var help = await SampleProcess.RunAsync("--help");
        Assert.Contains("compress", help.Output);
        Assert.DoesNotContain("score-saved", help.Output);
    }

    [Fact]
    public async Task On_generated_data_the_rank_is_found_and_the_second_process_predicts_the_same()
    {
        var run = await SampleProcess.RunAsync("compress", "--quick");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("64 -> 8", run.Output);
        Assert.Contains("225 predictions equal, largest difference 0.", run.Output);
        Assert.Contains("not in the process until the model was loaded", run.Output);
    }

    [Theory]
    [InlineData("kind", "test AUC", "LbfgsLogisticRegression")]
    [InlineData("group", "test accuracy", "LbfgsMaximumEntropy")]
    [InlineData("amount", "test RMSE", "Sdca")]
    public async Task Each_task_has_its_trainer_and_its_metric(string label, string metric, string trainer)
    {
        using var file = TemporaryFile.Packed(MixedTable.Csv());
        var run = await SampleProcess.RunAsync("compress", "--quick", "--data", file.Path, "--label", label, "--rank", "3");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains(metric, run.Output);
        Assert.Contains(trainer, run.Output);
        Assert.Contains("-> 3", run.Output);
        Assert.Contains("predictions equal, largest difference 0.", run.Output);
    }

    [Fact]
    public async Task The_model_and_the_predictions_are_kept_on_request()
    {
        using var file = TemporaryFile.Of(MixedTable.Csv());
        string folder = Path.Combine(Path.GetDirectoryName(file.Path)!, "kept", "here");
        var run = await SampleProcess.RunAsync(
            "compress", "--quick", "--data", file.Path, "--label", "kind", "--drop", "group,amount", "--method", "FisherWeighted",
            "--rank", "2", "--out", folder);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.True(new FileInfo(Path.Combine(folder, "model.zip")).Length > 0);
        int predictions = File.ReadAllLines(Path.Combine(folder, "predictions.csv")).Length;
        Assert.Contains($"{predictions} predictions equal", run.Output);
        Assert.Contains("Dropped: group and amount.", run.Output);
    }

    [Theory]
    [InlineData("--rank 0", "--rank is 0; it must be 1 or more.")]
    [InlineData("--rank 65", "there are only 64 features")]
    [InlineData("--rank many", "many")]
    [InlineData("--energy 1.5", "--energy is 1.5; it must be above 0 and at most 1")]
    [InlineData("--threads -1", "--threads is -1")]
    [InlineData("--data absent.csv --label y", "There is no file absent.csv.")]
    [InlineData("--label y", "name it by --data")]
    [InlineData("--unknown", "--unknown")]
    [InlineData("--method fastest", "fastest")]
    public async Task Bad_arguments_end_with_one_sentence(string arguments, string says) =>
        await FailsAsync(says, ["compress", "--quick", .. arguments.Split(' ')]);

    [Theory]
    [InlineData("", "y", "is empty")]
    [InlineData("a,y\n1,2\n3\n", "y", "line 3")]
    [InlineData("a,y\n1,0\n2,1\n", "z", "It has a and y.")]
    [InlineData("a,y\n1,0\n2,0\n", "y", "is '0' in every row")]
    [InlineData("y,z\n1,\n2,\n", "y", "no columns to learn from")]
    [InlineData("a,y\n1,0\n2,1\n", "y", "More data helps.")]
    public async Task Bad_data_ends_with_one_sentence(string text, string label, string says)
    {
        using var file = TemporaryFile.Of(text);
        await FailsAsync(says, "compress", "--data", file.Path, "--label", label);
    }

    [Fact]
    public async Task A_file_without_a_label_lists_its_columns()
    {
        using var file = TemporaryFile.Of("a,y\n1,0\n2,1\n");
        await FailsAsync("It has a and y.", "compress", "--data", file.Path);
    }

    [Fact]
    public async Task No_verb_points_to_the_help() => await FailsAsync("--help lists the verbs");

    private static async Task FailsAsync(string says, params string[] arguments)
    {
        var run = await SampleProcess.RunAsync(arguments);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(says, run.Error);
        Assert.DoesNotContain("   at ", run.Error);
        Assert.Equal("", run.Output);
    }
}
