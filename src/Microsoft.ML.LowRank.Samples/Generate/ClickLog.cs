using System.Globalization;

namespace Microsoft.ML.LowRank.Samples.Generate;

/// <summary>
/// A log of shown ads as large as one likes, of the shape of Criteo's: a label, 13 counts and 26 ids. Whether an ad is clicked
/// is drawn from log-odds that are known: effects of single fields and, in ten pairs of fields, of low-rank interactions.
/// </summary>
/// <remarks>
/// The truth can be learned from ten million rows in one pass. What is estimated from n rows has a variance of about 6/n (a row
/// tells at most 1/4, here about 1/6, of the inverse of it), so p values that a model learns from N rows add about 6p/N to the
/// variance 1.85 of the log-odds, and a machine with vectors learns some five values of every id. With the millions of ids that come
/// a few times nothing could be known; with the 4,000 or so that one row in 2,000 has, the loss is near one hundredth. So only
/// these have effects of their own. The others share one effect per field, as they share a vector in a model that puts rare
/// ids together.
/// Interactions are those of a factorisation machine: every frequent id of five fields has one vector, and each two of these
/// fields add the inner product of theirs.
/// Fields are independent of each other. Every effect has mean 0 over the rows and, by exact sums over the ids, a fixed share of
/// the variance of the log-odds, so that the best possible AUC is near 0.80 whatever the seed. Because vectors of interactions
/// are centred (<see cref="IdVectors"/>), their conditional mean given any single field is zero: a model that adds effects
/// of single fields gains nothing from them, and its best order of the rows is nearly that of the sum of the true single
/// effects. Their AUC, near 0.73, is what such a model can hope for at most.
/// A row is a function of seed and position, so rows can be read from anywhere, in any order and side by side.
/// </remarks>
internal sealed class ClickLog
{
    public const int CountFields = 13;
    public const int IdFields = 26;

    /// <summary>An id interacts when so many of its rows are expected in the whole log.</summary>
    public const int LeastRows = 1_000;

    /// <summary>An id has an effect of its own when so large a share of the rows has it.</summary>
    public const double LeastShare = 1.0 / 2_000;

    // Normal log-odds of this mean and deviation give 25 % of clicks and an AUC of 0.80; without the interactions 0.73.
    private const double Constant = -1.466;
    private const double Deviation = 1.36;
    private const double InteractionShare = 0.4;
    private const double CountShare = 0.2;

    private static readonly int[] Vocabularies =
    [
        1_400, 550, 2_000_000, 700_000, 300, 20, 12_000, 600, 3, 90_000, 5_500, 1_000_000, 3_000,
        25, 15_000, 500_000, 10, 5_000, 2_000, 4, 3_000_000, 16, 14, 250_000, 100, 120_000,
    ];

    // Of 14 to 300 ids: all of them are frequent in a log of ten million rows.
    private static readonly int[] Interacting = [22, 5, 13, 24, 4];

    private readonly HashedNumbers _rows;
    private readonly CountField[] _counts;
    private readonly ZipfIds[] _ids;
    private readonly IdEffects[] _effects;
    private readonly uint[] _keys;
    private readonly PlantedPair[] _pairs;

    /// <param name="rows">Rows of the whole log; which ids interact depends on it.</param>
    /// <param name="seed">Decides everything.</param>
    public ClickLog(long rows, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        Rows = rows;
        var numbers = new HashedNumbers((ulong)seed);
        _rows = numbers.Part(0);
        double variance = Deviation * Deviation * (1 - InteractionShare);
        _counts = [.. Enumerable.Range(0, CountFields)
            .Select(field => new CountField(numbers.Part(1).Part(field), variance * CountShare / CountFields))];
        var ofFields = numbers.Part(2);
        // Half of the fields are always there.
        _ids = [.. Vocabularies.Select((count, field) =>
            new ZipfIds(count, Math.Max(0, ofFields.At(field).NextDouble() - 0.5)))];
        // Fields of fewer ids tell more: fewer of their rows have a rare one.
        double[] shares = [.. Vocabularies.Select(count => 1 / Math.Log(count + 1.0))];
        _effects = [.. _ids.Select((ids, field) => new IdEffects(
            ids, numbers.Part(3).Part(field), variance * (1 - CountShare) * shares[field] / shares.Sum(), LeastShare))];
        _keys = [.. Vocabularies.Select((_, field) => (uint)numbers.Part(4).At(field).Next())];
        _pairs = PlantPairs(numbers.Part(5), (double)LeastRows / rows);
    }

    public long Rows { get; }

    /// <summary>
    /// Planted pairs of fields, by their positions among the ids: ten, or in a small log those whose ids are frequent enough.
    /// Without any the log-odds vary less, and the best AUC is lower.
    /// </summary>
    public IReadOnlyList<PlantedPair> PlantedPairs => _pairs;

    /// <summary>How often every id of a field comes.</summary>
    public ZipfIds IdsOf(int field) => _ids[field];

    /// <summary>The text of an id: eight hexadecimal digits, different for every id of the field; empty for a missing one.</summary>
    public string TextOf(int field, int id) =>
        id == ClickRow.Missing ? "" : CodeOf(field, id).ToString("x8", CultureInfo.InvariantCulture);

    /// <summary>The number that <see cref="TextOf"/> writes.</summary>
    public uint CodeOf(int field, int id)
    {
        // Every step can be undone, so no two ids meet.
        uint x = (uint)id ^ _keys[field];
        x = (x ^ (x >> 16)) * 0x7FEB352D;
        x = (x ^ (x >> 15)) * 0x846CA68B;
        return x ^ (x >> 16);
    }

    /// <summary>Fills in one row, whichever was read before.</summary>
    /// <param name="position">From 0; the log has no end, <see cref="Rows"/> only says which ids interact.</param>
    /// <param name="row">Is overwritten.</param>
    public void Read(long position, ClickRow row)
    {
        var random = _rows.At(position);
        double sum = Constant;
        for (int field = 0; field < CountFields; field++)
            sum += _counts[field].Effect(row.Counts[field] = _counts[field].Draw(random.NextDouble()));
        for (int field = 0; field < IdFields; field++)
            sum += _effects[field].Of(row.Ids[field] = _ids[field].Draw(random.NextDouble()));
        double interactions = 0;
        foreach (var pair in _pairs)
            interactions += pair.Of(row.Ids[pair.Left], row.Ids[pair.Right]);
        (row.MainEffects, row.Interactions) = (sum, interactions);
        row.Clicked = random.NextDouble() < row.Probability;
    }

    /// <summary>Rows one after the other, all in one object.</summary>
    public IEnumerable<ClickRow> Read(long first, long count)
    {
        var row = new ClickRow();
        for (long position = first; position < first + count; position++)
        {
            Read(position, row);
            yield return row;
        }
    }

    private PlantedPair[] PlantPairs(HashedNumbers numbers, double leastShare)
    {
        IdVectors[] vectors = [.. Interacting.Select(field => new IdVectors(_ids[field], numbers.Part(field), leastShare))];
        PlantedPair[] pairs = [.. Interacting.SelectMany((left, i) => Enumerable.Range(i + 1, Interacting.Length - i - 1)
                .Select(j => new PlantedPair(left, Interacting[j], vectors[i], vectors[j])))
            .Where(pair => pair.Variance > 0)];
        if (pairs.Length == 0)
            return pairs;
        // Pairs are uncorrelated, because each is centred given either of its ids. Both vectors of a product are scaled.
        double factor = Deviation * Deviation * InteractionShare / pairs.Sum(pair => pair.Variance);
        foreach (var of in vectors)
            of.Scale(Math.Pow(factor, 0.25));
        return pairs;
    }
}
