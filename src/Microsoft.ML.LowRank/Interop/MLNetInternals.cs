using System.Reflection;
using System.Runtime.CompilerServices;

[assembly: IgnoresAccessChecksTo("Microsoft.ML.Core")]
[assembly: IgnoresAccessChecksTo("Microsoft.ML.Data")]

namespace Microsoft.ML.LowRank.Interop;

/// <summary>
/// The members of ML.NET that are not public and that this package uses, as listed in mlnet-internals.txt, and the
/// check that the ML.NET at hand has them. Every entry point calls <see cref="Verify"/> before it touches one.
/// </summary>
internal static class MLNetInternals
{
    private const BindingFlags AnyMember =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    private static readonly Lazy<string?> Problem = new(() => Describe(Entries().Where(entry => !Exists(entry))));

    /// <summary>Throws one sentence when this version of ML.NET lacks a member that this package needs.</summary>
    /// <exception cref="NotSupportedException">ML.NET's version is not one that this package works with.</exception>
    public static void Verify()
    {
        if (Problem.Value is { } problem)
            throw new NotSupportedException(problem);
    }

    /// <summary>The listed members: full type name and member name ("-" for the type alone).</summary>
    public static IEnumerable<(string Type, string Member)> Entries()
    {
        using var stream = typeof(MLNetInternals).Assembly.GetManifestResourceStream("mlnet-internals.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            string[] words = line.Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 2)
                yield return (words[0], words[1]);
        }
    }

    public static bool Exists((string Type, string Member) entry)
    {
        Type? type = typeof(ITransformer).Assembly.GetType(entry.Type) ?? typeof(MLContext).Assembly.GetType(entry.Type);
        return type != null && (entry.Member == "-" || type.GetMember(entry.Member, AnyMember).Length > 0);
    }

    internal static string? Describe(IEnumerable<(string Type, string Member)> missing)
    {
        var (type, member) = missing.FirstOrDefault();
        if (type == null)
            return null;
        var ours = typeof(MLNetInternals).Assembly.GetName();
        var theirs = typeof(MLContext).Assembly.GetName();
        return $"{ours.Name} {ours.Version} does not work with {theirs.Name} {theirs.Version}, which has no " +
            $"{type} {member}; use Microsoft.ML 5.x or a later version of this package.";
    }
}
