using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Calls of generic methods whose type argument is only known at run time.</summary>
internal static class Typed
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    /// <summary>
    /// Calls the generic <paramref name="method"/> of <paramref name="target"/> (an instance, or a type for a static one) with
    /// the type argument. Exceptions arrive as they were thrown.
    /// </summary>
    public static object Call(object target, string method, Type typeArgument, params object[] arguments)
    {
        var owner = target as Type ?? target.GetType();
        while (owner.GetMethod(method, Any) is null)
            owner = owner.BaseType;
        return owner.GetMethod(method, Any).MakeGenericMethod(typeArgument)
            .Invoke(target is Type ? null : target, BindingFlags.DoNotWrapExceptions, null, arguments, null);
    }

    /// <summary>The getter of a column as a delegate.</summary>
    public static Delegate GetterOf(DataViewRow row, DataViewSchema.Column column) =>
        (Delegate)Call(typeof(Typed), nameof(Getter), column.Type.RawType, row, column);

    /// <summary>The getter as one of the wanted type; throws what cursors throw for a wrong type.</summary>
    public static ValueGetter<TValue> Cast<TValue>(Delegate getter, DataViewSchema.Column column) =>
        getter as ValueGetter<TValue> ?? throw Runtime.Contracts.Mark(new InvalidOperationException(
            $"Column '{column.Name}' has values of {column.Type.RawType}, not of {typeof(TValue)}."));

    /// <summary>Which of <paramref name="count"/> columns are among the needed ones.</summary>
    public static bool[] Active(int count, IEnumerable<DataViewSchema.Column> columnsNeeded)
    {
        var active = new bool[count];
        foreach (var column in columnsNeeded)
        {
            if (column.Index < count)
                active[column.Index] = true;
        }

        return active;
    }

    private static ValueGetter<TValue> Getter<TValue>(DataViewRow row, DataViewSchema.Column column) => row.GetGetter<TValue>(column);
}
