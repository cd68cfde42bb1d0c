using System.Reflection;

namespace Microsoft.ML.Standin.Tests;

/// <summary>What is public in assemblies that are looked at without being run.</summary>
internal sealed class PublicApi : IDisposable
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private readonly MetadataLoadContext _context;
    private readonly Dictionary<string, Type> _types;

    public PublicApi(params IReadOnlyCollection<string> assemblies)
    {
        var framework = Directory.EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll");
        var beside = Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll");
        _context = new MetadataLoadContext(new PathAssemblyResolver(assemblies.Concat(framework).Concat(beside).DistinctBy(Path.GetFileName)));
        _types = assemblies.SelectMany(path => _context.LoadFromAssemblyPath(path).GetTypes())
            .Where(IsVisible).ToDictionary(type => type.FullName!, StringComparer.Ordinal);
    }

    public IEnumerable<Type> Types => _types.Values.OrderBy(type => type.FullName, StringComparer.Ordinal);

    public Type? Find(string name) => _types.GetValueOrDefault(name);

    public void Dispose() => _context.Dispose();

    /// <summary>The members that a type declares, by name.</summary>
    public static ILookup<string, string> MembersOf(Type type) => type.GetMembers(Declared)
        .Select(member => (member.Name, Text: SignatureText.OfMember(member)))
        .Where(member => member.Text != null)
        .ToLookup(member => member.Name, member => member.Text!);

    /// <summary>The members that a type declares or inherits with one of the names.</summary>
    public static IEnumerable<string> AllMembersOf(Type type, IEnumerable<string> names)
    {
        var wanted = names.ToHashSet(StringComparer.Ordinal);
        return Ancestors(type).Prepend(type)
            .SelectMany(t => MembersOf(t).Where(group => wanted.Contains(group.Key) && (group.Key != ".ctor" || t == type)))
            .SelectMany(group => group).Distinct().Order(StringComparer.Ordinal);
    }

    /// <summary>Base classes and interfaces that are public.</summary>
    public static IEnumerable<string> BasesOf(Type type) =>
        Ancestors(type).Where(IsVisible).Select(SignatureText.Name).Distinct().Order(StringComparer.Ordinal);

    private static IEnumerable<Type> Ancestors(Type type)
    {
        for (var ancestor = type.BaseType; ancestor != null && ancestor.FullName != "System.Object"; ancestor = ancestor.BaseType)
            yield return ancestor;
        foreach (var implemented in type.GetInterfaces())
            yield return implemented;
    }

    private static bool IsVisible(Type type) =>
        type.IsPublic || ((type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsVisible(type.DeclaringType!));
}
