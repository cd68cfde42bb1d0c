using Microsoft.ML.LowRank.Samples;
using Microsoft.ML.LowRank.Samples.Learning;
using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Quality.Sets;

/// <summary>A set of real data, and what is to be learned from it.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="File">Its file within the folder of the sets.</param>
/// <param name="Label">The column to predict.</param>
/// <param name="Task">What is predicted.</param>
internal sealed record QualitySet(string Name, string File, string Label, LearningTask Task)
{
    /// <summary>Most rows that are drawn, for training and test together.</summary>
    public int MostRows { get; init; } = 8_000;

    /// <summary>Columns that are not learned from: numbers of rows, and what is known only afterwards.</summary>
    public IReadOnlyList<string> Drop { get; init; } = [];

    public HeaderRule Header { get; init; } = HeaderRule.Auto;

    /// <summary>What is predicted in place of a number that is all above 0; null for the number itself.</summary>
    public Func<double, double>? Scale { get; init; }

    /// <summary>How <see cref="Scale"/> is written in tables.</summary>
    public string ScaleName { get; init; } = "";

    /// <summary>Whether a word of the command line means this set: its name, or its task.</summary>
    public bool IsMeant(string word) =>
        word.Equals(Name, StringComparison.OrdinalIgnoreCase) || word.Equals($"{Task}", StringComparison.OrdinalIgnoreCase);

    /// <param name="folder">The folder of the sets.</param>
    /// <exception cref="SampleException">The file is not there or not what is expected.</exception>
    public Dataset Load(string folder)
    {
        var table = DelimitedFile.Read(Path.Combine(folder, File), Header);
        var data = DatasetReader.Read(table, Label, Task, Drop);
        if (Scale is null)
            return data;
        float[] values = [.. ((NumberLabel)data.Label).Values.Select(value => (float)Scale(value))];
        return new Dataset(data.Source, data.Features, new NumberLabel(ScaleName, values), data.RowCount, data.Notes);
    }
}
