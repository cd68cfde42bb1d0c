using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.LowRank.Samples.Cli;
using Spectre.Console;

namespace Microsoft.ML.LowRank.Samples.Generate;

/// <summary>Writes a click log of any size, and says what a model can reach on it.</summary>
internal sealed class GenerateVerb : IVerb
{
    private const int RowsPerStep = 10_000;

    private readonly Option<long?> _rows = new("--rows")
    {
        Description = $"Rows to write. By default {GenerateSettings.DefaultRows}, or {GenerateSettings.QuickRows} with --quick.",
        HelpName = "number",
    };

    private readonly Option<int> _seed = new("--seed")
    {
        Description = "Seed of everything that is random.",
        DefaultValueFactory = _ => 1,
        HelpName = "number",
    };

    private readonly Option<string?> _output = new("--output")
    {
        Description = "The file to write, comma-separated with a header. By default it is thrown away at the end.",
        HelpName = "file",
    };

    private readonly Option<bool> _quick = new("--quick") { Description = "A short run: fewer rows." };

    private readonly IAnsiConsole _console;

    public GenerateVerb(IAnsiConsole console)
    {
        _console = console;
        Command = new CliCommand("generate", "A click log of any size with known probabilities, as a file of comma-separated text.");
        foreach (Option option in (Option[])[_rows, _seed, _output, _quick])
            Command.Options.Add(option);
        Command.SetAction(Run);
    }

    public CliCommand Command { get; }

    private int Run(ParseResult parsed)
    {
        var settings = new GenerateSettings
        {
            Rows = parsed.GetValue(_rows) ?? (parsed.GetValue(_quick) ? GenerateSettings.QuickRows : GenerateSettings.DefaultRows),
            Seed = parsed.GetValue(_seed),
            OutputPath = parsed.GetValue(_output),
        };
        settings.Check();
        var log = new ClickLog(settings.Rows, settings.Seed);
        var truth = new ClickTruth(log);
        var time = Stopwatch.StartNew();
        long bytes = 0;
        Steps.Run(_console, steps => bytes = steps.Do("write", progress =>
        {
            using var stream = Open(settings.OutputPath);
            Write(log, stream, truth, progress);
            return stream.Length;
        }));
        Say(settings, log, truth, bytes, time.Elapsed.TotalSeconds);
        return ExitCodes.Success;
    }

    private static FileStream Open(string? path) => path != null
        ? new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read)
        : new FileStream(Path.Combine(Path.GetTempPath(), $"lowrank-sample-{Guid.NewGuid():N}.csv"), FileMode.CreateNew,
            FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);

    private static void Write(ClickLog log, FileStream stream, ClickTruth truth, IProgress<double> progress)
    {
        using var writer = new ClickLogWriter(log, stream);
        foreach (var row in log.Read(0, log.Rows))
        {
            writer.Write(row);
            truth.Add(row);
            if (truth.Rows % RowsPerStep == 0)
                progress.Report((double)truth.Rows / log.Rows);
        }
    }

    private void Say(GenerateSettings settings, ClickLog log, ClickTruth truth, long bytes, double seconds)
    {
        static string Four(double value) => value.ToString("F4", CultureInfo.InvariantCulture);
        _console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Sentence.Count(truth.Rows, "row", "rows")}, {bytes / 1e6:N1} MB in {seconds:N1} s ({truth.Rows / seconds:N0} rows/s)."));
        _console.WriteLine($"{Sentence.Count(log.PlantedPairs.Count, "pair", "pairs")} of fields interact, where both ids are expected in " +
            $"{Sentence.Count(ClickLog.LeastRows, "row", "rows")} or more.");
        var table = new Table().Border(TableBorder.Simple).AddColumn("the truth");
        table.AddColumn(new TableColumn("").RightAligned()).AddColumn("of");
        string all = "all rows";
        string ranked = truth.RankedRows == truth.Rows ? all : Sentence.Count(truth.RankedRows, "row", "rows") + ", evenly spread";
        table.AddRow("share of clicks", Four(truth.Rate), all);
        table.AddRow("log loss of the true probability", Four(truth.LogLoss), all);
        table.AddRow("AUC of the true probability", Four(truth.Auc()), ranked);
        table.AddRow("AUC without interactions, at most about", Four(truth.AdditiveAuc()), ranked);
        _console.Write(table);
        if (settings.OutputPath != null)
            _console.WriteLine($"Written: {Path.GetFullPath(settings.OutputPath)}");
    }
}
