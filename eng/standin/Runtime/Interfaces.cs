namespace Microsoft.ML.Runtime;

/// <summary>Adds what it knows to exceptions on their way out.</summary>
public interface IExceptionContext
{
    /// <summary>The context in words.</summary>
    string ContextDescription { get; }

    /// <summary>Marks an exception and gives it back.</summary>
    TException Process<TException>(TException ex)
        where TException : Exception;
}

/// <summary>Opens channels for messages.</summary>
public interface IChannelProvider : IExceptionContext
{
    /// <summary>A channel of text messages.</summary>
    IChannel Start(string name);

    /// <summary>A channel of other messages.</summary>
    IPipe<TMessage> StartPipe<TMessage>(string name);
}

/// <summary>Where components come from, speak and register.</summary>
public interface IHostEnvironment : IChannelProvider, IProgressChannelProvider
{
    /// <summary>The loadable components.</summary>
    ComponentCatalog ComponentCatalog { get; }

    /// <summary>A host for a component, with random numbers of its own.</summary>
    IHost Register(string name, int? seed = null, bool? verbose = null);
}

/// <summary>The environment of one component.</summary>
public interface IHost : IHostEnvironment
{
    /// <summary>Random numbers, seeded at registration; not safe for several threads.</summary>
    Random Rand { get; }
}

/// <summary>Takes messages.</summary>
public interface IPipe<TMessage> : IExceptionContext, IDisposable
{
    /// <summary>Sends a message to whoever listens.</summary>
    void Send(TMessage msg);
}

/// <summary>Takes text messages.</summary>
public interface IChannel : IPipe<ChannelMessage>
{
    /// <summary>Sends a trace.</summary>
    void Trace(MessageSensitivity sensitivity, string fmt);

    /// <summary>Sends a formatted trace.</summary>
    void Trace(MessageSensitivity sensitivity, string fmt, params object[] args);

    /// <summary>Sends an error.</summary>
    void Error(MessageSensitivity sensitivity, string fmt);

    /// <summary>Sends a formatted error.</summary>
    void Error(MessageSensitivity sensitivity, string fmt, params object[] args);

    /// <summary>Sends a warning.</summary>
    void Warning(MessageSensitivity sensitivity, string fmt);

    /// <summary>Sends a formatted warning.</summary>
    void Warning(MessageSensitivity sensitivity, string fmt, params object[] args);

    /// <summary>Sends information.</summary>
    void Info(MessageSensitivity sensitivity, string fmt);

    /// <summary>Sends formatted information.</summary>
    void Info(MessageSensitivity sensitivity, string fmt, params object[] args);
}

internal interface ICancelable
{
    bool IsCanceled { get; }

    void CancelExecution();
}
