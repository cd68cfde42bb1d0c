namespace Microsoft.ML.LowRank.Features;

/// <summary>
/// Knows how rows are encoded: which row of the embedding tables stands for a value, counted over all fields one after the
/// other, and how numbers are standardised. Nothing in it changes, so any number of threads may use it.
/// </summary>
/// <remarks>
/// Rows of a field: the first for a missing value, the second for one that is not known, then its values by their
/// fingerprints, or its bins in order. A sparse vector has a row per slot and nothing else.
/// </remarks>
internal sealed partial class FeatureEncoder
{
    private readonly FittedField[] _fitted;
    private readonly FieldPlace[] _places;
    private readonly int[]? _counts;

    /// <param name="fitted">The fields; <see cref="ThrowIfTooLarge"/> has passed.</param>
    /// <param name="counts">Occurrences by row of the tables, if they are known.</param>
    internal FeatureEncoder(FittedField[] fitted, int[]? counts)
    {
        (_fitted, _counts) = (fitted, counts);
        _places = new FieldPlace[fitted.Length];
        Fields = Array.ConvertAll(fitted, field => field.Field);
        var offsets = new List<int> { 0 };
        var tables = new List<string>();
        var numbers = new List<string>();
        for (int i = 0; i < fitted.Length; i++)
        {
            if (Fields[i].IsStandardized)
            {
                _places[i] = new FieldPlace(-1, -1, numbers.Count, -1);
                numbers.Add(Fields[i].Name);
                continue;
            }
            _places[i] = new FieldPlace(tables.Count, offsets[^1], -1, -1);
            tables.Add(Fields[i].Name);
            offsets.Add(offsets[^1] + fitted[i].Rows);
        }
        for (int i = 0; i < fitted.Length; i++)
        {
            if (!fitted[i].HasMissing)
                continue;
            _places[i] = _places[i] with { Indicator = numbers.Count };
            numbers.Add(Fields[i].Name + ".missing");
        }
        (TableOffsets, TableNames, NumberNames) = ([.. offsets], tables, numbers);
        HasBags = Array.Exists(Fields, field => field.IsBag);
        HasFactors = Array.Exists(Fields, field => field.HasFactors);
    }

    /// <summary>The fields as they were declared.</summary>
    public FeatureField[] Fields { get; }

    /// <summary>Names of the fields with ids, as they follow each other in <see cref="EncodedBatch.Ids"/>.</summary>
    public IReadOnlyList<string> TableNames { get; }

    /// <summary>Names of the numbers: standardised ones, then "name.missing" for those that training rows lacked.</summary>
    public IReadOnlyList<string> NumberNames { get; }

    /// <summary>First row of every field with ids, and the number of all rows at the end.</summary>
    public int[] TableOffsets { get; }

    /// <summary>Rows of all embedding tables.</summary>
    public long TableRows => TableOffsets[^1];

    /// <summary>Whether any field may have other than one id; then batches have <see cref="EncodedBatch.Starts"/>.</summary>
    public bool HasBags { get; }

    /// <summary>Whether ids may have factors other than 1; then batches have <see cref="EncodedBatch.Factors"/>.</summary>
    public bool HasFactors { get; }

    /// <summary>
    /// How often training rows had every row of the tables, or null for a model that was saved without. A count stays at
    /// the largest number that fits; those of bins are estimates when there were more rows than bins are cut from.
    /// </summary>
    public int[]? Counts => _counts;

    /// <summary>Bytes of vocabularies, bins, texts and counts.</summary>
    public long MemoryBytes => (sizeof(int) * (long)(_counts?.Length ?? 0)) + _fitted.Sum(fitted =>
        (sizeof(ulong) * (long)(fitted.Vocabulary?.Count ?? 0)) + (sizeof(float) * (long)(fitted.Edges?.Length ?? 0)) + (fitted.Texts?.Bytes.Length ?? 0));

    internal FittedField[] Fitted => _fitted;

    internal FieldPlace[] Places => _places;

    /// <summary>First row of a field; of a standardised number −1.</summary>
    public int FieldOffset(int field) => _places[field].Offset;

    /// <summary>Number of rows of a field; of a standardised number 0.</summary>
    public int FieldRows(int field) => _fitted[field].Rows;

    /// <summary>The text that a row stands for, or null: texts were not kept, or it stands for no single text.</summary>
    public string? TextOf(int tableRow)
    {
        int field = FieldOf(tableRow);
        int index = tableRow - _places[field].Offset - FittedField.FirstRow;
        return index < 0 ? null : _fitted[field].Texts?[index];
    }

    /// <summary>For every row of the tables the row that stood for the same in an older encoder, or −1 where it is new.</summary>
    /// <param name="older">The encoder from which this one was learned, or any with fields of the same names.</param>
    public int[] RowsOf(FeatureEncoder older)
    {
        var rows = new int[TableRows];
        Array.Fill(rows, -1);
        for (int i = 0; i < _fitted.Length; i++)
        {
            int other = Array.FindIndex(older.Fields, field => field.Name == Fields[i].Name);
            if (other < 0 || _places[i].Position < 0 || older._places[other].Position < 0)
                continue;
            int to = _places[i].Offset, from = older._places[other].Offset;
            for (int row = 0; row < _fitted[i].Rows; row++)
                if (OlderRow(_fitted[i], older._fitted[other], row) is >= 0 and var found)
                    rows[to + row] = from + found;
        }
        return rows;
    }

    internal static void ThrowIfTooLarge(FittedField[] fitted)
    {
        long rows = 0;
        foreach (var field in fitted)
            rows += field.Rows;
        if (rows <= int.MaxValue)
            return;
        var largest = fitted.MaxBy(field => field.Rows)!;
        throw new InvalidOperationException(
            $"The embedding tables would have {rows} rows, of which field '{largest.Field.Name}' has {largest.Rows}; " +
            $"{int.MaxValue} are possible. Raise minimum counts, or hash large fields.");
    }

    internal ReadOnlySpan<int> CountsOf(int field) =>
        _counts is null || _places[field].Position < 0 ? [] : _counts.AsSpan(_places[field].Offset, _fitted[field].Rows);

    private int FieldOf(int tableRow)
    {
        if ((uint)tableRow >= (uint)TableRows)
            throw new ArgumentOutOfRangeException(nameof(tableRow), tableRow, $"The tables have {TableRows} rows.");
        return Array.FindLastIndex(_places, place => place.Position >= 0 && place.Offset <= tableRow);
    }

    private static int OlderRow(FittedField field, FittedField older, int row)
    {
        var (own, other) = (field.Field, older.Field);
        if (own.Kind == FieldKind.SparseVector || other.Kind == FieldKind.SparseVector)
            return own.Kind == other.Kind && row < other.SlotCount ? row : -1;
        if (row < FittedField.FirstRow)
            return row;
        if (own.Kind != other.Kind || (own.Kind == FieldKind.Number && own.Encoding != other.Encoding))
            return -1;
        bool isSame = field.Hashing == older.Hashing && own.HashBits == other.HashBits;
        if (!isSame || field.Vocabulary is null != older.Vocabulary is null)
            return -1;
        if (field.Vocabulary is null)
            return field.Edges.AsSpan().SequenceEqual(older.Edges) ? row : -1;
        int known = older.RowOf(field.Vocabulary.Fingerprints[row - FittedField.FirstRow]);
        return known == FittedField.UnknownRow ? -1 : known;
    }
}
