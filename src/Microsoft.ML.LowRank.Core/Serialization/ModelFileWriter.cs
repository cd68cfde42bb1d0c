using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Microsoft.ML.LowRank.Serialization;

/// <summary>Writes a <see cref="ModelFile"/>. The same content always gives the same bytes.</summary>
internal static class ModelFileWriter
{
    private static readonly string ZeroDigest = new('0', ModelFile.DigestLength);

    /// <summary>Writes to the stream's position; the stream needs no seeking and is left open.</summary>
    public static void Write(Stream stream, ModelFile file)
    {
        var ordered = InOrder(file);
        byte[] header = Header(file, ordered);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(length);
        hash.AppendData(header);
        foreach (var (_, tensor) in ordered)
            hash.AppendData(tensor.Bytes.Span);
        string digest = Convert.ToHexStringLower(hash.GetHashAndReset());
        int at = header.AsSpan().IndexOf(Encoding.ASCII.GetBytes($"\"sha256\":\"{ZeroDigest}\"")) + "\"sha256\":\"".Length;
        Encoding.ASCII.GetBytes(digest, header.AsSpan(at));

        stream.Write(length);
        stream.Write(header);
        foreach (var (_, tensor) in ordered)
            stream.Write(tensor.Bytes.Span);
    }

    /// <summary>How many bytes <see cref="Write"/> writes.</summary>
    public static long LengthOf(ModelFile file)
        => sizeof(long) + Header(file, InOrder(file)).Length + file.Tensors.Values.Sum(tensor => tensor.ByteCount);

    /// <summary>Wide elements first, so that every tensor is aligned to its element size; then by name.</summary>
    private static KeyValuePair<string, ModelTensor>[] InOrder(ModelFile file) =>
    [
        .. file.Tensors.OrderByDescending(t => TensorTypes.SizeOf(t.Value.Type)).ThenBy(t => t.Key, StringComparer.Ordinal),
    ];

    private static byte[] Header(ModelFile file, KeyValuePair<string, ModelTensor>[] ordered)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = ModelFile.BriefEncoder }))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            // First, so that its place is found before anything that a caller wrote.
            json.WriteString("sha256", ZeroDigest);
            json.WriteString("format", ModelFile.FormatName);
            json.WriteString("format_version", ModelFile.FormatVersion.ToString(CultureInfo.InvariantCulture));
            json.WriteString("kind", file.Kind);
            json.WriteString("manifest", file.Manifest);
            json.WriteEndObject();
            long offset = 0;
            foreach (var (name, tensor) in ordered)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", TensorTypes.NameOf(tensor.Type));
                json.WriteStartArray("shape");
                foreach (long extent in tensor.Shape)
                    json.WriteNumberValue(extent);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                offset += tensor.ByteCount;
                json.WriteNumberValue(offset);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        // Spaces up to a multiple of eight, as the format asks, so that the tensors are aligned.
        int padded = (buffer.WrittenCount + 7) & ~7;
        var header = new byte[padded];
        header.AsSpan().Fill((byte)' ');
        buffer.WrittenSpan.CopyTo(header);
        return header;
    }
}
