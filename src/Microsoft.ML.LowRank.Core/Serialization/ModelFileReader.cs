using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Microsoft.ML.LowRank.Serialization;

/// <summary>
/// Reads a <see cref="ModelFile"/> and trusts nothing in it: every size is checked before memory is taken for it, and
/// whatever is wrong is an <see cref="InvalidDataException"/> whose message says what.
/// </summary>
internal static class ModelFileReader
{
    private const int Chunk = 1 << 20;

    private static readonly byte[] ZeroDigest = Encoding.ASCII.GetBytes(new string('0', ModelFile.DigestLength));

    /// <summary>
    /// Reads one model file from the stream's position and leaves the stream behind its last byte. The stream needs no
    /// seeking; where it can seek, its length is compared with the sizes in the file first.
    /// </summary>
    /// <exception cref="InvalidDataException">The bytes are not an intact model file that this version reads.</exception>
    public static ModelFile Read(Stream stream)
    {
        var prefix = ReadBytes(stream, 8, "the length of the header");
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerLength is < 2 or > ModelFile.MaximumHeaderLength)
            throw Bad($"The header is said to be {headerLength} bytes long; " +
                $"between 2 and {ModelFile.MaximumHeaderLength} are possible. This is no model file, or a damaged one.");
        CheckAvailable(stream, (long)headerLength, "the header");
        byte[] header = ReadBytes(stream, (int)headerLength, "the header");
        var content = ModelFileHeader.Parse(header);

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(prefix);
        header.AsSpan(content.DigestOffset, ModelFile.DigestLength).CopyTo(content.Digest);
        ZeroDigest.CopyTo(header, content.DigestOffset);
        hash.AppendData(header);

        long total = content.Tensors.Count == 0 ? 0 : content.Tensors[^1].End;
        CheckAvailable(stream, total, "the tensors");
        var tensors = new Dictionary<string, ModelTensor>(StringComparer.Ordinal);
        foreach (var entry in content.Tensors)
        {
            byte[] bytes = ReadBytes(stream, (int)(entry.End - entry.Begin), $"tensor '{entry.Name}'");
            hash.AppendData(bytes);
            tensors.Add(entry.Name, ModelTensor.FromBytes(entry.Type, entry.Shape, bytes));
        }
        string found = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (!Encoding.ASCII.GetBytes(found).AsSpan().SequenceEqual(content.Digest))
            throw Bad("The digest of the file does not match its content: it was damaged or changed after it was " +
                "written. Save the model again, or fetch an intact copy.");
        return new ModelFile(content.Kind, content.Manifest, tensors);
    }

    internal static InvalidDataException Bad(string message) => new(message);

    private static void CheckAvailable(Stream stream, long needed, string what)
    {
        if (stream.CanSeek && stream.Length - stream.Position < needed)
            throw Bad($"The file ends before the end of {what}: {needed} bytes are announced, " +
                $"{Math.Max(0, stream.Length - stream.Position)} are left. The file is truncated or damaged.");
    }

    /// <summary>Takes memory only as bytes really arrive, so that an announced size alone costs nothing.</summary>
    private static byte[] ReadBytes(Stream stream, int count, string what)
    {
        var bytes = new byte[stream.CanSeek ? count : Math.Min(count, Chunk)];
        int read = 0;
        while (read < count)
        {
            if (read == bytes.Length)
                Array.Resize(ref bytes, (int)Math.Min(count, 2L * bytes.Length));
            int got = stream.Read(bytes, read, bytes.Length - read);
            if (got == 0)
                throw Bad($"The file ends before the end of {what}: {count} bytes are announced, {read} are there. " +
                    "The file is truncated or damaged.");
            read += got;
        }
        return bytes;
    }
}
