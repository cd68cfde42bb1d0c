using Mono.Cecil;

// FriendAccess <list> <output folder> <assembly>...: writes a copy of each assembly in which the listed members are
// public, for the compiler to see. A listed member that no assembly has is an error: the list must tell the truth.
if (args.Length < 3)
{
    Console.Error.WriteLine("usage: FriendAccess <list> <output folder> <assembly>...");
    return 2;
}

var wanted = File.ReadLines(args[0])
    .Select(line => line.Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries))
    .Where(words => words.Length > 0)
    .Select(words => (Type: words[0].Replace('+', '/'), Member: words[1]))
    .ToList();
var found = new HashSet<(string, string)>();
Directory.CreateDirectory(args[1]);

foreach (string path in args[2..])
{
    using var resolver = new DefaultAssemblyResolver();
    foreach (string other in args[2..])
        resolver.AddSearchDirectory(Path.GetDirectoryName(other));
    using var module = ModuleDefinition.ReadModule(path, new ReaderParameters { AssemblyResolver = resolver });
    foreach (var (typeName, memberName) in wanted)
    {
        if (module.GetType(typeName) is not { } type)
            continue;
        OpenType(type);
        if (memberName == "-" || OpenMember(type, memberName))
            found.Add((typeName, memberName));
    }
    module.Write(Path.Combine(args[1], Path.GetFileName(path)));
}

var missing = wanted.Where(entry => !found.Contains(entry)).ToList();
foreach (var (typeName, memberName) in missing)
    Console.Error.WriteLine($"error: {typeName} {memberName} is listed in {args[0]} but no ML.NET assembly has it.");
return missing.Count == 0 ? 0 : 1;

static void OpenType(TypeDefinition type)
{
    if (type.IsNested)
    {
        OpenType(type.DeclaringType);
        type.IsNestedPublic = true;
    }
    else
    {
        type.IsPublic = true;
    }
}

static bool OpenMember(TypeDefinition type, string name)
{
    var methods = type.Methods.Where(m => m.Name == name).ToList();
    var property = type.Properties.FirstOrDefault(p => p.Name == name);
    if (property?.GetMethod is { } getter)
        methods.Add(getter);
    methods.ForEach(m => m.IsPublic = true);
    var fields = type.Fields.Where(f => f.Name == name).ToList();
    fields.ForEach(f => f.IsPublic = true);
    return methods.Count + fields.Count > 0;
}
