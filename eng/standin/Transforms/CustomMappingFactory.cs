using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(
    typeof(ITransformer), typeof(CustomMappingLoader), null, typeof(SignatureLoadModel), "A mapping of the user's own", CustomMappingLoader.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Gives a factory of mappings the name under which saved models ask for it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CustomMappingFactoryAttributeAttribute : ExtensionBaseAttribute
{
    /// <summary>The name.</summary>
    public CustomMappingFactoryAttributeAttribute(string contractName)
        : base(contractName)
    {
    }
}

/// <summary>Makes a mapping again when a model that uses it is loaded.</summary>
public abstract class CustomMappingFactory<TSrc, TDst> : ICustomMappingFactory
    where TSrc : class, new()
    where TDst : class, new()
{
    /// <summary>The mapping.</summary>
    public abstract Action<TSrc, TDst> GetMapping();

    ITransformer ICustomMappingFactory.CreateTransformer(IHostEnvironment env, string contractName) =>
        new CustomMappingTransformer<TSrc, TDst>(env, GetMapping(), contractName, null, null);
}

internal interface ICustomMappingFactory
{
    ITransformer CreateTransformer(IHostEnvironment env, string contractName);
}

/// <summary>Saves the name of a mapping and finds the mapping again.</summary>
internal static class CustomMappingLoader
{
    public const string LoaderSignature = "CustomTransformer";

    private static VersionInfo Version => new("CustMapp", 1, 1, 1, typeof(CustomMappingLoader).Assembly.FullName, LoaderSignature);

    public static void Save(ModelSaveContext ctx, string contractName, System.Reflection.Assembly assembly)
    {
        Contracts.Check(contractName is not null, "A mapping without a contract name cannot be saved.");
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ctx.Writer.Write(contractName);
        ctx.Writer.Write(assembly.FullName);
    }

    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        string contractName = ctx.Reader.ReadString();
        env.ComponentCatalog.RegisterAssembly(System.Reflection.Assembly.Load(ctx.Reader.ReadString()));
        var factory = env.ComponentCatalog.GetExtensionValue(typeof(CustomMappingFactoryAttributeAttribute), contractName) as ICustomMappingFactory;
        Contracts.Check(factory is not null, $"The class with the contract '{contractName}' is no factory of mappings.");
        return factory.CreateTransformer(env, contractName);
    }
}
