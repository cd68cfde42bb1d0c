using Microsoft.ML.LowRank.Quality.Harness;

namespace Microsoft.ML.LowRank.Quality.Tests;

public sealed class OutcomeLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("quality-log-").FullName;

    private string File => Path.Combine(_folder, "sub", "outcomes.jsonl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_was_added_is_there_when_the_file_is_read_again()
    {
        new OutcomeLog(File, "here").Add(Outcome("a", 0.1));

        var log = new OutcomeLog(File, "elsewhere");

        Assert.True(log.Has("set", 100, 1, "a"));
        Assert.False(log.Has("set", 200, 1, "a"));
        var read = Assert.Single(log.Of("set", 100));
        Assert.Equal((0.1, "here"), (read.Values["error"], read.Machine));
    }

    [Fact]
    public void A_line_that_was_cut_off_is_forgotten_and_the_next_one_stands_alone()
    {
        new OutcomeLog(File, "").Add(Outcome("a", 0.1));
        System.IO.File.AppendAllText(File, "{\"Set\":\"se");

        new OutcomeLog(File, "").Add(Outcome("b", 0.2));

        Assert.Equal(["a", "b"], new OutcomeLog(File, "").Of("set", 100).Select(outcome => outcome.Method).Order());
    }

    [Fact]
    public void Of_two_outcomes_of_the_same_the_later_counts()
    {
        var log = new OutcomeLog(File, "");
        log.Add(Outcome("a", 0.1));
        log.Add(Outcome("a", 0.2));

        Assert.Equal(0.2, Assert.Single(new OutcomeLog(File, "").Of("set", 100)).Values["error"]);
    }

    [Fact]
    public void A_set_that_is_forgotten_is_to_be_judged_again()
    {
        var log = new OutcomeLog(File, "");
        log.Add(Outcome("a", 0.1));

        log.Forget("set", 100);

        Assert.False(log.Has("set", 100, 1, "a"));
    }

    private static Outcome Outcome(string method, double error) =>
        new("set", 100, 90, 1, method, new Dictionary<string, double> { ["error"] = error }, 0.5);
}
