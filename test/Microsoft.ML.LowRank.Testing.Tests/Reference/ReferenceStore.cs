using System.Globalization;
using System.Text;
using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Testing.Tests.Reference;

/// <summary>The reference's file: signature, versions, length, numbers, and the input schema.</summary>
internal sealed class ReferenceStore(Fault fault) : ModelStore
{
    public const string Signature = "REFERNCE";
    private const uint Version = 1;
    private int _saves;

    public override byte[] Save(MLContext context, ITransformer model, DataViewSchema inputSchema)
    {
        var reference = (ReferenceTransformer)model;
        using var body = new MemoryStream();
        using (var writer = new BinaryWriter(body, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(reference.Mean.Length);
            foreach (double mean in reference.Mean)
                writer.Write(mean);
            writer.Write(reference.Shrink);
            writer.Write(reference.Salt);
            if (fault == Fault.SavesByCulture)
                writer.Write(0.5.ToString(CultureInfo.CurrentCulture));
            if (fault == Fault.SavesDifferentlyAgain)
                writer.Write(_saves++);
            TableFile.Write(body, Empty(inputSchema));
        }
        byte[] content = body.ToArray();
        return [.. Encoding.ASCII.GetBytes(Signature), .. BitConverter.GetBytes(Version),
            .. BitConverter.GetBytes(Version), .. BitConverter.GetBytes(content.Length), .. content];
    }

    public override ITransformer Load(MLContext context, byte[] file, out DataViewSchema inputSchema)
    {
        try
        {
            return Load(file, out inputSchema);
        }
        catch (Exception e) when (e is ArgumentException or IOException or FormatException or OverflowException
            && fault != Fault.FailsUntypedOnDamage)
        {
            throw new InvalidDataException("The file is damaged.", e);
        }
        catch (Exception e) when (e is not InvalidDataException && fault == Fault.FailsUntypedOnDamage)
        {
            throw new KeyNotFoundException();
        }
    }

    private ReferenceTransformer Load(byte[] file, out DataViewSchema inputSchema)
    {
        if (fault == Fault.AcceptsTruncation)
            Array.Resize(ref file, Math.Max(file.Length, 2_000));
        using var reader = new BinaryReader(new MemoryStream(file));
        string signature = Encoding.ASCII.GetString(reader.ReadBytes(Signature.Length));
        uint written = reader.ReadUInt32();
        uint readable = reader.ReadUInt32();
        int length = reader.ReadInt32();
        if (fault == Fault.FailsUntypedOnDamage && length != file.Length - 20)
            throw new IOException();
        if (fault != Fault.IgnoresVersions && (written > Version || readable > Version))
            throw new NotSupportedException($"The file is of version {written}; only version {Version} can be read.");
        if (fault != Fault.AcceptsTruncation && (signature != Signature || length != file.Length - 20))
            throw new InvalidDataException("The file is not of this kind, or not whole.");
        int count = reader.ReadInt32();
        if (fault == Fault.AllocatesBeforeChecking && count is > 1_000 or < 0)
            GC.KeepAlive(new byte[Math.Min(count & int.MaxValue, 200_000_000)]);
        if (count is < 1 or > 1_000)
            throw new InvalidDataException($"The file speaks of {count} numbers.");
        double[] mean = [.. Enumerable.Range(0, count).Select(_ => reader.ReadDouble())];
        double shrink = reader.ReadDouble();
        int salt = reader.ReadInt32();
        if (fault == Fault.SavesByCulture)
            reader.ReadString();
        if (fault == Fault.SavesDifferentlyAgain)
            reader.ReadInt32();
        inputSchema = fault == Fault.LoadsOtherSchema ? new Table(Table.Numbers("Other", 1)).Schema
            : fault == Fault.AcceptsTruncation ? TestData.Labelled().Schema
            : TableFile.Read(reader.BaseStream).Schema;
        if (fault == Fault.LoadsOtherValues)
            mean[0]++;
        return new ReferenceTransformer(mean, shrink, salt, fault);
    }

    private static Table Empty(DataViewSchema schema) => new(CursorReader.Read(new NoRows(schema)).Table.Columns);

    /// <summary>A schema as data.</summary>
    private sealed class NoRows(DataViewSchema schema) : IDataView
    {
        public bool CanShuffle => false;

        public DataViewSchema Schema => schema;

        public long? GetRowCount() => 0;

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
            => new NoCursor(schema);

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n,
            Random? rand = null) => [new NoCursor(schema)];
    }

    private sealed class NoCursor(DataViewSchema schema) : DataViewRowCursor
    {
        public override long Position => -1;

        public override long Batch => -1;

        public override DataViewSchema Schema => schema;

        public override bool MoveNext() => false;

        public override bool IsColumnActive(DataViewSchema.Column column) => true;

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
            => (ref TValue value) => value = default!;

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = default;
    }
}
