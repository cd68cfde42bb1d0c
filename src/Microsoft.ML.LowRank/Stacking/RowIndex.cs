using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// Tells which row of an input a cursor stands on, also when the cursor shuffles: by the row's id, which does not depend
/// on the order of reading. Most inputs number their rows from 0, or keep some of such rows in their order; where ids are
/// of another kind the input is read in its order only.
/// </summary>
internal sealed class RowIndex
{
    private readonly List<ulong> _ids = [];
    private bool _areAscending = true;
    private bool _arePositions = true;

    public long Count { get; private set; }

    /// <summary>Whether a row can be told by its id.</summary>
    public bool KnowsIds => _areAscending;

    /// <summary>Takes note of the next row in the input's own order.</summary>
    public void Add(DataViewRowId id)
    {
        if (_areAscending)
        {
            if (_arePositions && (id.High != 0 || id.Low != (ulong)Count))
            {
                // So far they were positions, and nothing had to be kept.
                for (long row = 0; row < Count; row++)
                    _ids.Add((ulong)row);
                _arePositions = false;
            }
            if (!_arePositions)
            {
                _areAscending = id.High == 0 && (_ids.Count == 0 || id.Low > _ids[^1]);
                if (_areAscending)
                    _ids.Add(id.Low);
                else
                    _ids.Clear();
            }
        }
        Count++;
    }

    /// <summary>The position of a row in the input's own order, or −1 where there is no such row.</summary>
    public long Find(DataViewRowId id)
    {
        if (id.High != 0)
            return -1;
        if (_arePositions)
            return id.Low < (ulong)Count ? (long)id.Low : -1;
        int found = _ids.BinarySearch(id.Low);
        return found < 0 ? -1 : found;
    }
}
