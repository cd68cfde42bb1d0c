using System.Text.Json.Nodes;

namespace Microsoft.ML.Standin.Tests;

/// <summary>
/// What is public in the stand-in is so in ML.NET, with the same names, defaults, types and constraints: otherwise code that
/// compiles against the one would not against the other.
/// </summary>
public class StandinSignatureTests
{
    public const string Area = "signatures";

    [Fact]
    public void The_standins_signatures_are_those_of_MLNet()
    {
        var recorded = Recording.Area(Area, Record);
        using var standin = new PublicApi(MLNetSource.StandinAssembly);
        var differences = standin.Types.SelectMany(type => Differences(type, recorded[type.FullName!])).ToArray();
        Assert.True(differences.Length == 0, string.Join("\n", differences)
            + "\nWhat ML.NET has and the record lacks is added by `./build.sh record --mlnet packages`.");
    }

    private static IEnumerable<string> Differences(Type type, JsonNode? recorded)
    {
        if (recorded is null)
            return [$"{type.FullName}: not recorded, or not in ML.NET"];
        string own = SignatureText.OfType(type), real = recorded["type"]!.GetValue<string>();
        var bases = PublicApi.BasesOf(type).Except(Texts(recorded["bases"]!)).Select(b => $"{type.FullName}: is no {b} in ML.NET");
        var members = PublicApi.MembersOf(type).SelectMany(group => group).Except(Texts(recorded["members"]!))
            .Select(member => $"{type.FullName}: ML.NET has no member\n    {member}");
        return bases.Concat(members).Concat(own == real ? [] : [$"{type.FullName}: is\n    {own}, in ML.NET\n    {real}"]);
    }

    /// <summary>Of each public type of the stand-in what ML.NET's type of that name is, with all members of the same names.</summary>
    private static JsonObject Record()
    {
        using var standin = new PublicApi(MLNetSource.StandinAssembly);
        using var real = new PublicApi([.. Directory.EnumerateFiles(AppContext.BaseDirectory, "Microsoft.ML*.dll")
            .Where(path => !Path.GetFileName(path).StartsWith("Microsoft.ML.Standin", StringComparison.Ordinal))]);
        var result = new JsonObject();
        foreach (var type in standin.Types)
        {
            if (real.Find(type.FullName!) is { } same)
            {
                result[type.FullName!] = Json.Of(new
                {
                    type = SignatureText.OfType(same),
                    bases = PublicApi.BasesOf(same),
                    members = PublicApi.AllMembersOf(same, PublicApi.MembersOf(type).Select(group => group.Key)),
                });
            }
        }

        return result;
    }

    private static IEnumerable<string> Texts(JsonNode array) => array.AsArray().Select(item => item!.GetValue<string>());
}
