using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Writes and reads schemas with their annotations.</summary>
internal static class SchemaCodec
{
    private const byte Key = 0x40;
    private const byte Vector = 0x80;
    private const byte RowId = 0x20;

    public static void Write(BinaryWriter writer, DataViewSchema schema)
    {
        writer.Write(schema.Count);
        foreach (var column in schema)
        {
            writer.Write(column.Name);
            Write(writer, column.Type);
            writer.Write(column.Annotations.Schema.Count);
            foreach (var annotation in column.Annotations.Schema)
            {
                writer.Write(annotation.Name);
                Write(writer, annotation.Type);
                Typed.Call(typeof(SchemaCodec), nameof(WriteAnnotation), annotation.Type.RawType, writer, column.Annotations, annotation);
            }
        }
    }

    public static DataViewSchema Read(BinaryReader reader)
    {
        var builder = new DataViewSchema.Builder();
        for (int columns = reader.ReadInt32(); columns > 0; columns--)
        {
            string name = reader.ReadString();
            var type = ReadType(reader);
            var annotations = new DataViewSchema.Annotations.Builder();
            for (int count = reader.ReadInt32(); count > 0; count--)
            {
                string kind = reader.ReadString();
                var annotationType = ReadType(reader);
                Typed.Call(typeof(SchemaCodec), nameof(ReadAnnotation), annotationType.RawType, reader, annotations, kind, annotationType);
            }

            builder.AddColumn(name, type, annotations.ToAnnotations());
        }

        return builder.ToSchema();
    }

    public static void Write(BinaryWriter writer, DataViewType type)
    {
        switch (type)
        {
            case VectorDataViewType vector:
                writer.Write(Vector);
                writer.Write(vector.Dimensions.Length);
                foreach (int dimension in vector.Dimensions)
                    writer.Write(dimension);
                Write(writer, vector.ItemType);
                break;
            case KeyDataViewType key:
                writer.Write((byte)(Key | (byte)PrimitiveTypes.KindOf(key).Value));
                writer.Write(key.Count);
                break;
            case RowIdDataViewType:
                writer.Write(RowId);
                break;
            default:
                writer.Write((byte)(PrimitiveTypes.KindOf(type) ?? throw new NotSupportedException($"A schema with a column of {type} cannot be saved.")));
                break;
        }
    }

    public static DataViewType ReadType(BinaryReader reader)
    {
        byte tag = reader.ReadByte();
        if (tag == Vector)
        {
            var dimensions = new List<int>();
            for (int count = reader.ReadInt32(); count > 0; count--)
                dimensions.Add(reader.ReadInt32());
            var item = ReadType(reader) as PrimitiveDataViewType;
            Contracts.CheckDecode(item is not null, "A vector of vectors is no column type.");
            return new VectorDataViewType(item, dimensions.ToArray());
        }

        if (tag == RowId)
            return RowIdDataViewType.Instance;
        var primitive = PrimitiveTypes.OfKind((DataKind)(tag & ~Key));
        Contracts.CheckDecode(primitive is not null, $"{tag:x2} is no column type.");
        return (tag & Key) == 0 ? primitive : new KeyDataViewType(primitive.RawType, reader.ReadUInt64());
    }

    private static void WriteAnnotation<T>(BinaryWriter writer, DataViewSchema.Annotations annotations, DataViewSchema.Column column)
    {
        T value = default;
        annotations.GetGetter<T>(column)(ref value);
        ValueCodec.Write(writer, value);
    }

    private static void ReadAnnotation<T>(BinaryReader reader, DataViewSchema.Annotations.Builder builder, string kind, DataViewType type)
    {
        var value = (T)ValueCodec.Read(reader, typeof(T));
        builder.Add(kind, type, (ValueGetter<T>)((ref T destination) => Copier<T>.Copy(value, ref destination)));
    }
}
