namespace Microsoft.ML;

/// <summary>The base of the attributes that give a class the name under which saved models ask for it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public abstract class ExtensionBaseAttribute : Attribute
{
    private protected ExtensionBaseAttribute(string contractName) => ContractName = contractName;

    /// <summary>The name.</summary>
    public string ContractName { get; }
}
