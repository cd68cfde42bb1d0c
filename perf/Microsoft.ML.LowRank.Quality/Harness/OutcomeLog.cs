using System.Text.Json;

namespace Microsoft.ML.LowRank.Quality.Harness;

/// <summary>
/// Outcomes in a file, one JSON line each, written as soon as they are there: a run that was stopped goes on where it was.
/// </summary>
internal sealed class OutcomeLog
{
    private readonly string _path;
    private readonly string _machine;
    private readonly Dictionary<(string, int, int, string), Outcome> _outcomes = [];

    /// <param name="path">The file; it need not be there.</param>
    /// <param name="machine">Written into every line.</param>
    public OutcomeLog(string path, string machine)
    {
        (_path, _machine) = (path, machine);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        if (!File.Exists(path))
            return;
        string text = File.ReadAllText(path);
        int whole = text.LastIndexOf('\n') + 1;
        // A line that a killed run was still writing.
        if (whole < text.Length)
            File.WriteAllText(path, text[..whole]);
        foreach (string line in text[..whole].Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Read(line);
    }

    public bool Has(string set, int mostRows, int seed, string method) => _outcomes.ContainsKey((set, mostRows, seed, method));

    /// <summary>Makes as if a set had never been judged; the file keeps its lines until others with their keys follow.</summary>
    public void Forget(string set, int mostRows)
    {
        foreach (var outcome in Of(set, mostRows).ToList())
            _outcomes.Remove(outcome.Key);
    }

    public void Add(Outcome outcome)
    {
        outcome = outcome with { Machine = _machine };
        File.AppendAllText(_path, JsonSerializer.Serialize(outcome) + "\n");
        _outcomes[outcome.Key] = outcome;
    }

    /// <summary>The outcomes of a set with so many rows at most.</summary>
    public IEnumerable<Outcome> Of(string set, int mostRows) =>
        _outcomes.Values.Where(outcome => outcome.Set == set && outcome.MostRows == mostRows);

    private void Read(string line)
    {
        try
        {
            if (JsonSerializer.Deserialize<Outcome>(line) is { } outcome)
                _outcomes[outcome.Key] = outcome;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{_path} has a line that is no outcome ({e.Message}). Remove it, or use --again.");
        }
    }
}
