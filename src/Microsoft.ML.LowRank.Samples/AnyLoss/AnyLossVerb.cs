using System.CommandLine;
using System.Globalization;
using Microsoft.ML.LowRank.Samples.Cli;
using Microsoft.ML.LowRank.Samples.Saving;
using Spectre.Console;

namespace Microsoft.ML.LowRank.Samples.AnyLoss;

/// <summary>Trains on a metric and on cross-entropy, with class weights and tuned thresholds beside, and reports how each decides.</summary>
internal sealed class AnyLossVerb : IVerb
{
    private readonly Option<string> _metric = new("--metric")
    {
        Description = $"What is trained on and tuned for: {Sentence.List(AnyLossSettings.Metrics.Keys, 9)}.",
        DefaultValueFactory = _ => "f1",
        HelpName = "name",
    };

    private readonly Option<string> _report = new("--report")
    {
        Description = "Where the report goes.",
        DefaultValueFactory = _ => "anyloss-report.html",
        HelpName = "file",
    };

    private readonly Option<string?> _out = new("--out")
    {
        Description = "A folder that gets model.zip and predictions.csv. By default they are thrown away at the end.",
        HelpName = "folder",
    };

    private readonly DataOptions _data = new();
    private readonly IAnsiConsole _console;

    public AnyLossVerb(IAnsiConsole console)
    {
        _console = console;
        Command = new CliCommand("anyloss", "Training on F1 or another metric against cross-entropy, on data with a rare class, with a report.");
        _data.AddTo(Command);
        foreach (Option option in (Option[])[_metric, _report, _out])
            Command.Options.Add(option);
        Command.SetAction(Run);
    }

    public CliCommand Command { get; }

    private int Run(ParseResult parsed)
    {
        var data = _data.Read(parsed) with { IsRare = true };
        var settings = new AnyLossSettings { MetricName = parsed.GetValue(_metric)!, ReportPath = parsed.GetValue(_report)! };
        settings.Check();
        using var folder = OutputFolder.Open(parsed.GetValue(_out));
        var run = new AnyLossRun(data, settings, folder);
        Steps.Run(_console, run.Run);
        return Write(run, settings) ? ExitCodes.Success : ExitCodes.NotShown;
    }

    private bool Write(AnyLossRun run, AnyLossSettings settings)
    {
        _console.WriteLine($"{run.Data.Source}: {Sentence.Count(run.TrainingCount, "row", "rows")} train, {Sentence.Count(run.TestCount, "row", "rows")} test.");
        foreach (string note in run.Data.Notes)
            _console.WriteLine(note);
        var table = new Table().Border(TableBorder.Simple).AddColumn("on the test rows, each by its own rule");
        foreach (var metric in AnyLossPage.Metrics)
            table.AddColumn(new TableColumn(Markup.Escape(metric.Name)).RightAligned());
        foreach (var (name, evaluation) in run.Results)
            table.AddRow([Markup.Escape(name), .. AnyLossPage.Metrics.Select(metric => evaluation.Of(metric).ToString("F3", CultureInfo.InvariantCulture))]);
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
