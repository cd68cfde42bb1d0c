using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Microsoft.ML.Standin.Tests;

/// <summary>Which public members of an assembly are used: called, overridden, implemented, or named in a signature.</summary>
internal sealed class MemberUse(ModuleDefinition owner)
{
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    /// <summary>Marks all that a module uses.</summary>
    public void AddUser(ModuleDefinition user)
    {
        foreach (var type in user.GetTypes())
        {
            AddOverridden(type);
            foreach (var constraint in type.GenericParameters.SelectMany(g => g.Constraints))
                AddType(constraint.ConstraintType);
            foreach (var implemented in type.Interfaces)
                AddType(implemented.InterfaceType);
            foreach (var method in type.Methods)
                AddUses(method);
        }

        if (user != owner)
        {
            foreach (var reference in user.GetTypeReferences())
                _used.Add(reference.FullName);
            foreach (var reference in user.GetMemberReferences())
                Add(reference);
        }
    }

    public IEnumerable<string> Unused()
    {
        foreach (var type in owner.GetTypes().Where(IsVisible))
        {
            var members = type.Methods.Where(m => IsVisible(m) && !IsAccessor(m) && !IsExempt(m)).Cast<IMemberDefinition>()
                .Concat(type.Fields.Where(f => (f.IsPublic || f.IsFamily) && !f.HasConstant && !f.IsSpecialName))
                .Concat(type.Properties.Where(p => Accessors(p).Any(IsVisible) && !Accessors(p).Any(IsExempt)));
            foreach (var member in members.Where(m => !IsUsed(m)))
                yield return member.FullName;
            if (!type.Methods.Any(IsVisible) && !_used.Contains(type.FullName))
                yield return type.FullName;
        }
    }

    private static IEnumerable<MethodDefinition> Accessors(PropertyDefinition property) =>
        new[] { property.GetMethod, property.SetMethod }.Where(accessor => accessor != null);

    private static bool IsAccessor(MethodDefinition method) => method.IsGetter || method.IsSetter || method.IsAddOn || method.IsRemoveOn;

    private static bool IsVisible(TypeDefinition type) =>
        type.IsNested ? (type.IsNestedPublic || type.IsNestedFamily) && IsVisible(type.DeclaringType) : type.IsPublic;

    private static bool IsVisible(MethodDefinition method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    /// <summary>
    /// Overrides, and implementations of interfaces, are there because something else is. What is abstract is a contract: if
    /// some of it were missing, a class could fulfil it here and not in ML.NET. The compiler makes the members of delegates.
    /// </summary>
    private static bool IsExempt(MethodDefinition method) =>
        method.IsAbstract || method.IsRuntime || (method.IsConstructor && method.IsStatic)
        || (method.IsVirtual && (!method.IsNewSlot || Interfaces(method.DeclaringType).Any(i => HasMethod(i, method))));

    private static IEnumerable<TypeReference> Interfaces(TypeDefinition type)
    {
        for (var t = type; t != null; t = t.BaseType?.Resolve())
        {
            foreach (var implemented in t.Interfaces)
                yield return implemented.InterfaceType;
        }
    }

    private static bool HasMethod(TypeReference type, MethodDefinition method) =>
        type.Resolve()?.Methods.Any(m => m.Name == method.Name && m.Parameters.Count == method.Parameters.Count) == true;

    private bool IsUsed(IMemberDefinition member) => member switch
    {
        PropertyDefinition property => Accessors(property).Any(a => _used.Contains(a.FullName)),
        MethodDefinition { IsConstructor: true } constructor when constructor.DeclaringType.IsAbstract || IsOnlyConstructor(constructor) =>
            _used.Contains(constructor.DeclaringType.FullName) || _used.Contains(constructor.FullName),
        _ => _used.Contains(member.FullName),
    };

    /// <summary>The constructor that the compiler gives to a class with none.</summary>
    private static bool IsOnlyConstructor(MethodDefinition constructor) =>
        constructor.Parameters.Count == 0 && constructor.DeclaringType.Methods.Count(m => m.IsConstructor && !m.IsStatic) == 1;

    private void AddUses(MethodDefinition method)
    {
        foreach (var type in method.Parameters.Select(p => p.ParameterType).Append(method.ReturnType))
            AddType(type);
        if (!method.HasBody)
            return;
        foreach (Instruction instruction in method.Body.Instructions)
        {
            if (instruction.Operand is MemberReference reference && reference.FullName != method.FullName)
                Add(reference);
        }
    }

    /// <summary>A member that is overridden or implemented is used by who does it.</summary>
    private void AddOverridden(TypeDefinition type)
    {
        if (type.Module == owner)
            return;
        var ancestors = Interfaces(type).Select(i => i.Resolve()).ToList();
        for (var ancestor = type.BaseType?.Resolve(); ancestor != null; ancestor = ancestor.BaseType?.Resolve())
            ancestors.Add(ancestor);
        foreach (var ancestor in ancestors.Where(a => a?.Module.Name == owner.Name))
        {
            foreach (var method in ancestor.Methods.Where(m => m.IsVirtual && type.Methods.Any(own => own.IsVirtual && own.Name.EndsWith(m.Name, StringComparison.Ordinal))))
                _used.Add(method.FullName);
        }
    }

    private void Add(MemberReference reference)
    {
        if (reference is TypeReference type)
        {
            AddType(type);
            return;
        }

        AddType(reference.DeclaringType);
        if (reference is GenericInstanceMethod generic)
        {
            foreach (var argument in generic.GenericArguments)
                AddType(argument);
        }

        if (IsOwned(reference.DeclaringType) && reference.Resolve() is { } definition)
            _used.Add(definition.FullName);
    }

    private void AddType(TypeReference? type)
    {
        if (type is GenericInstanceType generic)
        {
            foreach (var argument in generic.GenericArguments)
                AddType(argument);
        }

        if (type is not (null or GenericParameter))
            _used.Add(type.GetElementType().FullName);
    }

    private bool IsOwned(TypeReference? type) =>
        type?.GetElementType().Scope is { } scope && (scope == owner || scope.Name == owner.Assembly.Name.Name || scope.Name == owner.Name);
}
