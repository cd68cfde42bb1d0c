namespace Microsoft.ML.LowRank.Features;

/// <summary>
/// Counts distinct fingerprints in about 22 bytes each. Open addressing in which slots are ordered by fingerprint: a search
/// ends at the first larger one, so tables may be nearly full, and reading them out needs no sorting.
/// </summary>
internal sealed class DistinctIds
{
    // Parts grow one by one: no more than one part in 64 ever exists twice.
    private const int PartBits = 6;
    private const double MostLoad = 0.87;
    private const double Growth = 1.25;

    private readonly Part[] _parts = new Part[1 << PartBits];

    /// <summary>Distinct fingerprints.</summary>
    public long Count { get; private set; }

    /// <summary>Whether two values had the same fingerprint.</summary>
    public bool HasCollision { get; private set; }

    /// <summary>Counts one occurrence.</summary>
    /// <returns>Whether it is the first.</returns>
    public bool Add(ulong fingerprint, uint check)
    {
        ref var part = ref _parts[fingerprint >> (64 - PartBits)];
        part.Slots ??= [];
        int at = part.Find(fingerprint);
        var slots = part.Slots;
        if (at < slots.Length && slots[at].Count != 0 && slots[at].Fingerprint == fingerprint)
        {
            ref var known = ref slots[at];
            if (known.Check != check)
            {
                known.Count = DistinctId.Collision;
                HasCollision = true;
            }
            else if (known.Count < DistinctId.Collision - 1)
            {
                known.Count++;
            }
            return false;
        }
        int free = part.Count < MostLoad * part.Capacity ? part.FreeFrom(at) : -1;
        while (free < 0)
        {
            part.Grow();
            at = part.Find(fingerprint);
            free = part.FreeFrom(at);
        }
        Array.Copy(part.Slots, at, part.Slots, at + 1, free - at);
        part.Slots[at] = new DistinctId { Fingerprint = fingerprint, Check = check, Count = 1 };
        part.Count++;
        Count++;
        return true;
    }

    /// <summary>All fingerprints, ascending.</summary>
    public IEnumerable<DistinctId> InOrder()
    {
        foreach (var part in _parts)
            foreach (var slot in part.Slots ?? [])
                if (slot.Count != 0)
                    yield return slot;
    }

    private struct Part
    {
        public DistinctId[] Slots;
        public int Capacity;
        public int Count;

        /// <summary>The slot of the fingerprint, or where it would have to be.</summary>
        public readonly int Find(ulong fingerprint)
        {
            var slots = Slots;
            int at = Home(fingerprint, Capacity);
            while (at < slots.Length && slots[at].Count != 0 && slots[at].Fingerprint < fingerprint)
                at++;
            return at;
        }

        public readonly int FreeFrom(int at)
        {
            var slots = Slots;
            while (at < slots.Length && slots[at].Count != 0)
                at++;
            return at < slots.Length ? at : -1;
        }

        public void Grow()
        {
            int capacity = Count < MostLoad * Capacity ? Capacity : checked((int)Math.Max(16, Capacity * Growth));
            // Behind the last home there is room for what is pushed out of its own; with fingerprints that
            // are not uniform that may be much, and more homes would not help.
            int end = 0;
            foreach (var slot in Slots)
                if (slot.Count != 0)
                    end = Math.Max(end, Home(slot.Fingerprint, capacity)) + 1;
            int room = Math.Max(8, capacity / 64) + (Math.Max(0, end - capacity) / 2);
            var grown = new DistinctId[Math.Max(capacity, end) + room];
            int next = 0;
            foreach (var slot in Slots)
            {
                if (slot.Count == 0)
                    continue;
                next = Math.Max(next, Home(slot.Fingerprint, capacity));
                grown[next++] = slot;
            }
            (Slots, Capacity) = (grown, capacity);
        }

        private static int Home(ulong fingerprint, int capacity) =>
            (int)Math.BigMul(fingerprint << PartBits, (ulong)capacity, out _);
    }
}
