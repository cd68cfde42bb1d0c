using System.Reflection;

namespace Microsoft.ML.LowRank.Tests.Interop;

/// <summary>Finds what a type shows to others, or builds on, though ML.NET keeps it to itself.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
        | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The closed ML.NET types in what derived types and callers see: signatures and attributes.</summary>
    public static IEnumerable<string> ClosedInSignatures(Type type) =>
        from mention in Mentions(type)
        from leaf in Leaves(mention.Type)
        where MLNetAssemblies.Have(leaf) && !leaf.IsVisible
        select $"{type} {mention.Where}: {leaf}";

    /// <summary>The ML.NET bases and interfaces that a stranger could not derive from.</summary>
    public static IEnumerable<string> ClosedBases(Type type)
    {
        var bases = new List<Type>(type.GetInterfaces());
        for (Type? b = type.BaseType; b is not null; b = b.BaseType)
            bases.Add(b);
        return from b in bases
               from leaf in Leaves(b)
               where MLNetAssemblies.Have(leaf) && (!leaf.IsVisible || (leaf == Definition(b) && IsClosed(leaf)))
               select $"{type} derives from {leaf}";
    }

    /// <summary>A class without a constructor for strangers, or a type with an abstract member that they cannot write.</summary>
    private static bool IsClosed(Type type)
    {
        bool constructible = type.IsInterface
            || type.GetConstructors(Declared).Any(c => c.IsPublic || c.IsFamily || c.IsFamilyOrAssembly);
        return !constructible || type.GetMethods(Declared).Any(m =>
            m.IsAbstract && !m.IsPublic && !m.IsFamily && !m.IsFamilyOrAssembly);
    }

    private static IEnumerable<(Type Type, string Where)> Mentions(Type type)
    {
        foreach (Type attribute in Attributes(type))
            yield return (attribute, "attribute");
        foreach (Type argument in type.GetGenericArguments().Where(a => a.IsGenericParameter).SelectMany(a => a.GetGenericParameterConstraints()))
            yield return (argument, "constraint");
        foreach (MemberInfo member in type.GetMembers(Declared).Where(IsVisible))
        {
            foreach (Type mentioned in Attributes(member).Concat(Signature(member)))
                yield return (mentioned, member.Name);
        }
    }

    private static IEnumerable<Type> Signature(MemberInfo member) => member switch
    {
        MethodInfo method => method.GetParameters().SelectMany(Parameter).Concat(Parameter(method.ReturnParameter))
            .Concat(method.GetGenericArguments().SelectMany(a => a.GetGenericParameterConstraints())),
        ConstructorInfo constructor => constructor.GetParameters().SelectMany(Parameter),
        FieldInfo field => [field.FieldType],
        PropertyInfo property => [property.PropertyType],
        EventInfo e => [e.EventHandlerType!],
        _ => [],
    };

    private static IEnumerable<Type> Parameter(ParameterInfo parameter) =>
        parameter.GetCustomAttributesData().Select(attribute => attribute.AttributeType).Prepend(parameter.ParameterType);

    private static IEnumerable<Type> Attributes(MemberInfo member) =>
        member.GetCustomAttributesData().SelectMany(attribute =>
            attribute.ConstructorArguments.Select(argument => argument.Value).OfType<Type>().Prepend(attribute.AttributeType));

    private static bool IsVisible(MemberInfo member) => member switch
    {
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        FieldInfo field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly,
        PropertyInfo property => property.GetAccessors(true).Any(IsVisible),
        EventInfo e => IsVisible(e.AddMethod!),
        _ => false,
    };

    private static Type Definition(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;

    private static IEnumerable<Type> Leaves(Type type)
    {
        if (type.HasElementType)
            return Leaves(type.GetElementType()!);
        return type.IsGenericType
            ? type.GetGenericArguments().SelectMany(Leaves).Prepend(type.GetGenericTypeDefinition())
            : [type];
    }
}
