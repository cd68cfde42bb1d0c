namespace Microsoft.ML.LowRank.Stacking;

/// <summary>Makes names different by a number behind those that come again.</summary>
internal static class UniqueNames
{
    public static string[] Of(string[] names)
    {
        var seen = new HashSet<string>();
        return Array.ConvertAll(names, name =>
        {
            string unique = name;
            for (int number = 2; !seen.Add(unique); number++)
                unique = $"{name} ({number})";
            return unique;
        });
    }
}
