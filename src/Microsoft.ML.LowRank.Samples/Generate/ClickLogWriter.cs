using System.Globalization;

namespace Microsoft.ML.LowRank.Samples.Generate;

/// <summary>Writes rows as comma-separated text with a header; the bytes are the same in every culture and on every system.</summary>
internal sealed class ClickLogWriter : IDisposable
{
    private const int BufferSize = 1 << 18;

    /// <summary>More than the longest line: the label, 13 integers of 10 digits, 26 texts of 8, 39 commas, the end.</summary>
    private const int MostPerLine = 512;

    private readonly byte[] _buffer = new byte[BufferSize];
    private readonly ClickLog _log;
    private readonly Stream _stream;
    private int _used;

    /// <summary>Writes the header. The stream stays open when this is disposed.</summary>
    public ClickLogWriter(ClickLog log, Stream stream)
    {
        (_log, _stream) = (log, stream);
        Append((byte)'l', "abel"u8);
        for (int field = 1; field <= ClickLog.CountFields; field++)
            AppendName((byte)'I', field);
        for (int field = 1; field <= ClickLog.IdFields; field++)
            AppendName((byte)'C', field);
        Append((byte)'\n', default);
    }

    public void Write(ClickRow row)
    {
        if (_buffer.Length - _used < MostPerLine)
            Flush();
        Append(row.Clicked ? (byte)'1' : (byte)'0', default);
        foreach (int count in row.Counts)
        {
            Append((byte)',', default);
            if (count != ClickRow.Missing)
                AppendNumber(count);
        }
        for (int field = 0; field < ClickLog.IdFields; field++)
        {
            Append((byte)',', default);
            if (row.Ids[field] == ClickRow.Missing)
                continue;
            _log.CodeOf(field, row.Ids[field]).TryFormat(_buffer.AsSpan(_used), out int written, "x8", CultureInfo.InvariantCulture);
            _used += written;
        }
        Append((byte)'\n', default);
    }

    /// <summary>Hands on what is left.</summary>
    public void Dispose() => Flush();

    private void AppendName(byte kind, int field)
    {
        Append((byte)',', [kind]);
        AppendNumber(field);
    }

    private void AppendNumber(int value)
    {
        value.TryFormat(_buffer.AsSpan(_used), out int written, default, CultureInfo.InvariantCulture);
        _used += written;
    }

    private void Append(byte first, ReadOnlySpan<byte> rest)
    {
        _buffer[_used++] = first;
        rest.CopyTo(_buffer.AsSpan(_used));
        _used += rest.Length;
    }

    private void Flush()
    {
        _stream.Write(_buffer, 0, _used);
        _used = 0;
    }
}
