using System.Globalization;
using Microsoft.ML.LowRank.Samples.Cli;
using Microsoft.ML.LowRank.Samples.Generate;
using Microsoft.ML.LowRank.Samples.Learning;

namespace Microsoft.ML.LowRank.Samples.Ctr;

/// <summary>Which rows the verb works on.</summary>
/// <param name="Settings">A file, or none.</param>
/// <param name="Rows">Rows to generate where there is no file; null for the usual number.</param>
/// <param name="Categories">Columns of the file that are categories although their cells are numbers.</param>
internal sealed record CtrData(DataSettings Settings, long? Rows, IReadOnlyList<string> Categories)
{
    private const long RowCount = 300_000;
    private const long QuickRowCount = 20_000;

    /// <exception cref="SampleException">The data cannot be used; the message says why.</exception>
    public CtrRows Load(IProgress<double>? progress = null)
    {
        if (Settings.Path == null)
            return Generate();
        if (Rows != null)
            throw new SampleException("--rows says how many rows to generate; a file named by --data has its own.");
        var data = Settings.LoadFile(Categories, progress);
        return data.Label is ClassLabel { Task: LearningTask.Binary }
            ? new TableRows(data)
            : throw new SampleException(
                $"The label {data.Label.Name} makes a {data.Label.Task.ToString().ToLowerInvariant()} task; ctr needs a label of exactly " +
                "two values. Choose another --label.");
    }

    /// <summary>The arguments from which <see cref="CtrDataOptions"/> reads this again.</summary>
    public IEnumerable<string> ToArguments()
    {
        if (Rows is { } rows)
            yield return string.Create(CultureInfo.InvariantCulture, $"--rows={rows}");
        foreach (string name in Categories)
            yield return $"--categories={name}";
        foreach (string argument in Settings.ToArguments())
            yield return argument;
    }

    private ClickLogRows Generate()
    {
        Settings.RequireNoFileOptions();
        if (Categories.Count > 0)
            throw new SampleException("--categories says how to read a file; name it by --data.");
        long rows = Rows ?? (Settings.Quick ? QuickRowCount : RowCount);
        if (rows < 1)
            throw new SampleException($"--rows is {rows}; it must be 1 or more.");
        return new ClickLogRows(new ClickLog(rows, Settings.Seed));
    }
}
