using System.Reflection;

namespace Microsoft.ML.Runtime;

/// <summary>The loadable components of the assemblies registered so far.</summary>
public sealed class ComponentCatalog
{
    private readonly object _gate = new();
    private readonly HashSet<string> _assemblies = [];
    private readonly Dictionary<(string Name, Type Signature), MethodBase> _factories = [];
    private readonly Dictionary<(Type Attribute, string Contract), Type> _extensions = [];

    internal ComponentCatalog()
    {
    }

    public void RegisterAssembly(Assembly assembly, bool throwOnError = true)
    {
        lock (_gate)
        {
            if (!_assemblies.Add(assembly.FullName))
                return;
            foreach (var loadable in assembly.GetCustomAttributes<LoadableClassAttribute>())
            {
                var factory = FindFactory(loadable);
                if (factory is null && throwOnError)
                {
                    throw Contracts.Mark(new InvalidOperationException(
                        $"{loadable.LoaderType} has neither a static Create that returns {loadable.InstanceType} nor a constructor for '{loadable.LoadNames[0]}'."));
                }

                foreach (string name in loadable.LoadNames.Where(_ => factory is not null))
                    _factories.TryAdd((Normalize(name), loadable.SignatureType), factory);
            }

            foreach (var type in assembly.GetTypes())
            {
                if (type.GetCustomAttribute<ExtensionBaseAttribute>() is { } extension)
                    _extensions.TryAdd((extension.GetType(), extension.ContractName), type);
            }
        }
    }

    /// <summary>An instance of the class that an attribute gave this contract.</summary>
    internal object GetExtensionValue(Type attribute, string contract)
    {
        lock (_gate)
        {
            Contracts.Check(
                _extensions.TryGetValue((attribute, contract), out var type), $"No registered assembly has a class with the contract '{contract}'.");
            return Activator.CreateInstance(type, nonPublic: true);
        }
    }

    /// <summary>An instance of the component called <paramref name="name"/>, or null.</summary>
    internal object CreateOrNull(IHostEnvironment env, Type signature, string name, object argument)
    {
        MethodBase factory;
        lock (_gate)
        {
            if (!_factories.TryGetValue((Normalize(name), signature), out factory))
                return null;
        }

        object[] arguments = factory.GetParameters().Length == 1 ? [argument] : [env, argument];
        try
        {
            return factory is ConstructorInfo constructor ? constructor.Invoke(arguments) : factory.Invoke(null, arguments);
        }
        catch (TargetInvocationException ex) when (ex.InnerException is not null && Contracts.IsMarked(ex.InnerException))
        {
            throw Contracts.Mark(new InvalidOperationException($"Component '{name}' could not be made.", ex));
        }
    }

    private static string Normalize(string name) => name.ToUpperInvariant();

    private static MethodBase FindFactory(LoadableClassAttribute loadable)
    {
        const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic;
        var parameters = loadable.SignatureType.GetMethod("Invoke").GetParameters().Select(p => p.ParameterType).ToArray();
        Type[][] lists = [parameters, [typeof(IHostEnvironment), .. parameters]];
        foreach (var list in lists)
        {
            var create = loadable.LoaderType.GetMethod("Create", Any | BindingFlags.Static, null, list, null);
            if (create is not null && create.ReturnType == loadable.InstanceType)
                return create;
        }

        return loadable.InstanceType.IsAssignableFrom(loadable.LoaderType)
            ? lists.Select(list => loadable.LoaderType.GetConstructor(Any | BindingFlags.Instance, null, list, null)).FirstOrDefault(c => c is not null)
            : null;
    }
}
