using System.CommandLine;
using System.Globalization;
using Microsoft.ML.LowRank.Samples.Cli;
using Microsoft.ML.LowRank.Samples.Saving;
using Spectre.Console;

namespace Microsoft.ML.LowRank.Samples.Ctr;

/// <summary>
/// Trains a click-through-rate model, judges it on rows that it has not seen, says which columns it lives on, and lets another
/// process load it.
/// </summary>
internal sealed class CtrVerb : IVerb
{
    private const int ColumnsShown = 5;

    private readonly Option<string> _architecture = new("--architecture")
    {
        Description = $"How fields are combined: {string.Join(", ", Architectures.Names)}.",
        DefaultValueFactory = _ => nameof(DeepFm),
        HelpName = "name",
    };

    private readonly Option<int?> _epochs = new("--epochs")
    {
        Description = "Most passes over the training rows; training ends earlier when it no longer helps. By default 20, or 2 with --quick.",
        HelpName = "number",
    };

    private readonly Option<bool> _compress = new("--compress")
    {
        Description = "Makes the trained model four times smaller by low-rank factors, with the training rows, and goes on with that.",
    };

    private readonly Option<string> _report = new("--report")
    {
        Description = "Where the report goes.",
        DefaultValueFactory = _ => "ctr-report.html",
        HelpName = "file",
    };

    private readonly Option<string?> _output = new("--output", "--out")
    {
        Description = "A folder that gets model.zip and predictions.csv. By default they are thrown away at the end.",
        HelpName = "folder",
    };

    private readonly DataOptions _common = new();
    private readonly CtrDataOptions _data;
    private readonly IAnsiConsole _console;

    public CtrVerb(IAnsiConsole console)
    {
        _console = console;
        _data = new CtrDataOptions(_common);
        Command = new CliCommand("ctr", "A click-through-rate model over categories and numbers, with a report; saved and loaded by a second process.");
        _common.AddTo(Command);
        _data.AddTo(Command);
        foreach (Option option in (Option[])[_architecture, _epochs, _compress, _report, _output])
            Command.Options.Add(option);
        Command.SetAction(Run);
    }

    public CliCommand Command { get; }

    private int Run(ParseResult parsed)
    {
        var data = _data.Read(parsed);
        var settings = new CtrSettings
        {
            Architecture = parsed.GetValue(_architecture)!,
            Epochs = parsed.GetValue(_epochs),
            Compress = parsed.GetValue(_compress),
            ReportPath = parsed.GetValue(_report)!,
        };
        settings.Check();
        using var folder = OutputFolder.Open(parsed.GetValue(_output));
        var run = new CtrRun(data, settings, folder);
        Steps.Run(_console, run.Run);
        return Write(run, settings) ? ExitCodes.Success : ExitCodes.NotShown;
    }

    private bool Write(CtrRun run, CtrSettings settings)
    {
        _console.WriteLine($"{run.Rows.Source}; {Sentence.Count(run.Report.RowCount, "row", "rows")} train, " +
            $"{Sentence.Count(run.Test.Count, "row", "rows")} test.");
        foreach (string note in run.Rows.Notes)
            _console.WriteLine(note);
        _console.WriteLine($"{Architectures.NameOf(run.Model.Model.Architecture)}: {run.Report.Summary}");
        _console.Write(Quality(run));
        if (run.Compression is { } compression)
            Write(compression, run.Test);
        _console.WriteLine($"Worth most, by AUC lost when permuted: {Sentence.List(run.Importance.Columns.Take(ColumnsShown)
            .Select(column => string.Create(CultureInfo.InvariantCulture, $"{column.Name} {column.Mean:F4}")), ColumnsShown)}.");
        bool areEqual = run.LargestDifference == 0;
        string count = Sentence.Count(run.Test.Count, "prediction", "predictions");
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

    private void Write(CtrCompression compression, ScoredRows test)
    {
        var (report, original) = (compression.Report, compression.OriginalTest);
        var table = new Table().Border(TableBorder.Simple).AddColumn("compressed");
        foreach (string title in (string[])["parameters", "bytes of file", "AUC", "log loss", "µs per row"])
            table.AddColumn(new TableColumn(title).RightAligned());
        void Add(string name, NetworkSize size, ScoredRows rows) => table.AddRow(name, Whole(size.Parameters), Whole(size.FileBytes),
            Four(rows.Auc), Four(rows.LogLoss), size.MicrosecondsPerRow.ToString("F1", CultureInfo.InvariantCulture));
        Add("before", report.Before, original);
        Add("after", report.After, test);
        _console.Write(table);
        if (report.Qualities.Count > 0)
            _console.WriteLine($"AUC on the validation rows: {Sentence.List([.. report.Qualities.Select(
                quality => $"{quality.Model} {Four(quality.AreaUnderCurve)}")], report.Qualities.Count)}.");
    }

    private static string Four(double value) => double.IsNaN(value) ? "" : value.ToString("F4", CultureInfo.InvariantCulture);

    private static string Whole(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static Table Quality(CtrRun run)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("on the test rows");
        foreach (string title in (string[])["AUC", "log loss", "calibration"])
            table.AddColumn(new TableColumn(title).RightAligned());
        table.AddRow("the model", Four(run.Test.Auc), Four(run.Test.LogLoss), Four(run.Test.CalibrationRatio));
        if (run.Truth is { } truth)
        {
            table.AddRow("the true probability (Bayes)", Four(truth.Auc()), Four(truth.LogLoss), "");
            table.AddRow("without interactions, at most about", Four(truth.AdditiveAuc()), "", "");
        }
        return table;
    }
}
