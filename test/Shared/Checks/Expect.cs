using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Microsoft.ML.LowRank.Testing;

/// <summary>Assertions that speak in sentences and belong to no test framework.</summary>
internal static class Expect
{
    /// <summary>Exceptions that are never an answer: something was not checked.</summary>
    private static readonly Type[] Untyped =
    [
        typeof(NullReferenceException), typeof(IndexOutOfRangeException), typeof(DivideByZeroException),
        typeof(OutOfMemoryException), typeof(InvalidCastException), typeof(KeyNotFoundException),
        typeof(OverflowException), typeof(ArrayTypeMismatchException), typeof(NotImplementedException),
        typeof(AccessViolationException), typeof(EstimatorCheckException),
    ];

    public static void That([DoesNotReturnIf(false)] bool condition, string message)
    {
        if (!condition)
            throw new EstimatorCheckException(message);
    }

    /// <summary>Throws where a comparison came back with a difference.</summary>
    public static void NoDifference(string? difference, string between)
        => That(difference is null, $"{between}: {difference}");

    public static void SameRows(Table expected, Table actual, double tolerance, string between,
        IEnumerable<string>? columns = null)
        => NoDifference(TableComparer.Difference(expected, actual, columns, tolerance), between);

    /// <summary>Expects an exception of a chosen type, with a message that contains <paramref name="said"/>.</summary>
    public static Exception Refusal(Action action, string what, IEnumerable<string> said)
    {
        try
        {
            action();
        }
        catch (Exception e)
        {
            return TypedRefusal(e, what, said);
        }
        throw new EstimatorCheckException($"{what} was accepted; it must be refused.");
    }

    /// <summary>
    /// Expects that the exception's type was chosen and its message contains <paramref name="said"/>.
    /// </summary>
    public static Exception TypedRefusal(Exception thrown, string what, IEnumerable<string> said)
    {
        var exception = Unwrap(thrown);
        if (Untyped.Contains(exception.GetType()))
            throw new EstimatorCheckException($"{what} ended in {exception.GetType().Name}, which says that it was not checked: {exception.Message}", thrown);
        That(!string.IsNullOrWhiteSpace(exception.Message), $"{what} was refused without a word.");
        foreach (string part in said)
        {
            That(exception.Message.Contains(part, StringComparison.OrdinalIgnoreCase),
                $"{what} was refused, but the message does not mention '{part}': {exception.Message}");
        }
        return exception;
    }

    /// <summary>
    /// What was thrown, where ML.NET's component loader, reflection or a task has wrapped it; an exception that the
    /// component wrapped itself is its own affair.
    /// </summary>
    private static Exception Unwrap(Exception exception)
    {
        var own = exception;
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is TargetInvocationException or AggregateException && e.InnerException is not null)
                own = e.InnerException;
        }
        return own;
    }
}
