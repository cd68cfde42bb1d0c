namespace Microsoft.ML.LowRank.Samples.Tables;

/// <summary>The texts of one column of a file, each distinct text kept once.</summary>
internal sealed class RawColumn(string name)
{
    /// <summary>The code of a missing cell.</summary>
    public const int Missing = -1;

    private static readonly HashSet<string> MissingTexts =
        new(StringComparer.OrdinalIgnoreCase) { "", "?", "NA", "N/A", "NaN", "null" };

    private readonly Dictionary<string, int> _codeOf = new(StringComparer.Ordinal);
    private readonly List<string> _values = [];
    private readonly List<int> _codes = [];

    public string Name { get; } = name;

    /// <summary>The distinct texts, in order of first appearance.</summary>
    public IReadOnlyList<string> Values => _values;

    /// <summary>For every row the position of its text in <see cref="Values"/>, or <see cref="Missing"/>.</summary>
    public IReadOnlyList<int> Codes => _codes;

    public void Add(string cell)
    {
        string text = cell.Trim();
        if (MissingTexts.Contains(text))
        {
            _codes.Add(Missing);
            return;
        }
        if (!_codeOf.TryGetValue(text, out int code))
        {
            code = _values.Count;
            _codeOf.Add(text, code);
            _values.Add(text);
        }
        _codes.Add(code);
    }

    /// <summary>How many rows have each of <see cref="Values"/>.</summary>
    public int[] Count()
    {
        var counts = new int[_values.Count];
        foreach (int code in _codes)
        {
            if (code != Missing)
                counts[code]++;
        }
        return counts;
    }
}
