using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Testing;

/// <summary>Tables as streams, bit for bit, for the way to another process. Annotations stay behind.</summary>
internal static class TableFile
{
    public static void Write(Stream stream, Table table)
    {
        using var writer = new BinaryWriter(stream);
        writer.Write(table.Columns.Count);
        writer.Write(table.Count);
        foreach (var column in table.Columns)
        {
            writer.Write(column.Name);
            WriteColumn(writer, column);
        }
    }

    public static Table Read(Stream stream)
    {
        using var reader = new BinaryReader(stream);
        int columns = reader.ReadInt32();
        int rows = reader.ReadInt32();
        return new Table([.. Enumerable.Range(0, columns).Select(_ => ReadColumn(reader, reader.ReadString(), rows))]);
    }

    private static void WriteColumn(BinaryWriter writer, TableColumn column)
    {
        switch (column)
        {
            case TableColumn<float> { Type: NumberDataViewType } numbers:
                WriteValues('f', numbers, writer.Write);
                break;
            case TableColumn<double> { Type: NumberDataViewType } numbers:
                WriteValues('d', numbers, writer.Write);
                break;
            case TableColumn<int> integers:
                WriteValues('i', integers, writer.Write);
                break;
            case TableColumn<bool> booleans:
                WriteValues('b', booleans, writer.Write);
                break;
            case TableColumn<ReadOnlyMemory<char>> texts:
                WriteValues('t', texts, text => writer.Write(text.ToString()));
                break;
            case TableColumn<uint> { Type: KeyDataViewType key } keys:
                writer.Write('k');
                writer.Write(key.Count);
                WriteAll(keys.Values, writer.Write);
                break;
            case TableColumn<VBuffer<ReadOnlyMemory<char>>> { Type: VectorDataViewType words }:
                var lists = (TableColumn<VBuffer<ReadOnlyMemory<char>>>)column;
                writer.Write('w');
                writer.Write(words.Size);
                WriteAll(lists.Values, list => WriteTexts(writer, list));
                break;
            case TableColumn<VBuffer<float>> { Type: VectorDataViewType vector } vectors:
                writer.Write('v');
                writer.Write(vector.Size);
                WriteAll(vectors.Values, buffer => WriteVector(writer, buffer));
                break;
            default:
                throw new NotSupportedException($"Column '{column.Name}' of {column.Type} cannot be given to another process.");
        }

        void WriteValues<T>(char kind, TableColumn<T> typed, Action<T> write)
        {
            writer.Write(kind);
            WriteAll(typed.Values, write);
        }

        static void WriteAll<T>(IReadOnlyList<T> values, Action<T> write)
        {
            foreach (var value in values)
                write(value);
        }
    }

    private static void WriteVector(BinaryWriter writer, VBuffer<float> buffer)
    {
        var pairs = buffer.Items().ToList();
        writer.Write(buffer.Length);
        writer.Write(buffer.IsDense);
        writer.Write(pairs.Count);
        foreach (var (slot, value) in pairs)
        {
            writer.Write(slot);
            writer.Write(value);
        }
    }

    private static void WriteTexts(BinaryWriter writer, VBuffer<ReadOnlyMemory<char>> texts)
    {
        writer.Write(texts.Length);
        foreach (var text in texts.DenseValues())
            writer.Write(text.ToString());
    }

    private static TableColumn ReadColumn(BinaryReader reader, string name, int rows)
    {
        char kind = reader.ReadChar();
        return kind switch
        {
            'f' => new TableColumn<float>(name, NumberDataViewType.Single, ReadAll(reader.ReadSingle)),
            'd' => new TableColumn<double>(name, NumberDataViewType.Double, ReadAll(reader.ReadDouble)),
            'i' => new TableColumn<int>(name, NumberDataViewType.Int32, ReadAll(reader.ReadInt32)),
            'w' => new TableColumn<VBuffer<ReadOnlyMemory<char>>>(name, new VectorDataViewType(TextDataViewType.Instance, reader.ReadInt32()),
                ReadAll(() => ReadTexts(reader))),
            'b' => new TableColumn<bool>(name, BooleanDataViewType.Instance, ReadAll(reader.ReadBoolean)),
            't' => new TableColumn<ReadOnlyMemory<char>>(name, TextDataViewType.Instance,
                ReadAll(() => reader.ReadString().AsMemory())),
            'k' => new TableColumn<uint>(name, new KeyDataViewType(typeof(uint), reader.ReadUInt64()),
                ReadAll(reader.ReadUInt32)),
            'v' => new TableColumn<VBuffer<float>>(name, new VectorDataViewType(NumberDataViewType.Single, reader.ReadInt32()),
                ReadAll(() => ReadVector(reader))),
            _ => throw new InvalidDataException($"Column '{name}' is of an unknown kind '{kind}'."),
        };

        List<T> ReadAll<T>(Func<T> read) => [.. Enumerable.Range(0, rows).Select(_ => read())];
    }

    private static VBuffer<ReadOnlyMemory<char>> ReadTexts(BinaryReader reader)
    {
        var texts = new ReadOnlyMemory<char>[reader.ReadInt32()];
        for (int i = 0; i < texts.Length; i++)
            texts[i] = reader.ReadString().AsMemory();
        return new VBuffer<ReadOnlyMemory<char>>(texts.Length, texts);
    }

    private static VBuffer<float> ReadVector(BinaryReader reader)
    {
        int length = reader.ReadInt32();
        bool dense = reader.ReadBoolean();
        int count = reader.ReadInt32();
        int[] indices = new int[count];
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
        {
            indices[i] = reader.ReadInt32();
            values[i] = reader.ReadSingle();
        }
        return dense ? new VBuffer<float>(length, values) : new VBuffer<float>(length, count, values, indices);
    }
}
