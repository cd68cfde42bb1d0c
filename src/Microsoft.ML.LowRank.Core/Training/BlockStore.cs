namespace Microsoft.ML.LowRank.Training;

/// <summary>Blocks of bytes: the first ones in memory, all after the budget is used up in one file.</summary>
internal sealed class BlockStore(RowCacheSettings settings) : IDisposable
{
    private readonly RowCacheSettings _settings = settings;
    private readonly List<Block> _blocks = [];
    private readonly Lock _reading = new();
    private Stream? _file;
    private long _fileLength;
    private bool _isDisposed;

    /// <summary>Number of blocks.</summary>
    public int Count => _blocks.Count;

    /// <summary>Their bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Adds a block. When the file cannot be written nothing of the store is left.</summary>
    /// <exception cref="IOException">Says what to do.</exception>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, typeof(RowCache));
        if (_file is null && Bytes + bytes.Length <= _settings.MemoryBudget)
        {
            _blocks.Add(new Block(bytes.ToArray(), -1, bytes.Length));
            Bytes += bytes.Length;
            return;
        }
        string folder = _settings.Folder ?? Path.GetTempPath();
        try
        {
            _file ??= _settings.OpenFile(folder);
            _file.Position = _fileLength;
            _file.Write(bytes);
            _file.Flush();
        }
        catch (Exception e)
        {
            long needed = _fileLength + bytes.Length;
            Dispose();
            if (e is not (IOException or UnauthorizedAccessException))
                throw;
            throw new IOException($"Encoded rows could not be written to a temporary file in '{folder}', where " +
                $"{needed} bytes are needed so far. Choose another folder, with more room, or a larger memory budget. " +
                e.Message, e);
        }
        _blocks.Add(new Block(null, _fileLength, bytes.Length));
        _fileLength += bytes.Length;
        Bytes += bytes.Length;
    }

    /// <summary>A block's bytes.</summary>
    /// <param name="index">Which one.</param>
    /// <param name="buffer">Grown as needed, and overwritten.</param>
    public ReadOnlySpan<byte> Read(int index, ref byte[] buffer)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, typeof(RowCache));
        var block = _blocks[index];
        if (block.Bytes is not null)
            return block.Bytes;
        if (buffer.Length < block.Length)
            buffer = new byte[block.Length];
        lock (_reading)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(RowCache));
            _file!.Position = block.Offset;
            _file.ReadExactly(buffer, 0, block.Length);
        }
        return buffer.AsSpan(0, block.Length);
    }

    /// <summary>Lets go of everything; the file is gone.</summary>
    public void Dispose()
    {
        lock (_reading)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            _file?.Dispose();
        }
    }

    private readonly record struct Block(byte[]? Bytes, long Offset, int Length);
}
