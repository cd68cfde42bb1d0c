namespace Microsoft.ML;

/// <summary>The way of making a component that was saved.</summary>
internal delegate void SignatureLoadModel(ModelLoadContext ctx);

/// <summary>Says under what name an assembly's component is loaded.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class LoadableClassAttribute : Attribute
{
    public LoadableClassAttribute(Type instType, Type loaderType, Type argType, Type sigType, string userName, params string[] loadNames)
    {
        InstanceType = instType;
        LoaderType = loaderType;
        ArgType = argType;
        SignatureType = sigType;
        UserName = userName;
        LoadNames = loadNames.Length == 0 ? [userName] : loadNames;
    }

    public LoadableClassAttribute(Type instType, Type argType, Type sigType, string userName, params string[] loadNames)
        : this(instType, instType, argType, sigType, userName, loadNames)
    {
    }

    public Type InstanceType { get; }
    public Type LoaderType { get; }
    public Type ArgType { get; }
    public Type SignatureType { get; }
    public string UserName { get; }
    public string[] LoadNames { get; }
}
