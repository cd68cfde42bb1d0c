namespace Microsoft.ML.LowRank.Quality.Harness;

/// <summary>Outcomes as tables need them: by set, method and metric, over seeds.</summary>
internal sealed class Results(IReadOnlyList<Outcome> outcomes)
{
    private readonly ILookup<(string, string), Outcome> _outcomes =
        outcomes.OrderBy(outcome => outcome.Seed).ToLookup(outcome => (outcome.Set, outcome.Method));

    public IEnumerable<string> Methods(string set) =>
        outcomes.Where(outcome => outcome.Set == set).Select(outcome => outcome.Method).Distinct();

    public int Seeds(string set) => outcomes.Where(outcome => outcome.Set == set).Select(outcome => outcome.Seed).Distinct().Count();

    /// <summary>One value per seed.</summary>
    public double[] Values(string set, string method, string metric) =>
        [.. _outcomes[(set, method)].Where(outcome => outcome.Values.ContainsKey(metric)).Select(outcome => outcome.Values[metric])];

    public double[] Seconds(string set, string method) => [.. _outcomes[(set, method)].Select(outcome => outcome.Seconds)];

    /// <summary>The mean over seeds; NaN where there is none.</summary>
    public double Mean(string set, string method, string metric) => Values(set, method, metric).DefaultIfEmpty(double.NaN).Average();

    /// <summary>Seed by seed one method's value over another's: what the rows themselves do to both falls out.</summary>
    public double[] Ratios(string set, string method, string to, string metric)
    {
        var others = _outcomes[(set, to)].ToDictionary(outcome => outcome.Seed);
        return [.. from own in _outcomes[(set, method)]
                   where others.ContainsKey(own.Seed) && own.Values.ContainsKey(metric)
                   select own.Values[metric] / others[own.Seed].Values[metric]];
    }
}
