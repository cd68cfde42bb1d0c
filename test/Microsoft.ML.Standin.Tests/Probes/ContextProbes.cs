using Microsoft.ML.Runtime;

namespace Microsoft.ML.Standin.Tests;

[Probes("context")]
internal static class ContextProbes
{
    public static object RandomNumbers()
    {
        IHostEnvironment context = new MLContext(1);
        IHost first = context.Register("first"), second = context.Register("second"), child = first.Register("child");
        return new
        {
            first = Draw(first),
            second = Draw(second),
            child = Draw(child),
            own = Draw(context.Register("seeded", seed: 5)),
        };
    }

    public static object RandomNumbersOfEqualContexts() =>
        Draw(((IHostEnvironment)new MLContext(3)).Register("a")).SequenceEqual(Draw(((IHostEnvironment)new MLContext(3)).Register("b")));

    public static object RandomNumbersWithoutSeed() =>
        Draw(((IHostEnvironment)new MLContext()).Register("a")).SequenceEqual(Draw(((IHostEnvironment)new MLContext()).Register("a")));

    public static object RandomKinds()
    {
        Random random = ((IHostEnvironment)new MLContext(1)).Register("a").Rand;
        byte[] bytes = new byte[5];
        random.NextBytes(bytes);
        return new { whole = random.Next(), below = random.Next(10), between = random.Next(-5, 5), real = random.NextDouble(), bytes };
    }

    public static object Messages()
    {
        var context = new MLContext(1);
        var messages = new List<object>();
        context.Log += (_, e) =>
        {
            // What channels say of themselves has the time in it.
            if (!e.RawMessage.StartsWith("Channel ", StringComparison.Ordinal))
                messages.Add(new { e.Kind, e.Source, e.Message, e.RawMessage });
        };
        IHostEnvironment environment = context;
        using (IChannel channel = environment.Start("Talk"))
        {
            channel.Trace(MessageSensitivity.None, "a trace");
            channel.Info(MessageSensitivity.None, "{0} things", 3);
            channel.Warning(MessageSensitivity.UserData, "a warning");
            channel.Error(MessageSensitivity.None, "an error");
        }
        using (IChannel channel = environment.Register("Host").Start("Talk"))
            channel.Info(MessageSensitivity.None, "from a host");
        return messages;
    }

    private static int[] Draw(IHost host) => [.. Enumerable.Range(0, 3).Select(_ => host.Rand.Next())];
}
