using System.Numerics.Tensors;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.LowRank.Tensors;

/// <summary>
/// The distinct rows that a batch looks up, field after field, and within a field in the order in which they first occur.
/// No two fields share a row, so that threads can share out fields.
/// </summary>
internal sealed class RowIndex
{
    // Ids that are worth a second thread.
    private const int IdsPerThread = 4_096;

    // How many rows of the batch ahead memory is asked for: slots of a large table lie far away.
    private const int Ahead = 8;

    // Slot + 1 of every row of the table, 0 between batches: four bytes per id buy a look-up without hashing.
    private int[] _slotOf = [];

    // For every field where its rows begin while they are looked for, and how many there are; then their first slot.
    private int[] _begins = [];
    private int[] _counts = [];
    private int[] _firstSlots = [];

    /// <summary>Number of distinct rows.</summary>
    public int Count { get; private set; }

    /// <summary>The distinct rows, relative to the table.</summary>
    public int[] Rows { get; private set; } = [];

    /// <summary>For every id of the batch, its place in <see cref="Rows"/>.</summary>
    public int[] Slots { get; private set; } = [];

    /// <summary>Makes the index of a batch over a table of the given height.</summary>
    public void Build(in IdBatch ids, int tableRows, int threads = 1)
    {
        if (_slotOf.Length < tableRows)
            _slotOf = new int[tableRows];
        int idCount = ids.IdCount;
        if (Slots.Length < idCount)
            (Slots, Rows) = (new int[idCount], new int[idCount]);
        if (_begins.Length < ids.Fields)
            (_begins, _counts, _firstSlots) = (new int[ids.Fields], new int[ids.Fields], new int[ids.Fields]);
        int parts = (int)Math.Clamp((long)ids.Rows * ids.Fields / IdsPerThread, 1, Math.Min(threads, ids.Fields));
        if (parts == 1)
        {
            Count = 0;
            for (int field = 0; field < ids.Fields; field++)
                Count = Find(ids, field, 0, Count);
            Forget(0, Count);
            return;
        }
        MakeRoom(ids);
        var fields = new FieldLoop(this, ids, Math.Min(ids.Fields, parts * 4));
        WorkerPool.Run(fields.Parts, parts, ref fields);
        Close(ids.Fields);
        var rows = new RowLoop(this, ids, parts);
        WorkerPool.Run(parts, parts, ref rows);
    }

    /// <summary>A field's distinct rows are at most its ids.</summary>
    private void MakeRoom(in IdBatch ids)
    {
        if (ids.Starts is null)
        {
            for (int field = 0; field < ids.Fields; field++)
                _begins[field] = field * ids.Rows;
            return;
        }
        _counts.AsSpan(0, ids.Fields).Clear();
        for (int row = 0; row < ids.Rows; row++)
        {
            for (int field = 0; field < ids.Fields; field++)
                _counts[field] += ids.End(row, field) - ids.Begin(row, field);
        }
        for (int field = 0, begin = 0; field < ids.Fields; begin += _counts[field++])
            _begins[field] = begin;
    }

    /// <summary>Finds the rows of a field; those that are new come behind <paramref name="count"/> others after <paramref name="begin"/>.</summary>
    private unsafe int Find(in IdBatch ids, int field, int begin, int count)
    {
        fixed (int* slots = _slotOf)
        {
            for (int row = 0; row < ids.Rows; row++)
            {
                if (Sse.IsSupported && row + Ahead < ids.Rows && ids.Starts is null)
                    Sse.Prefetch0(slots + (ids.Ids[ids.At(row + Ahead, field)] - ids.Base));
                int end = ids.End(row, field);
                for (int at = ids.Begin(row, field); at < end; at++)
                {
                    int found = ids.Ids[at] - ids.Base;
                    ref int slot = ref _slotOf[found];
                    if (slot == 0)
                    {
                        Rows[begin + count] = found;
                        slot = ++count;
                    }
                    Slots[at] = slot - 1;
                }
            }
        }
        return count;
    }

    private void Forget(int begin, int count)
    {
        foreach (int used in Rows.AsSpan(begin, count))
            _slotOf[used] = 0;
    }

    /// <summary>The rows of all fields, without the room between them.</summary>
    private void Close(int fields)
    {
        Count = 0;
        for (int field = 0; field < fields; field++)
        {
            Rows.AsSpan(_begins[field], _counts[field]).CopyTo(Rows.AsSpan(Count));
            _firstSlots[field] = Count;
            Count += _counts[field];
        }
    }

    private readonly struct FieldLoop(RowIndex index, IdBatch ids, int parts) : IParallelWork
    {
        private readonly IdBatch _ids = ids;

        public int Parts => parts;

        public void Run(int item)
        {
            int end = (int)((long)_ids.Fields * (item + 1) / parts);
            for (int field = (int)((long)_ids.Fields * item / parts); field < end; field++)
            {
                int begin = index._begins[field];
                index._counts[field] = index.Find(_ids, field, begin, 0);
                index.Forget(begin, index._counts[field]);
            }
        }
    }

    private readonly struct RowLoop(RowIndex index, IdBatch ids, int parts) : IParallelWork
    {
        private readonly IdBatch _ids = ids;

        public void Run(int item)
        {
            var firstSlots = index._firstSlots.AsSpan(0, _ids.Fields);
            int end = (int)((long)_ids.Rows * (item + 1) / parts);
            for (int row = (int)((long)_ids.Rows * item / parts); row < end; row++)
            {
                if (_ids.Starts is null)
                {
                    var slots = index.Slots.AsSpan(_ids.At(row, 0), _ids.Fields);
                    TensorPrimitives.Add(slots, firstSlots, slots);
                    continue;
                }
                for (int field = 0; field < _ids.Fields; field++)
                {
                    for (int at = _ids.Begin(row, field); at < _ids.End(row, field); at++)
                        index.Slots[at] += firstSlots[field];
                }
            }
        }
    }
}
