using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Microsoft.ML.LowRank.Testing.PublicApi;

/// <summary>What an assembly shows to others, one type or member a line, in an order that only its names decide.</summary>
public static class ApiText
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
        | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Lists public types and their public and protected members.</summary>
    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        var types = assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal);
        foreach (var space in types.GroupBy(type => type.Namespace).OrderBy(space => space.Key, StringComparer.Ordinal))
        {
            text.Append(text.Length > 0 ? "\n" : "").Append("namespace ").Append(space.Key).Append('\n');
            foreach (Type type in space)
            {
                text.Append('\n').Append(Head(type)).Append('\n');
                foreach (string member in Members(type).Order(StringComparer.Ordinal))
                    text.Append("    ").Append(member).Append('\n');
            }
        }
        return text.ToString();
    }

    private static string Head(Type type)
    {
        string kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly struct" : "struct",
            _ when type.IsSubclassOf(typeof(MulticastDelegate)) => "delegate",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        var inherited = type.BaseType?.GetInterfaces() ?? [];
        IEnumerable<string> bases = type.GetInterfaces().Except(inherited).Where(i => i.IsVisible).Select(CSharpNames.Of).Order(StringComparer.Ordinal);
        if (type is { IsClass: true, BaseType: { } baseType } && baseType != typeof(object) && kind != "delegate")
            bases = bases.Prepend(CSharpNames.Of(baseType));
        string list = string.Join(", ", type.IsEnum ? EnumBase(type) : bases);
        return $"{Access(type)}{kind} {CSharpNames.Of(type)}{(list.Length > 0 ? " : " + list : "")}";
    }

    private static string[] EnumBase(Type type) =>
        type.GetEnumUnderlyingType() == typeof(int) ? [] : [CSharpNames.Of(type.GetEnumUnderlyingType())];

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
            return type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => $"{field.Name} = {Convert.ToInt64(field.GetRawConstantValue(), null)}");
        if (type.IsSubclassOf(typeof(MulticastDelegate)))
            return [Method(type.GetMethod("Invoke")!, "Invoke")];
        var constructors = type.GetConstructors(Declared).Where(IsVisible).Select(c =>
            $"{Access(c)}{type.Name.Split('`')[0]}({Parameters(c)})");
        var methods = type.GetMethods(Declared).Where(IsVisible)
            .Where(method => !method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal))
            .Where(method => !method.Name.Contains('<', StringComparison.Ordinal))
            .Select(method => Method(method, method.Name));
        var properties = type.GetProperties(Declared).Where(p => p.GetAccessors(true).Any(IsVisible)).Select(Property);
        var fields = type.GetFields(Declared).Where(IsVisible).Select(Field);
        var events = type.GetEvents(Declared).Where(e => IsVisible(e.AddMethod!)).Select(e =>
            $"{Access(e.AddMethod!)}event {CSharpNames.Of(e.EventHandlerType!)} {e.Name}");
        return constructors.Concat(methods).Concat(properties).Concat(fields).Concat(events);
    }

    private static string Method(MethodInfo method, string name)
    {
        string generic = method.IsGenericMethod
            ? $"<{string.Join(", ", method.GetGenericArguments().Select(CSharpNames.Of))}>"
            : "";
        string extension = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        bool mayBeNull = new NullabilityInfoContext().Create(method.ReturnParameter).ReadState == NullabilityState.Nullable;
        string reference = method.ReturnType.IsByRef ? "ref " : "";
        string type = CSharpNames.WithNull(method.ReturnType, mayBeNull);
        return $"{Access(method)}{Modifiers(method)}{reference}{type} {name}{generic}({extension}{Parameters(method)})";
    }

    private static string Property(PropertyInfo property)
    {
        var first = property.GetAccessors(true).First(IsVisible);
        string parameters = string.Join(", ", property.GetIndexParameters().Select(CSharpNames.Of));
        string name = parameters.Length > 0 ? $"this[{parameters}]" : property.Name;
        string getter = property.GetMethod is { } get && IsVisible(get) ? "get; " : "";
        bool initOnly = property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;
        string setter = property.SetMethod is { } set && IsVisible(set) ? initOnly ? "init; " : "set; " : "";
        bool mayBeNull = new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable;
        string type = CSharpNames.WithNull(property.PropertyType, mayBeNull);
        return $"{Access(first)}{Modifiers(first)}{type} {name} {{ {getter}{setter}}}";
    }

    private static string Field(FieldInfo field)
    {
        string kind = field.IsLiteral ? "const " : (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : "");
        string value = field.IsLiteral ? $" = {CSharpNames.Constant(field.GetRawConstantValue(), field.FieldType)}" : "";
        bool mayBeNull = new NullabilityInfoContext().Create(field).ReadState == NullabilityState.Nullable;
        string access = field.IsPublic ? "public " : "protected ";
        return $"{access}{kind}{CSharpNames.WithNull(field.FieldType, mayBeNull)} {field.Name}{value}";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(CSharpNames.Of));

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsVisible(FieldInfo field) => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly;

    private static string Access(MethodBase method) => method.IsPublic ? "public " : "protected ";

    private static string Access(Type type) => type.IsNestedFamily || type.IsNestedFamORAssem ? "protected " : "public ";

    private static string Modifiers(MethodInfo method) => method switch
    {
        { IsStatic: true } => "static ",
        { DeclaringType.IsInterface: true } => "",
        { IsAbstract: true } => "abstract ",
        { IsVirtual: true } when method.GetBaseDefinition() != method => "override ",
        { IsVirtual: true, IsFinal: false } => "virtual ",
        _ => "",
    };
}
