namespace Microsoft.ML.Runtime;

/// <summary>How grave a message is.</summary>
public enum ChannelMessageKind
{
    /// <summary>For whoever traces.</summary>
    Trace = 0,

    /// <summary>For whoever watches.</summary>
    Info = 1,

    /// <summary>Something may be wrong.</summary>
    Warning = 2,

    /// <summary>Something is wrong.</summary>
    Error = 3,
}

/// <summary>What a message may reveal.</summary>
[Flags]
public enum MessageSensitivity
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Values.</summary>
    UserData = 0x1,

    /// <summary>Column names and the like.</summary>
    Schema = 0x2,

    /// <summary>Perhaps anything.</summary>
    Unknown = ~None,

    /// <summary>Anything.</summary>
    All = Unknown,
}

/// <summary>A text message.</summary>
public readonly struct ChannelMessage
{
    /// <summary>How grave it is.</summary>
    public readonly ChannelMessageKind Kind;

    /// <summary>What it may reveal.</summary>
    public readonly MessageSensitivity Sensitivity;

    private readonly string _format;
    private readonly object[] _args;

    internal ChannelMessage(ChannelMessageKind kind, MessageSensitivity sensitivity, string format, params object[] args)
    {
        Contracts.CheckNonEmpty(format, nameof(format));
        Kind = kind;
        Sensitivity = sensitivity;
        _format = format;
        _args = args;
    }

    /// <summary>The text, formatted when asked for.</summary>
    public string Message => _args is { Length: > 0 } ? string.Format(_format, _args) : _format;
}
