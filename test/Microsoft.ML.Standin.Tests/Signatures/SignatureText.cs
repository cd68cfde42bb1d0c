using System.Globalization;
using System.Reflection;

namespace Microsoft.ML.Standin.Tests;

/// <summary>Types and members as text that shows all that code compiled against them depends on.</summary>
internal static class SignatureText
{
    public static string OfType(Type type)
    {
        string kind = type switch
        {
            { IsInterface: true } => "interface",
            { IsEnum: true } => $"enum : {Name(type.GetEnumUnderlyingType())}",
            { IsValueType: true } => $"{(Has(type, "IsReadOnlyAttribute") ? "readonly " : "")}{(type.IsByRefLike ? "ref " : "")}struct",
            _ when type.BaseType?.FullName == "System.MulticastDelegate" => "delegate",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        return $"{kind} {Name(type)}{Constraints(type.GetGenericArguments())}";
    }

    public static string? OfMember(MemberInfo member) => member switch
    {
        FieldInfo field when IsVisible(field) => OfField(field),
        PropertyInfo property when property.GetAccessors(true).Any(IsVisible) => OfProperty(property),
        ConstructorInfo constructor when IsVisible(constructor) && !constructor.IsStatic =>
            $"{Access(constructor)} .ctor({Parameters(constructor)})",
        MethodInfo method when IsVisible(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) =>
            OfMethod(method),
        EventInfo @event when IsVisible(@event.AddMethod!) => $"{Access(@event.AddMethod!)} event {Name(@event.EventHandlerType!)} {@event.Name}",
        _ => null,
    };

    public static string Name(Type type)
    {
        if (type.IsByRef)
            return Name(type.GetElementType()!);
        if (type.IsArray)
            return $"{Name(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (type.IsGenericParameter)
            return type.Name;
        string name = type.Name.Split('`')[0];
        var arguments = type.GetGenericArguments();
        if (type.DeclaringType is { } owner)
        {
            name = $"{Name(owner.IsGenericTypeDefinition && type.IsConstructedGenericType ? owner.MakeGenericType(arguments[..owner.GetGenericArguments().Length]) : owner)}.{name}";
            arguments = arguments[owner.GetGenericArguments().Length..];
        }

        return arguments.Length == 0 ? name : $"{name}<{string.Join(", ", arguments.Select(Variance).Zip(arguments.Select(Name), string.Concat))}>";
    }

    private static string OfField(FieldInfo field) => field.IsLiteral
        ? $"const {Name(field.FieldType)} {field.Name} = {Literal(field.GetRawConstantValue())}"
        : $"{Access(field)}{(field.IsStatic ? " static" : "")}{(field.IsInitOnly ? " readonly" : "")} {Name(field.FieldType)} {field.Name}";

    private static string OfProperty(PropertyInfo property)
    {
        var accessors = property.GetAccessors(true).Where(IsVisible).OrderBy(a => a.ReturnType.FullName == "System.Void").ToArray();
        string index = property.GetIndexParameters() is { Length: > 0 } parameters ? $"[{string.Join(", ", parameters.Select(Parameter))}]" : "";
        return $"{Modifiers(accessors[0], withAccess: false)}{Name(property.PropertyType)} {property.Name}{index} {{ "
            + string.Join(" ", accessors.Select(a => $"{Access(a)} {(a.ReturnType.FullName != "System.Void" ? "get" : IsInit(a) ? "init" : "set")};"))
            + " }";
    }

    private static string OfMethod(MethodInfo method)
    {
        var generics = method.GetGenericArguments();
        string types = generics.Length == 0 ? "" : $"<{string.Join(", ", generics.Select(g => g.Name))}>";
        string reference = method.ReturnType.IsByRef ? "ref " : "";
        return $"{Modifiers(method, withAccess: true)}{reference}{Name(method.ReturnType)} {method.Name}{types}({Parameters(method)}){Constraints(generics)}";
    }

    private static string Modifiers(MethodBase method, bool withAccess) =>
        (withAccess ? Access(method) + " " : "") + (method.IsStatic ? "static " : "")
        + (method.IsAbstract && !method.DeclaringType!.IsInterface ? "abstract " : "");

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        string direction = !parameter.ParameterType.IsByRef ? "" : parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref ";
        string variable = parameter.GetCustomAttributesData().Any(a => a.AttributeType.Name == "ParamArrayAttribute") ? "params " : "";
        string value = parameter.HasDefaultValue ? $" = {Literal(parameter.RawDefaultValue)}" : "";
        return $"{variable}{direction}{Name(parameter.ParameterType)} {parameter.Name}{value}";
    }

    private static string Constraints(Type[] generics) => string.Concat(generics.Where(g => g.IsGenericParameter).Select(g =>
    {
        var attributes = g.GenericParameterAttributes;
        var all = new List<string>();
        if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
            all.Add("class");
        if (attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint))
            all.Add("struct");
        all.AddRange(g.GetGenericParameterConstraints().Where(c => c.FullName != "System.ValueType").Select(Name).Order(StringComparer.Ordinal));
        if (attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint)
            && !attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint))
        {
            all.Add("new()");
        }

        return all.Count == 0 ? "" : $" where {g.Name} : {string.Join(", ", all)}";
    }));

    private static string Variance(Type type) => !type.IsGenericParameter ? "" :
        (type.GenericParameterAttributes & GenericParameterAttributes.VarianceMask) switch
        {
            GenericParameterAttributes.Covariant => "out ",
            GenericParameterAttributes.Contravariant => "in ",
            _ => "",
        };

    private static string Literal(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static bool IsInit(MethodInfo setter) =>
        setter.ReturnParameter.GetRequiredCustomModifiers().Any(m => m.Name == "IsExternalInit");

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsVisible(FieldInfo field) => (field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly) && !field.IsSpecialName;

    private static string Access(MethodBase method) => method.IsPublic ? "public" : "protected";

    private static string Access(FieldInfo field) => field.IsPublic ? "public" : "protected";

    private static bool Has(Type type, string attribute) => type.GetCustomAttributesData().Any(a => a.AttributeType.Name == attribute);
}
