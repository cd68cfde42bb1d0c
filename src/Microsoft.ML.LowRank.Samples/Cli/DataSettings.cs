using System.Globalization;
using Microsoft.ML.LowRank.Samples.Learning;
using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Samples.Cli;

/// <summary>Which data a verb works on. The same settings give the same rows and columns in every process.</summary>
internal sealed record DataSettings
{
    /// <summary>Rows of a file that a quick run reads.</summary>
    private const int QuickRowCount = 4_000;

    /// <summary>The file, or null for generated data.</summary>
    public string? Path { get; init; }

    public string? Label { get; init; }

    public LearningTask? Task { get; init; }

    public HeaderRule Header { get; init; }

    public IReadOnlyList<string> Drop { get; init; } = [];

    public int Seed { get; init; } = 1;

    public bool Quick { get; init; }

    /// <summary>Whether generated data have a rare class.</summary>
    public bool IsRare { get; init; }

    /// <exception cref="SampleException">The data cannot be used; the message says why.</exception>
    public Dataset Load(IProgress<double>? progress = null)
    {
        if (Path == null)
        {
            RequireNoFileOptions();
            return IsRare ? RareData.Make(Seed, Quick ? RareData.QuickRowCount : RareData.RowCount)
                : GeneratedData.Make(Seed, Quick ? GeneratedData.QuickRowCount : GeneratedData.RowCount);
        }
        return LoadFile(null, progress);
    }

    /// <summary>The data of the file.</summary>
    /// <param name="categories">
    /// For models that read texts as they are: the columns that are categories whatever their cells look like, maybe none.
    /// Null to leave free texts out.
    /// </param>
    /// <param name="progress">Told which share of the file is read.</param>
    /// <exception cref="SampleException">The data cannot be used; the message says why.</exception>
    public Dataset LoadFile(IReadOnlyList<string>? categories, IProgress<double>? progress)
    {
        string path = Path!;
        int mostRows = Quick ? QuickRowCount : int.MaxValue;
        var table = DelimitedFile.Read(path, Header, mostRows, progress);
        if (Label == null)
            throw new SampleException(
                $"--label is missing: say which column of {path} is to be predicted. It has " +
                $"{Sentence.List(table.Columns.Select(column => column.Name), 40)}.");
        return DatasetReader.Read(table, Label, Task, Drop, categories);
    }

    /// <exception cref="SampleException">Something says how to read a file, but no file is named.</exception>
    public void RequireNoFileOptions()
    {
        if (Label != null || Task != null || Drop.Count > 0 || Header != HeaderRule.Auto)
            throw new SampleException("--label, --task, --drop and --header say how to read a file; name it by --data.");
    }

    /// <summary>The arguments from which <see cref="DataOptions"/> reads these settings again.</summary>
    public IEnumerable<string> ToArguments()
    {
        if (Path != null)
        {
            foreach (string argument in (string[])["--data", Path, "--header", Header.ToString()])
                yield return argument;
        }
        if (Label != null)
            yield return $"--label={Label}";
        if (Task != null)
            yield return $"--task={Task}";
        foreach (string name in Drop)
            yield return $"--drop={name}";
        yield return string.Create(CultureInfo.InvariantCulture, $"--seed={Seed}");
        if (Quick)
            yield return "--quick";
        if (IsRare)
            yield return DataOptions.RareOption;
    }
}
