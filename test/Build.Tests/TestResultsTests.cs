namespace LowRank.Build.Tests;

public sealed class TestResultsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("test-results").FullName;
    private readonly StringWriter _log = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Counts_of_all_projects_are_summed_and_failures_named()
    {
        Write("One", Results("Passed", "Passed", "NotExecuted"));
        Write("Two", Results("Passed", "Failed"));

        var counts = TestResults.Collect(_folder, 1, _log);

        Assert.Equal("3 passed, 1 failed, 1 skipped", counts.ToString());
        Assert.Contains("Two: test1 (Failed)", _log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_that_died_is_a_failure_though_its_tests_passed()
    {
        Write("One", Results("Passed") + RunInfo("Error", "The active test run was aborted. Reason: Test host process crashed"));

        var counts = TestResults.Collect(_folder, 1, _log);

        Assert.Equal("1 passed, 1 failed, 0 skipped", counts.ToString());
        Assert.Contains("crashed", _log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_project_without_results_is_a_failure()
    {
        Write("One", Results("Passed"));
        Directory.CreateDirectory(Path.Combine(_folder, "Two"));

        Assert.Equal(new TestCounts(1, 1, 0), TestResults.Collect(_folder, 0, _log));
        Assert.Contains("Two", _log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_project_in_which_a_filter_leaves_nothing_is_none()
    {
        Write("One", Results("Passed"));
        Write("Two", Results());

        Assert.Equal(new TestCounts(1, 0, 0), TestResults.Collect(_folder, 0, _log));
    }

    [Fact]
    public void A_failed_runner_is_never_a_success()
    {
        Write("One", Results("Passed"));

        Assert.Equal(new TestCounts(1, 1, 0), TestResults.Collect(_folder, 134, _log));
        Assert.Contains("134", _log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_result_file_is_a_failure()
    {
        Write("One", "<cut");

        Assert.Equal(new TestCounts(0, 1, 0), TestResults.Collect(_folder, 0, _log));
    }

    private static string Results(params string[] outcomes) => string.Concat(outcomes.Select((outcome, i) =>
        $"<UnitTestResult testName='test{i}' outcome='{outcome}' />"));

    private static string RunInfo(string outcome, string text) =>
        $"<RunInfo outcome='{outcome}'><Text>{text}</Text></RunInfo>";

    private void Write(string project, string body)
    {
        Directory.CreateDirectory(Path.Combine(_folder, project));
        File.WriteAllText(Path.Combine(_folder, project, "results.trx"),
            $"<TestRun xmlns='http://microsoft.com/schemas/VisualStudio/TeamTest/2010'>{body}</TestRun>");
    }
}
