namespace Microsoft.ML.LowRank.Features;

/// <summary>
/// Ascending fingerprints as bytes: the first one, then the differences, each in groups of seven bits, the lowest first;
/// a set eighth bit says that more follow.
/// </summary>
internal static class VocabularyBytes
{
    /// <summary>How many bytes <see cref="Write"/> makes.</summary>
    public static long LengthOf(ReadOnlySpan<ulong> fingerprints)
    {
        long length = 0;
        ulong before = 0;
        foreach (ulong fingerprint in fingerprints)
        {
            ulong difference = fingerprint - before;
            do
                length++;
            while ((difference >>= 7) != 0);
            before = fingerprint;
        }
        return length;
    }

    public static byte[] Write(ReadOnlySpan<ulong> fingerprints)
    {
        // Counted first: a list that grows would take the memory twice.
        var bytes = new byte[LengthOf(fingerprints)];
        int at = 0;
        ulong before = 0;
        foreach (ulong fingerprint in fingerprints)
        {
            ulong difference = fingerprint - before;
            for (; difference >= 0x80; difference >>= 7)
                bytes[at++] = (byte)(difference | 0x80);
            bytes[at++] = (byte)difference;
            before = fingerprint;
        }
        return bytes;
    }

    /// <exception cref="InvalidDataException">The bytes are not so many ascending fingerprints.</exception>
    public static ulong[] Read(ReadOnlySpan<byte> bytes, int count, string field)
    {
        // A fingerprint takes a byte at least, so that a number that is only said costs no memory.
        if (count < 0 || count > bytes.Length)
            throw Bad(field, $"{count} values are announced in {bytes.Length} bytes");
        var fingerprints = new ulong[count];
        int at = 0;
        ulong before = 0;
        for (int i = 0; i < count; i++)
        {
            ulong difference = 0;
            for (int shift = 0; ; shift += 7)
            {
                if (at == bytes.Length)
                    throw Bad(field, $"the bytes end within value {i} of {count}");
                byte group = bytes[at++];
                if (shift == 63 && group > 1)
                    throw Bad(field, $"value {i} has more than 64 bits");
                difference |= (ulong)(group & 0x7F) << shift;
                if (group < 0x80)
                    break;
            }
            ulong fingerprint = before + difference;
            if (i > 0 && fingerprint <= before)
                throw Bad(field, $"value {i} is not above the one before it");
            fingerprints[i] = before = fingerprint;
        }
        return at == bytes.Length ? fingerprints : throw Bad(field, $"{bytes.Length - at} bytes follow the last value");
    }

    private static InvalidDataException Bad(string field, string what) =>
        new($"The vocabulary of field '{field}' cannot be read: {what}. The model is damaged.");
}
