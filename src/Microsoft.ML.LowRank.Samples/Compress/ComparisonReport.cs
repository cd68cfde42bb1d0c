using System.Globalization;
using Microsoft.ML.LowRank.Samples.Learning;
using Microsoft.ML.LowRank.Samples.Saving;
using Spectre.Console;

namespace Microsoft.ML.LowRank.Samples.Compress;

/// <summary>Shows what a <see cref="Comparison"/> found.</summary>
internal sealed class ComparisonReport(IAnsiConsole console, Comparison found)
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <returns>Whether the second process predicted the same.</returns>
    public bool Write()
    {
        WriteData();
        WriteTable();
        return WriteSecondProcess();
    }

    private void WriteData()
    {
        var data = found.Data;
        int categories = data.CategoryNames.Count;
        console.WriteLine(
            $"{data.Source}: {Sentence.Count(data.RowCount, "row", "rows")}, " +
            $"{Sentence.Count(data.Features.Count - categories, "column", "columns")} of numbers, " +
            $"{categories} of categories.");
        foreach (string note in data.Notes)
            console.WriteLine(note);
        console.WriteLine(Predicted(data.Label));
        console.WriteLine(
            $"{Sentence.Count(found.TrainingCount, "row", "rows")} train, {found.TestCount.ToString("N0", Culture)} test; " +
            $"the trainer is {LinearTrainer.NameFor(data.Label.Task)}.");
        console.WriteLine();
    }

    private static string Predicted(Label label) => label switch
    {
        ClassLabel { Task: LearningTask.Binary } binary =>
            $"Predicted: whether {label.Name} is {binary.Classes[1]} rather than {binary.Classes[0]}.",
        ClassLabel classes => $"Predicted: which of {classes.Classes.Count} values {label.Name} has.",
        _ => $"Predicted: the number {label.Name}.",
    };

    private void WriteTable()
    {
        string metric = Quality.MetricFor(found.Data.Label.Task);
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn("pipeline");
        foreach (string title in (string[])["features", "fit", "scoring", $"test {metric}", "model file"])
            table.AddColumn(new TableColumn(title).RightAligned());
        foreach (var result in (PipelineResult[])[found.Plain, found.Compressed])
        {
            table.AddRow(
                Markup.Escape(result.Name),
                result.Width.ToString("N0", Culture),
                $"{Milliseconds(result.FitSeconds)} ms",
                $"{result.RowsPerSecond.ToString("N0", Culture)} rows/s",
                Metric(result.Metric),
                $"{result.Bytes.ToString("N0", Culture)} bytes");
        }
        table.AddRow(
            "second to first",
            Ratio(found.Compressed.Width, found.Plain.Width),
            Ratio(found.Compressed.FitSeconds, found.Plain.FitSeconds),
            Ratio(found.Compressed.RowsPerSecond, found.Plain.RowsPerSecond),
            $"{(found.Compressed.Metric < found.Plain.Metric ? "" : "+")}{Metric(found.Compressed.Metric - found.Plain.Metric)}",
            Ratio(found.Compressed.Bytes, found.Plain.Bytes));
        console.Write(table);
        if (Transformers(found.Compressed.Model).OfType<LowRankCompressTransformer>().SingleOrDefault() is { } compression)
            console.WriteLine($"{compression}");
    }

    private bool WriteSecondProcess()
    {
        string count = Sentence.Count(found.TestCount, "prediction", "predictions");
        bool areEqual = found.LargestDifference == 0;
        console.WriteLine("Saved, then loaded by mlContext.Model.Load in a second process, which says:");
        console.WriteLine("  " + found.SecondProcessSaid);
        console.MarkupLineInterpolated(areEqual
            ? (FormattableString)$"[green]{count} equal, largest difference 0.[/]"
            : $"[red]{count} are not equal, largest difference {found.LargestDifference.ToString("G3", Culture)}.[/]");
        if (found.Folder.IsKept)
            console.WriteLine($"Kept: {found.Folder.ModelPath} and {found.Folder.PredictionsPath}");
        return areEqual;
    }

    private static IEnumerable<ITransformer> Transformers(ITransformer model) =>
        model is IEnumerable<ITransformer> chain ? chain.SelectMany(Transformers) : [model];

    private static string Metric(double value) => value.ToString(Math.Abs(value) < 100 ? "F4" : "N1", Culture);

    private static string Milliseconds(double seconds) => (1000 * seconds).ToString(seconds < 0.1 ? "F1" : "N0", Culture);

    private static string Ratio(double second, double first) => (second / first).ToString("F2", Culture);
}
