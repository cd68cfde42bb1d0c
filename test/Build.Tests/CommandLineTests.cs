namespace LowRank.Build.Tests;

public class CommandLineTests
{
    [Theory]
    [InlineData("test", "test", null, "")]
    [InlineData("test --filter Name~Cursor", "test", null, "--filter Name~Cursor")]
    [InlineData("test --mlnet packages", "test", "packages", "")]
    [InlineData("--mlnet=standin run compress --data x.csv", "run", "standin", "compress --data x.csv")]
    [InlineData("run compress --data x.csv -p:MLNetSource=packages", "run", "packages", "compress --data x.csv")]
    [InlineData("run compress -- --data x.csv --mlnet theirs", "run", null, "compress --data x.csv --mlnet theirs")]
    [InlineData("", "help", null, "")]
    public void What_was_typed_is_split_into_command_source_and_arguments(
        string typed, string command, string? mlnet, string arguments)
    {
        var line = CommandLine.Parse(typed.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(command, line.Command);
        Assert.Equal(mlnet, line.MLNet);
        Assert.Equal(arguments, string.Join(' ', line.Arguments));
    }

    [Theory]
    [InlineData("test --mlnet nuget", "nuget")]
    [InlineData("test --mlnet", "''")]
    public void A_source_that_does_not_exist_is_refused_by_name(string typed, string named)
    {
        var e = Assert.Throws<BuildException>(() => CommandLine.Parse(typed.Split(' ')));

        Assert.Contains(named, e.Message, StringComparison.Ordinal);
        Assert.Equal(2, e.ExitCode);
    }

    [Fact]
    public void An_unknown_command_is_refused_by_name()
    {
        var e = Assert.Throws<BuildException>(() => Commands.Run(CommandLine.Parse(["tset"]), Repository.Find()));

        Assert.Contains("'tset'", e.Message, StringComparison.Ordinal);
        Assert.Equal(2, e.ExitCode);
    }

    [Theory]
    [InlineData("", "compress")]
    [InlineData("--data x.csv", "compress --data x.csv")]
    [InlineData("compress --data x.csv", "compress --data x.csv")]
    [InlineData("--help", "--help")]
    [InlineData("--list-verbs", "--list-verbs")]
    [InlineData("stack -h", "stack -h")]
    public void Run_without_a_sample_runs_the_first(string typed, string passed)
    {
        var arguments = Commands.SampleArguments(typed.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(passed, string.Join(' ', arguments));
    }
}
