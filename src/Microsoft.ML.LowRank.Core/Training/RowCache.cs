using System.IO.Hashing;
using Microsoft.ML.LowRank.Features;

namespace Microsoft.ML.LowRank.Training;

/// <summary>
/// Encoded rows, written once and read in every epoch. They are packed in blocks that depend on the rows alone; blocks
/// beyond a budget of memory lie in a temporary file. Several readers may read at a time.
/// </summary>
/// <param name="offsets">First row of every field's table, and the number of all rows at the end.</param>
/// <param name="numbers">Numbers of every row.</param>
/// <param name="targets">Targets of every row.</param>
/// <param name="settings">Where blocks are kept.</param>
internal sealed class RowCache(int[] offsets, int numbers, int targets, RowCacheSettings settings) : IDisposable
{
    private readonly int[] _offsets = offsets;
    private readonly RowCacheSettings _settings = settings;
    private readonly BlockStore _store = new(settings);
    private readonly BlockWriter _writer = new(offsets);
    private readonly List<int> _blockRows = [];
    private readonly XxHash128 _hash = new();
    private EncodedBatch? _open;
    private bool _hasBags;
    private bool _hasFactors;
    private bool _hasWeights;
    private bool _isComplete;
    private bool _isDisposed;

    /// <summary>Targets of every row.</summary>
    public int TargetCount => targets;

    /// <summary>Where rows are kept.</summary>
    public RowCacheSettings Settings => _settings;

    /// <summary>Rows that were appended.</summary>
    public long Rows { get; private set; }

    /// <summary>Bytes of all packed blocks, in memory and in the file.</summary>
    public long Bytes => _store.Bytes;

    /// <summary>Blocks that were packed.</summary>
    public int Blocks => _store.Count;

    /// <summary>Tells these rows from any others, once they are complete.</summary>
    public string Digest => Convert.ToHexString(_hash.GetCurrentHash());

    /// <summary>Appends all rows of a batch; the batch may be reused.</summary>
    public void Append(EncodedBatch batch)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_isComplete)
            throw new InvalidOperationException("The row cache is complete: rows can be read, none can be appended.");
        Check(batch);
        if (_open is null)
        {
            _hasBags = batch.Starts is not null;
            _open = NewBatch(_hasBags, true);
        }
        if ((batch.Starts is not null) != _hasBags)
            throw new ArgumentException(
                "Some batches have starts of fields and some have none; all must agree.", nameof(batch));
        for (int row = 0; row < batch.Rows; row++)
        {
            EncodedRows.Append(_open, batch, row);
            if (_open.Rows == _settings.BlockRows || _open.IdCount >= _settings.BlockIds)
                CloseBlock();
        }
        Rows += batch.Rows;
    }

    /// <summary>Ends writing; from now on rows can be read.</summary>
    public void Complete()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_open is { Rows: > 0 })
            CloseBlock();
        _open = null;
        _isComplete = true;
    }

    /// <summary>The rows as they were appended.</summary>
    /// <param name="batchRows">Rows of every batch but the last.</param>
    /// <returns>One batch, filled again and again.</returns>
    public IEnumerable<EncodedBatch> ReadInOrder(int batchRows)
    {
        ThrowUnlessReadable(batchRows);
        return Read(batchRows, RowOrder.Written(Blocks));
    }

    /// <summary>
    /// The rows in an order that depends on seed and epoch, not on where blocks are kept: blocks are shuffled, and the
    /// rows of every few of them together.
    /// </summary>
    /// <param name="batchRows">Rows of every batch but the last.</param>
    /// <param name="seed">Another seed gives another order.</param>
    /// <param name="epoch">Another epoch too.</param>
    /// <param name="isStratified">Whether batches have the classes, which targets say, alike.</param>
    /// <returns>One batch, filled again and again.</returns>
    public IEnumerable<EncodedBatch> ReadShuffled(int batchRows, ulong seed, int epoch, bool isStratified = false)
    {
        ThrowUnlessReadable(batchRows);
        return Read(batchRows, RowOrder.Shuffled(Blocks, _settings.GroupBlocks, seed, epoch, isStratified));
    }

    /// <summary>Lets go of everything; the file is gone.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _store.Dispose();
    }

    internal EncodedBatch NewBatch() => NewBatch(_hasFactors, _hasWeights);

    internal void Decode(int block, RowGroup group) =>
        new BlockReader(_offsets, _store.Read(block, ref group.Bytes)).AppendTo(group.Rows, _blockRows[block]);

    private IEnumerable<EncodedBatch> Read(int batchRows, RowOrder order)
    {
        var batch = NewBatch();
        using var groups = new RowGroups(this, order);
        while (groups.Next() is { } group)
        {
            for (int i = 0; i < group.Rows.Rows; i++)
            {
                EncodedRows.Append(batch, group.Rows, group.Order[i]);
                if (batch.Rows < batchRows)
                    continue;
                yield return batch;
                batch.Rows = 0;
            }
        }
        if (batch.Rows > 0)
            yield return batch;
    }

    private void CloseBlock()
    {
        _hasFactors = _hasFactors || BlockWriter.HasOtherThanOne(_open!.Factors, _open.IdCount);
        _hasWeights = _hasWeights || BlockWriter.HasOtherThanOne(_open!.Weights, _open.Rows);
        var block = _writer.Write(_open!);
        _hash.Append(block);
        _store.Add(block);
        _blockRows.Add(_open!.Rows);
        _open.Rows = 0;
    }

    private EncodedBatch NewBatch(bool hasFactors, bool hasWeights) => new()
    {
        Fields = _offsets.Length - 1,
        Numbers = numbers,
        TargetCount = targets,
        Starts = _hasBags ? [0] : null,
        Factors = hasFactors ? [] : null,
        Weights = hasWeights ? [] : null,
    };

    private void Check(EncodedBatch batch)
    {
        if (batch.Fields != _offsets.Length - 1 || batch.Numbers != numbers || batch.TargetCount != targets)
            throw new ArgumentException($"The batch has {batch.Fields} fields, {batch.Numbers} numbers and " +
                $"{batch.TargetCount} targets; the row cache was made for {_offsets.Length - 1}, {numbers} and {targets}.",
                nameof(batch));
        for (int row = 0, at = 0; row < batch.Rows; row++)
            for (int field = 0; field < batch.Fields; field++, at++)
            {
                int from = batch.Starts is null ? at : batch.Starts[at];
                int to = batch.Starts is null ? at + 1 : batch.Starts[at + 1];
                if (to <= from)
                    throw new ArgumentException($"Field {field} of row {row} has no id; every field needs one.", nameof(batch));
                foreach (int id in batch.Ids.AsSpan(from, to - from))
                    if (id < _offsets[field] || id >= _offsets[field + 1])
                        throw new ArgumentException($"Row {row} has the id {id} in field {field}, whose rows " +
                            $"are those from {_offsets[field]} to below {_offsets[field + 1]}.", nameof(batch));
            }
    }

    private void ThrowUnlessReadable(int batchRows)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchRows, 1);
        if (!_isComplete)
            throw new InvalidOperationException($"The row cache is still written to. Call {nameof(Complete)} first.");
    }
}
