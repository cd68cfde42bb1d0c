using System.CommandLine;
using System.Globalization;
using Microsoft.ML.LowRank.Samples.Cli;
using Microsoft.ML.LowRank.Samples.Learning;
using Microsoft.ML.LowRank.Samples.Saving;
using Spectre.Console;

namespace Microsoft.ML.LowRank.Samples.Stacking;

/// <summary>Stacks a handful of base learners, says what every stage is worth, and lets another process load the model.</summary>
internal sealed class StackingVerb : IVerb
{
    private readonly Option<int> _folds = new("--folds")
    {
        Description = "Every base learner is fitted once per fold.",
        DefaultValueFactory = _ => 5,
        HelpName = "number",
    };

    private readonly Option<int> _threads = new("--threads")
    {
        Description = "Base learners that are fitted side by side, 0 for one per processor.",
        DefaultValueFactory = _ => 0,
        HelpName = "number",
    };

    private readonly Option<string> _report = new("--report")
    {
        Description = "Where the report goes.",
        DefaultValueFactory = _ => "stacking-report.html",
        HelpName = "file",
    };

    private readonly Option<string?> _out = new("--out")
    {
        Description = "A folder that gets model.zip and predictions.csv. By default they are thrown away at the end.",
        HelpName = "folder",
    };

    private readonly DataOptions _data = new();
    private readonly IAnsiConsole _console;

    public StackingVerb(IAnsiConsole console)
    {
        _console = console;
        Command = new CliCommand("stacking", "Base learners and one model over them, with a report; saved and loaded by a second process.");
        _data.AddTo(Command);
        foreach (Option option in (Option[])[_folds, _threads, _report, _out])
            Command.Options.Add(option);
        Command.SetAction(Run);
    }

    public CliCommand Command { get; }

    private int Run(ParseResult parsed)
    {
        var data = _data.Read(parsed);
        var settings = new StackingSettings
        {
            Folds = parsed.GetValue(_folds),
            Threads = parsed.GetValue(_threads),
            ReportPath = parsed.GetValue(_report)!,
        };
        settings.Check();
        using var folder = OutputFolder.Open(parsed.GetValue(_out));
        var run = new StackingRun(data, settings, folder);
        Steps.Run(_console, run.Run);
        return Write(run, settings) ? ExitCodes.Success : ExitCodes.NotShown;
    }

    private bool Write(StackingRun run, StackingSettings settings)
    {
        _console.WriteLine($"{run.Data.Source}: {Sentence.Count(run.Data.RowCount, "row", "rows")}; " +
            $"{Sentence.Count(run.TrainingCount, "row", "rows")} train, {Sentence.Count(run.TestCount, "row", "rows")} test.");
        foreach (string note in run.Data.Notes)
            _console.WriteLine(note);
        _console.WriteLine();
        _console.WriteLine(run.Stack.Report!.ToString());
        string metric = Quality.MetricFor(run.Data.Label.Task);
        var table = new Table().Border(TableBorder.Simple).AddColumn("on the test rows");
        table.AddColumn(new TableColumn(metric).RightAligned());
        foreach (var (name, value) in run.Results)
            table.AddRow(Markup.Escape(name), value.ToString(Math.Abs(value) < 100 ? "F4" : "N1", CultureInfo.InvariantCulture));
        _console.Write(table);
        bool areEqual = run.LargestDifference == 0;
        string count = Sentence.Count(run.TestCount, "prediction", "predictions");
        _console.WriteLine("Saved, then loaded by mlContext.Model.Load in a second process, which says:");
        _console.WriteLine("  " + run.SecondProcessSaid);
        _console.MarkupLineInterpolated(areEqual
            ? (FormattableString)$"[green]{count} equal, largest difference 0.[/]"
            : $"[red]{count} are not equal, largest difference {run.LargestDifference.ToString("G3", CultureInfo.InvariantCulture)}.[/]");
        if (run.Folder.IsKept)
            _console.WriteLine($"Kept: {run.Folder.ModelPath} and {run.Folder.PredictionsPath}");
        _console.WriteLine($"Report: {Path.GetFullPath(settings.ReportPath)}");
        return areEqual;
    }
}
