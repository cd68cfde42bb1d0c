using System.Reflection;
using System.Runtime.ExceptionServices;

namespace Microsoft.ML.LowRank.Testing;

/// <summary>Calls by reflection that throw what the called method throws.</summary>
internal static class Reflected
{
    public static object? Call(MethodBase method, object? target, params object?[] arguments)
    {
        try
        {
            return method.Invoke(target, arguments);
        }
        catch (TargetInvocationException e) when (e.InnerException is not null)
        {
            ExceptionDispatchInfo.Throw(e.InnerException);
            throw;
        }
    }
}
