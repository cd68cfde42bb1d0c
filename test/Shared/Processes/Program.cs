using System.Globalization;
using System.Reflection;

namespace Microsoft.ML.LowRank.Testing;

/// <summary>
/// The new process: culture, model, data, outputs, names of output columns. It loads the model as any user of ML.NET
/// does, scores the data and writes the outputs. It registers nothing and knows no assembly of ours. Or <see cref="Call"/>, a
/// type, a method and its arguments: the method is called.
/// </summary>
internal static class Program
{
    public const string AssembliesSuffix = ".assemblies";
    public const string Call = "call";

    public static int Main(string[] args)
    {
        if (args is [Call, var type, var method, .. var arguments])
        {
            Type.GetType(type, throwOnError: true)!.GetMethod(method, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!.Invoke(null, [.. arguments]);
            return 0;
        }
        if (args.Length < 5)
        {
            Console.Error.WriteLine("usage: culture model data outputs column...");
            return 2;
        }
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(args[0]);
        File.WriteAllLines(args[3] + AssembliesSuffix, AppDomain.CurrentDomain.GetAssemblies()
            .Select(assembly => assembly.GetName().Name!));
        Table data;
        using (var stream = File.OpenRead(args[2]))
            data = TableFile.Read(stream);
        var model = new MLContext().Model.Load(args[1], out _);
        var scored = model.Transform(new TableView(data));
        var outputs = CursorReader.Read(scored, CheckRun.ColumnsIn(scored.Schema, args[4..])).Table;
        using (var stream = File.Create(args[3]))
            TableFile.Write(stream, outputs);
        return 0;
    }
}
