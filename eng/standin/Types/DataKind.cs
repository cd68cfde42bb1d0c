namespace Microsoft.ML.Data;

/// <summary>The primitive types by number.</summary>
public enum DataKind : byte
{
    /// <summary>Signed, one byte.</summary>
    SByte = 1,

    /// <summary>Unsigned, one byte.</summary>
    Byte = 2,

    /// <summary>Signed, two bytes.</summary>
    Int16 = 3,

    /// <summary>Unsigned, two bytes.</summary>
    UInt16 = 4,

    /// <summary>Signed, four bytes.</summary>
    Int32 = 5,

    /// <summary>Unsigned, four bytes.</summary>
    UInt32 = 6,

    /// <summary>Signed, eight bytes.</summary>
    Int64 = 7,

    /// <summary>Unsigned, eight bytes.</summary>
    UInt64 = 8,

    /// <summary>Single precision.</summary>
    Single = 9,

    /// <summary>Double precision.</summary>
    Double = 10,

    /// <summary>Text.</summary>
    String = 11,

    /// <summary>True or false.</summary>
    Boolean = 12,

    /// <summary>A span of time.</summary>
    TimeSpan = 13,

    /// <summary>A date and time.</summary>
    DateTime = 14,

    /// <summary>A date and time with its offset from UTC.</summary>
    DateTimeOffset = 15,
}
