namespace Microsoft.ML.LowRank.Serialization;

/// <summary>Element types of the tensors in a model file.</summary>
internal enum TensorType
{
    U8,
    I8,
    I32,
    I64,
    F16,
    F32,
    F64,
}

internal static class TensorTypes
{
    public static int SizeOf(TensorType type) => type switch
    {
        TensorType.U8 or TensorType.I8 => 1,
        TensorType.F16 => 2,
        TensorType.I32 or TensorType.F32 => 4,
        _ => 8,
    };

    public static string NameOf(TensorType type) => type switch
    {
        TensorType.U8 => "U8",
        TensorType.I8 => "I8",
        TensorType.I32 => "I32",
        TensorType.I64 => "I64",
        TensorType.F16 => "F16",
        TensorType.F32 => "F32",
        _ => "F64",
    };

    public static bool TryParse(string name, out TensorType type)
    {
        for (type = TensorType.U8; type <= TensorType.F64; type++)
            if (NameOf(type) == name)
                return true;
        return false;
    }
}
