namespace Microsoft.ML.Data;

/// <summary>Writes and reads values of any column type.</summary>
internal static class ValueCodec
{
    public static void Write<T>(BinaryWriter writer, T value)
    {
        if (typeof(T).IsGenericType && typeof(T).GetGenericTypeDefinition() == typeof(VBuffer<>))
        {
            Typed.Call(typeof(ValueCodec), nameof(WriteVector), typeof(T).GetGenericArguments()[0], writer, value);
            return;
        }

        switch ((object)value)
        {
            case sbyte v: writer.Write(v); break;
            case byte v: writer.Write(v); break;
            case short v: writer.Write(v); break;
            case ushort v: writer.Write(v); break;
            case int v: writer.Write(v); break;
            case uint v: writer.Write(v); break;
            case long v: writer.Write(v); break;
            case ulong v: writer.Write(v); break;
            case float v: writer.Write(v); break;
            case double v: writer.Write(v); break;
            case bool v: writer.Write(v); break;
            case ReadOnlyMemory<char> v: writer.Write(v.ToString()); break;
            case TimeSpan v: writer.Write(v.Ticks); break;
            case DateTime v: writer.Write(v.Ticks); break;
            case DateTimeOffset v: writer.Write(v.Ticks); writer.Write(v.Offset.Ticks); break;
            case DataViewRowId v: writer.Write(v.Low); writer.Write(v.High); break;
            default: throw new NotSupportedException($"Values of {typeof(T)} cannot be saved.");
        }
    }

    public static object Read(BinaryReader reader, Type type)
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(VBuffer<>))
            return Typed.Call(typeof(ValueCodec), nameof(ReadVector), type.GetGenericArguments()[0], reader);
        if (type == typeof(ReadOnlyMemory<char>))
            return reader.ReadString().AsMemory();
        if (type == typeof(TimeSpan))
            return new TimeSpan(reader.ReadInt64());
        if (type == typeof(DateTimeOffset))
            return new DateTimeOffset(reader.ReadInt64(), new TimeSpan(reader.ReadInt64()));
        if (type == typeof(DataViewRowId))
            return new DataViewRowId(reader.ReadUInt64(), reader.ReadUInt64());
        return Type.GetTypeCode(type) switch
        {
            TypeCode.SByte => reader.ReadSByte(),
            TypeCode.Byte => reader.ReadByte(),
            TypeCode.Int16 => reader.ReadInt16(),
            TypeCode.UInt16 => reader.ReadUInt16(),
            TypeCode.Int32 => reader.ReadInt32(),
            TypeCode.UInt32 => reader.ReadUInt32(),
            TypeCode.Int64 => reader.ReadInt64(),
            TypeCode.UInt64 => reader.ReadUInt64(),
            TypeCode.Single => reader.ReadSingle(),
            TypeCode.Double => reader.ReadDouble(),
            TypeCode.Boolean => reader.ReadBoolean(),
            TypeCode.DateTime => (object)new DateTime(reader.ReadInt64()),
            _ => throw new NotSupportedException($"Values of {type} cannot be loaded."),
        };
    }

    private static void WriteVector<T>(BinaryWriter writer, VBuffer<T> value)
    {
        writer.Write(value.Length);
        writer.Write(value.GetValues().Length);
        foreach (int index in value.GetIndices())
            writer.Write(index);
        foreach (var item in value.GetValues())
            Write(writer, item);
    }

    private static VBuffer<T> ReadVector<T>(BinaryReader reader)
    {
        int length = reader.ReadInt32();
        int count = reader.ReadInt32();
        var indices = new List<int>();
        var values = new List<T>();
        while (count < length && indices.Count < count)
            indices.Add(reader.ReadInt32());
        while (values.Count < count)
            values.Add((T)Read(reader, typeof(T)));
        return new VBuffer<T>(length, count, [.. values], [.. indices]);
    }
}
