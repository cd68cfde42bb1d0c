using Mono.Cecil;

// FriendAccess <list> <output folder> <assembly>...: writes a copy of each assembly in which the listed members are
// public, for the compiler to see. A listed member that no assembly has is an error: the list must tell the truth.
// Nothing is written unless all of it does, so that a failed build cannot leave copies which the next one takes.
if (args.Length < 3)
{
    Console.Error.WriteLine("usage: FriendAccess <list> <output folder> <assembly>...");
    return 2;
}

string list = args[0], output = args[1];
string[] assemblies = args[2..];
var wanted = new List<(string Type, string Member)>();
int lineNumber = 0;
foreach (string line in File.ReadLines(list))
{
    lineNumber++;
    string[] words = line.Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
    if (words.Length == 0)
        continue;
    if (words.Length != 2)
    {
        Console.Error.WriteLine($"{list}({lineNumber}): error : a line is a full type name and a member name, '-' for the type alone; this one is '{line}'.");
        return 1;
    }
    wanted.Add((words[0].Replace('+', '/'), words[1]));
}

using var resolver = new DefaultAssemblyResolver();
foreach (string folder in assemblies.Select(path => Path.GetDirectoryName(Path.GetFullPath(path))!).Distinct())
    resolver.AddSearchDirectory(folder);
var modules = assemblies.Select(path => ModuleDefinition.ReadModule(path, new ReaderParameters { AssemblyResolver = resolver })).ToList();
var missing = wanted.Where(entry => !modules.Any(module => Open(module, entry.Type, entry.Member))).ToList();
foreach (var (type, member) in missing)
    Console.Error.WriteLine($"{list} : error : {type} {member} is listed, but none of {string.Join(", ", modules.Select(m => m.Name))} has it: correct the list or the version of ML.NET.");
if (missing.Count > 0)
    return 1;

Directory.CreateDirectory(output);
foreach (var module in modules)
    module.Write(Path.Combine(output, module.Name));
return 0;

static bool Open(ModuleDefinition module, string typeName, string memberName)
{
    if (module.GetType(typeName) is not { } type)
        return false;
    OpenType(type);
    return memberName == "-" || OpenMember(type, memberName);
}

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
