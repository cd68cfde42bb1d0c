namespace System.Runtime.CompilerServices;

/// <summary>
/// Tells the runtime that this assembly may use the non-public members of the named one. The runtime knows the
/// attribute by its full name and honours it wherever it is defined.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class IgnoresAccessChecksToAttribute(string assemblyName) : Attribute
{
    public string AssemblyName { get; } = assemblyName;
}
