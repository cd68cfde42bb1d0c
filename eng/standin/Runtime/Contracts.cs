using Microsoft.ML.Data;

namespace Microsoft.ML.Runtime;

/// <summary>Checks that throw what ML.NET throws: invalid operation, argument out of range, argument null, format.</summary>
internal static class Contracts
{
    private const string MarkKey = "ML_IsMarked";

    public static void Check(bool condition, string message)
    {
        if (!condition)
            throw Mark(new InvalidOperationException(message));
    }

    public static void CheckParam(bool condition, string name, string message)
    {
        if (!condition)
            throw Mark(new ArgumentOutOfRangeException(name, message));
    }

    public static T CheckValue<T>(T value, string name)
        where T : class => value ?? throw Mark(new ArgumentNullException(name));

    public static string CheckNonEmpty(string value, string name)
    {
        CheckParam(!string.IsNullOrEmpty(value), name, $"{name} must not be null or empty.");
        return value;
    }

    public static void CheckDecode(bool condition, string message)
    {
        if (!condition)
            throw Mark(new FormatException(message));
    }

    /// <summary>The exception of a column that a schema lacks.</summary>
    public static Exception MissingColumn(string role, string column, string paramName = "inputSchema") =>
        Mark(new ArgumentOutOfRangeException(paramName, $"The schema has no column '{column}', which is needed as {role}."));

    /// <summary>The exception of a column that has another type than a component can use.</summary>
    public static Exception WrongType(string role, string column, string expected, DataViewType actual, string paramName = "inputSchema") =>
        Mark(new ArgumentOutOfRangeException(paramName, $"Column '{column}', used as {role}, has type {actual}; it must be {expected}."));

    /// <summary>The exception of a column that a schema shape shows with another type than a component can use.</summary>
    public static Exception WrongShape(string role, string column, string expected, SchemaShape.Column actual, string paramName = "inputSchema") =>
        Mark(new ArgumentOutOfRangeException(paramName, $"Column '{column}', used as {role}, is {actual.Describe()}; it must be {expected}."));

    /// <summary>
    /// Marks an exception as ML.NET's own. Loading wraps marked exceptions of components in an invalid operation, others
    /// in what reflection throws.
    /// </summary>
    public static TException Mark<TException>(TException ex)
        where TException : Exception
    {
        ex.Data[MarkKey] = 1;
        return ex;
    }

    public static bool IsMarked(Exception ex) => ex.Data.Contains(MarkKey);

    public static void CheckAlive(this IHostEnvironment env)
    {
        if (env is ICancelable { IsCanceled: true })
            throw Mark(new OperationCanceledException("The operation was canceled."));
    }
}
