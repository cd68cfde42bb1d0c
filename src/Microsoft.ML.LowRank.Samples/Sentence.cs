using System.Globalization;

namespace Microsoft.ML.LowRank.Samples;

/// <summary>Small parts of sentences.</summary>
internal static class Sentence
{
    /// <summary>"a, b and c", and how many more when there are too many to show.</summary>
    public static string List(IEnumerable<string> items, int most)
    {
        var all = items.ToList();
        var shown = all.Take(most).ToList();
        if (all.Count > most)
            return $"{string.Join(", ", shown)} and {Count(all.Count - most, "more", "more")}";
        return shown.Count < 2 ? string.Concat(shown) : $"{string.Join(", ", shown[..^1])} and {shown[^1]}";
    }

    /// <summary>"1 row", "12,345 rows".</summary>
    public static string Count(long count, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many)}");
}
