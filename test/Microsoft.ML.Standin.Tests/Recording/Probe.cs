using System.Reflection;
using System.Text.Json.Nodes;

namespace Microsoft.ML.Standin.Tests;

/// <summary>Marks a class whose public static methods are probes of one area of ML.NET.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ProbesAttribute(string area) : Attribute
{
    public string Area { get; } = area;
}

/// <summary>How far a number may be from the recorded one, relative to the larger of 1 and the recorded value.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ToleranceAttribute(double relative) : Attribute
{
    public double Relative { get; } = relative;
}

/// <summary>One question put to ML.NET through its public API; the answer can be written as JSON.</summary>
internal sealed record Probe(string Area, string Name, double Tolerance, Func<object?> Ask)
{
    public static IReadOnlyList<Probe> All { get; } =
        [.. from type in typeof(Probe).Assembly.GetTypes()
            let area = type.GetCustomAttribute<ProbesAttribute>()?.Area
            where area != null
            from method in type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
            orderby area, method.Name
            select Of(area, method)];

    /// <summary>The answer as JSON; an exception is an answer too.</summary>
    public JsonNode? Answer() => Json.Of(Describe.Try(Ask));

    public override string ToString() => $"{Area}/{Name}";

    private static Probe Of(string area, MethodInfo method) =>
        new(area, method.Name, method.GetCustomAttribute<ToleranceAttribute>()?.Relative ?? 0,
            method.CreateDelegate<Func<object?>>());
}
