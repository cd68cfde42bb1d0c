using System.Text;

namespace Microsoft.ML.LowRank.Features;

/// <summary>The texts of a vocabulary, as one run of UTF-8. A value whose text is not known has an empty one.</summary>
internal sealed class VocabularyTexts
{
    private readonly byte[] _bytes;
    private readonly int[] _offsets;

    private VocabularyTexts(byte[] bytes, int[] offsets) => (_bytes, _offsets) = (bytes, offsets);

    /// <summary>Number of texts.</summary>
    public int Count => _offsets.Length - 1;

    /// <summary>The texts, one after the other.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Where the texts begin, and where the last one ends.</summary>
    public ReadOnlySpan<int> Offsets => _offsets;

    /// <summary>The text of a value, or null when it is not known.</summary>
    public string? this[int index] => _offsets[index] == _offsets[index + 1]
        ? null
        : Encoding.UTF8.GetString(_bytes.AsSpan(_offsets[index].._offsets[index + 1]));

    public static VocabularyTexts Of(IReadOnlyList<string?> texts)
    {
        var offsets = new int[texts.Count + 1];
        for (int i = 0; i < texts.Count; i++)
        {
            long end = offsets[i] + (long)Encoding.UTF8.GetByteCount(texts[i] ?? "");
            offsets[i + 1] = end <= Array.MaxLength ? (int)end : throw new InvalidOperationException(
                $"The texts of one field take more than {Array.MaxLength} bytes. Fit without keeping texts.");
        }
        var bytes = new byte[offsets[^1]];
        for (int i = 0; i < texts.Count; i++)
            Encoding.UTF8.GetBytes(texts[i] ?? "", bytes.AsSpan(offsets[i]));
        return new VocabularyTexts(bytes, offsets);
    }

    /// <exception cref="InvalidDataException">These are not the texts of so many values.</exception>
    public static VocabularyTexts Read(byte[] bytes, int[] offsets, int count, string field)
    {
        bool isSound = offsets.Length == (long)count + 1 && offsets[0] == 0 && offsets[^1] == bytes.Length;
        for (int i = 0; isSound && i < count; i++)
            isSound = offsets[i] <= offsets[i + 1];
        return isSound ? new VocabularyTexts(bytes, offsets) : throw new InvalidDataException(
            $"The texts of field '{field}' do not begin and end where they should. The model is damaged.");
    }
}
