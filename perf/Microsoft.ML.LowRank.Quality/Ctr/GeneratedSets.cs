namespace Microsoft.ML.LowRank.Quality.Ctr;

/// <summary>The first rows of the generated log, encoded with every least count that a model asks for.</summary>
internal sealed class GeneratedSets(int rows, Action<string> say) : IDisposable
{
    private readonly Dictionary<int, GeneratedRows> _rows = [];

    public GeneratedRows For(GeneratedModel model)
    {
        int leastCount = Math.Max(2, (int)(model.LeastShare * rows));
        // Two models may ask at once.
        lock (_rows)
        {
            if (_rows.TryGetValue(leastCount, out var known))
                return known;
            var made = new GeneratedRows(rows, leastCount);
            say($"{made.Encoder.TableRows} ids of {leastCount} rows or more");
            return _rows[leastCount] = made;
        }
    }

    public void Dispose()
    {
        foreach (var own in _rows.Values)
            own.Dispose();
    }
}
