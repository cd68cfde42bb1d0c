using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>A message of a component.</summary>
public class LoggingEventArgs : EventArgs
{
    /// <summary>A message of unknown source.</summary>
    public LoggingEventArgs(string message) => Message = message;

    /// <summary>A message with its kind and source.</summary>
    public LoggingEventArgs(string message, ChannelMessageKind kind, string source)
    {
        RawMessage = message;
        Kind = kind;
        Source = source;
        Message = $"[Source={source}, Kind={kind}] {message}";
    }

    /// <summary>The component and channel.</summary>
    public string Source { get; }

    /// <summary>How grave it is.</summary>
    public ChannelMessageKind Kind { get; }

    /// <summary>The text with source and kind before it.</summary>
    public string Message { get; }

    /// <summary>The text.</summary>
    public string RawMessage { get; }
}
