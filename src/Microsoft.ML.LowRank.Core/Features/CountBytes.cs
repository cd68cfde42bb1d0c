namespace Microsoft.ML.LowRank.Features;

/// <summary>
/// Numbers of occurrences as bytes: groups of seven bits, the lowest first; a set eighth bit says that more follow. Most
/// values are rare, so that a count takes little more than a byte.
/// </summary>
internal static class CountBytes
{
    /// <summary>How many bytes <see cref="Write"/> makes.</summary>
    public static long LengthOf(ReadOnlySpan<int> counts)
    {
        long length = 0;
        foreach (int count in counts)
        {
            uint rest = (uint)count;
            do
                length++;
            while ((rest >>= 7) != 0);
        }
        return length;
    }

    /// <param name="counts">From 0 on.</param>
    public static byte[] Write(ReadOnlySpan<int> counts)
    {
        // Counted first: a list that grows would take the memory twice.
        var bytes = new byte[LengthOf(counts)];
        int at = 0;
        foreach (int count in counts)
        {
            uint rest = (uint)count;
            for (; rest >= 0x80; rest >>= 7)
                bytes[at++] = (byte)(rest | 0x80);
            bytes[at++] = (byte)rest;
        }
        return bytes;
    }

    /// <exception cref="InvalidDataException">The bytes are not so many counts.</exception>
    public static int[] Read(ReadOnlySpan<byte> bytes, long rows)
    {
        // A count takes a byte at least, so that a number that is only said costs no memory.
        if (rows < 0 || rows > bytes.Length)
            throw Bad($"{rows} are needed, there are {bytes.Length} bytes");
        var counts = new int[rows];
        int at = 0;
        for (int row = 0; row < counts.Length; row++)
        {
            uint count = 0;
            for (int shift = 0; ; shift += 7)
            {
                if (at == bytes.Length)
                    throw Bad($"the bytes end within count {row} of {rows}");
                byte group = bytes[at++];
                if (shift == 28 && group > 7)
                    throw Bad($"count {row} is above {int.MaxValue}");
                count |= (uint)(group & 0x7F) << shift;
                if (group < 0x80)
                    break;
            }
            counts[row] = (int)count;
        }
        return at == bytes.Length ? counts : throw Bad($"{bytes.Length - at} bytes follow the last of {rows}");
    }

    private static InvalidDataException Bad(string what) =>
        new($"The saved counts of values cannot be read: {what}. The model is damaged.");
}
