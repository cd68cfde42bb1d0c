using System.Globalization;
using System.Text.Json;

namespace Microsoft.ML.LowRank.Serialization;

/// <summary>The checked JSON header of a model file.</summary>
internal sealed class ModelFileHeader
{
    private const int MaximumTensors = 65_536;
    private const int MaximumDimensions = 16;

    public required string Kind { get; init; }

    public required string Manifest { get; init; }

    /// <summary>Where in the header the digest's digits stand.</summary>
    public required int DigestOffset { get; init; }

    public byte[] Digest { get; } = new byte[ModelFile.DigestLength];

    /// <summary>In the order of their bytes, without gaps.</summary>
    public required IReadOnlyList<Entry> Tensors { get; init; }

    public static ModelFileHeader Parse(ReadOnlyMemory<byte> header)
    {
        try
        {
            using var json = JsonDocument.Parse(
                header, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            return Parse(json.RootElement, header.Span);
        }
        // The second: text that is no valid Unicode shows itself only when it is taken out.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException(
                "The header is not the JSON of a model file: " + e.Message + " The file is damaged or of another kind.", e);
        }
    }

    private static ModelFileHeader Parse(JsonElement root, ReadOnlySpan<byte> header)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("__metadata__", out var metadata) ||
            metadata.ValueKind != JsonValueKind.Object)
            throw ModelFileReader.Bad("The file has no '__metadata__': it is a safetensors file of another program.");
        string format = Text(metadata, "format");
        if (format != ModelFile.FormatName)
            throw ModelFileReader.Bad(
                $"The file's format is '{Shorten(format)}', not '{ModelFile.FormatName}': another program wrote it.");
        string version = Text(metadata, "format_version");
        if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number < 1)
            throw ModelFileReader.Bad($"The file's format version '{Shorten(version)}' is not a positive number.");
        if (number > ModelFile.FormatVersion)
            throw ModelFileReader.Bad(
                $"The file has format version {number}; this version of the library reads up to " +
                $"{ModelFile.FormatVersion}. Load it with a newer version of the library.");

        string digest = Text(metadata, "sha256");
        int offset = DigestPosition(header);
        if (digest.Length != ModelFile.DigestLength || offset < 0)
            throw ModelFileReader.Bad("The file's digest does not have 64 digits. The file is damaged.");
        return new ModelFileHeader
        {
            Kind = Text(metadata, "kind"),
            Manifest = Text(metadata, "manifest"),
            DigestOffset = offset,
            Tensors = Entries(root),
        };
    }

    private static List<Entry> Entries(JsonElement root)
    {
        var entries = new List<Entry>();
        foreach (var property in root.EnumerateObject())
        {
            if (property.NameEquals("__metadata__"))
                continue;
            if (entries.Count == MaximumTensors)
                throw ModelFileReader.Bad($"The file announces more than {MaximumTensors} tensors. It is damaged.");
            entries.Add(ParseEntry(property.Name, property.Value));
        }
        entries.Sort((a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) : a.End.CompareTo(b.End));
        long expected = 0;
        foreach (var entry in entries)
        {
            if (entry.Begin != expected)
                throw ModelFileReader.Bad(
                    $"Tensor '{Shorten(entry.Name)}' begins at byte {entry.Begin} but the one before it ends at " +
                    $"{expected}: tensors must follow each other without gap or overlap. The file is damaged.");
            expected = entry.End;
        }
        return entries;
    }

    private static Entry ParseEntry(string name, JsonElement value)
    {
        string shown = Shorten(name);
        if (value.ValueKind != JsonValueKind.Object)
            throw ModelFileReader.Bad($"The entry of tensor '{shown}' is not an object. The file is damaged.");
        string typeName = Text(value, "dtype");
        if (!TensorTypes.TryParse(typeName, out var type))
            throw ModelFileReader.Bad(
                $"Tensor '{shown}' has the element type '{Shorten(typeName)}'; F16, F32, F64, I8, I32, I64 and U8 are known.");
        long[] shape = Numbers(value, "shape", shown);
        if (shape.Length > MaximumDimensions)
            throw ModelFileReader.Bad($"Tensor '{shown}' has {shape.Length} dimensions; {MaximumDimensions} are possible.");
        long[] offsets = Numbers(value, "data_offsets", shown);
        if (offsets.Length != 2 || offsets[0] > offsets[1])
            throw ModelFileReader.Bad($"The 'data_offsets' of tensor '{shown}' are not a begin and an end.");

        // Multiplied up to the limit only, so that no product overflows; an extent of 0 makes the tensor empty.
        long bytes = TensorTypes.SizeOf(type);
        foreach (long extent in shape)
        {
            if (extent != 0 && bytes > Array.MaxLength / extent)
                throw ModelFileReader.Bad(
                    $"Tensor '{shown}' of shape [{string.Join(", ", shape)}] is larger than {Array.MaxLength} bytes.");
            bytes *= extent;
        }
        if (bytes != offsets[1] - offsets[0])
            throw ModelFileReader.Bad(
                $"Tensor '{shown}' of shape [{string.Join(", ", shape)}] takes {bytes} bytes but its offsets span " +
                $"{offsets[1] - offsets[0]}. The file is damaged.");
        return new Entry(name, type, shape, offsets[0], offsets[1]);
    }

    private static string Text(JsonElement parent, string name)
    {
        if (!parent.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String)
            throw ModelFileReader.Bad($"The header lacks the text '{name}'. The file is damaged or of another kind.");
        return value.GetString()!;
    }

    private static long[] Numbers(JsonElement parent, string name, string tensor)
    {
        if (!parent.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.Array ||
            value.GetArrayLength() > 64)
            throw ModelFileReader.Bad($"The '{name}' of tensor '{tensor}' is not a short list. The file is damaged.");
        var numbers = new long[value.GetArrayLength()];
        for (int i = 0; i < numbers.Length; i++)
            if (value[i].ValueKind != JsonValueKind.Number || !value[i].TryGetInt64(out numbers[i]) || numbers[i] < 0)
                throw ModelFileReader.Bad(
                    $"The '{name}' of tensor '{tensor}' hold something that is not a whole number from 0 on.");
        return numbers;
    }

    /// <summary>Offset of the digits of <c>__metadata__.sha256</c>, or −1 unless they stand there unescaped.</summary>
    private static int DigestPosition(ReadOnlySpan<byte> header)
    {
        var reader = new Utf8JsonReader(header, new JsonReaderOptions { MaxDepth = 8 });
        bool inside = false;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            if (reader.CurrentDepth == 1)
                inside = reader.ValueTextEquals("__metadata__");
            else if (inside && reader.CurrentDepth == 2 && reader.ValueTextEquals("sha256"))
            {
                reader.Read();
                bool plain = reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped &&
                    reader.ValueSpan.Length == ModelFile.DigestLength;
                return plain ? (int)reader.TokenStartIndex + 1 : -1;
            }
        }
        return -1;
    }

    private static string Shorten(string text) => text.Length <= 80 ? text : text[..80] + "…";

    internal sealed record Entry(string Name, TensorType Type, long[] Shape, long Begin, long End);
}
