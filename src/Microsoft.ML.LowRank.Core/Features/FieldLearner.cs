using System.Globalization;

namespace Microsoft.ML.LowRank.Features;

/// <summary>Learns one field. A new field starts from one that knows nothing, a warm start from what was fitted.</summary>
internal sealed class FieldLearner
{
    private readonly FittedField _known;
    private readonly bool _isNew;
    private readonly DistinctIds? _ids;
    private readonly Dictionary<ulong, string>? _texts;
    private readonly QuantileSample? _sample;
    private readonly int[] _counts;
    private NumberMoments _moments;
    private long _missing;
    private long _unknown;

    /// <param name="known">What the field knows already.</param>
    /// <param name="isNew">Whether that is nothing.</param>
    /// <param name="keepTexts">Whether values' texts are remembered.</param>
    public FieldLearner(FittedField known, bool isNew, bool keepTexts)
    {
        (_known, _isNew) = (known, isNew);
        _ids = known.Vocabulary is null ? null : new DistinctIds();
        _texts = keepTexts && known.Field.Kind == FieldKind.Category && known.Vocabulary is not null ? [] : null;
        _sample = isNew && known.Field is { Kind: FieldKind.Number, Encoding: NumericEncoding.QuantileBins }
            ? new QuantileSample()
            : null;
        _counts = new int[known.Rows];
    }

    /// <summary>The field.</summary>
    public FeatureField Field => _known.Field;

    /// <summary>
    /// Whether two values have one fingerprint and another seed would help. A warm start must keep its seed; there, the
    /// values that collide stay unknown.
    /// </summary>
    public bool HasCollided => _ids is { HasCollision: true } && _known.Vocabulary!.Count == 0;

    /// <summary>A learner that has seen no row, with another seed if this one's made values collide.</summary>
    public FieldLearner Again() => new(
        HasCollided ? _known with { Hashing = _known.Hashing.Next } : _known, _isNew, _texts is not null);

    /// <summary>One value of a category.</summary>
    public void Text(ReadOnlySpan<char> value)
    {
        ulong fingerprint = _known.Hashing.Text(value, out uint check);
        if (Value(fingerprint, check) && _texts is not null)
            _texts[fingerprint] = new string(value);
    }

    /// <summary>One value of a category. Its text is that of a signed number.</summary>
    public void Integer(ulong raw)
    {
        ulong fingerprint = _known.Hashing.Integer(raw, out uint check);
        if (Value(fingerprint, check) && _texts is not null)
            _texts[fingerprint] = ((long)raw).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A number, not NaN; finite where numbers are standardised.</summary>
    public void Number(float value)
    {
        if (_known.Field.IsStandardized)
            _moments.Add(value);
        else if (_ids is not null)
            Value(_known.CodeOf(value, out uint check), check);
        else if (_sample is not null)
            _sample.Add(value);
        else
            Count(_known.RowOf(value));
    }

    /// <summary>A value of a sparse vector that is not 0.</summary>
    public void Slot(int slot) => Count(slot);

    /// <summary>A row without a value.</summary>
    public void Missing() => _missing++;

    /// <summary>What was learned, and how often training rows had every local row.</summary>
    /// <param name="earlier">How often they had it before, by the local rows of what was known.</param>
    /// <param name="counts">By the local rows of the result.</param>
    public FittedField Finish(ReadOnlySpan<int> earlier, out int[] counts)
    {
        for (int row = 0; row < earlier.Length; row++)
            _counts[row] = Sum(_counts[row], earlier[row]);
        var fitted = _known;
        counts = _counts;
        if (_ids is not null)
            fitted = FinishVocabulary(out counts);
        else if (_sample is not null)
            fitted = FinishBins(out counts);
        else if (_isNew && Field.IsStandardized)
            fitted = _known with { Mean = _moments.Mean, Deviation = _moments.Deviation, HasMissing = _missing > 0 };
        if (counts.Length > 0 && Field.Kind != FieldKind.SparseVector)
        {
            counts[FittedField.MissingRow] = Sum(counts[FittedField.MissingRow], _missing);
            counts[FittedField.UnknownRow] = Sum(counts[FittedField.UnknownRow], _unknown);
        }
        return fitted;
    }

    /// <returns>Whether the value is new.</returns>
    private bool Value(ulong fingerprint, uint check)
    {
        int row = _known.RowOf(fingerprint);
        if (row != FittedField.UnknownRow)
        {
            Count(row);
            return false;
        }
        _unknown++;
        return _ids!.Add(fingerprint, check);
    }

    private FittedField FinishVocabulary(out int[] counts)
    {
        int added = 0;
        foreach (var id in _ids!.InOrder())
            added += IsKept(id) ? 1 : 0;
        var old = _known.Vocabulary!.Fingerprints.ToArray();
        if (FittedField.FirstRow + (long)old.Length + added > Array.MaxLength)
            throw new InvalidOperationException($"Field '{Field.Name}' has {(long)old.Length + added} values, which is " +
                "more than a table can hold. Raise its minimum count, or hash its values.");
        var fingerprints = new ulong[old.Length + added];
        counts = new int[FittedField.FirstRow + fingerprints.Length];
        counts[FittedField.UnknownRow] = _counts[FittedField.UnknownRow];
        counts[FittedField.MissingRow] = _counts[FittedField.MissingRow];
        string?[]? texts = _texts is null ? null : new string?[fingerprints.Length];
        int from = 0, to = 0;
        foreach (var id in _ids.InOrder())
        {
            if (!IsKept(id))
                continue;
            for (; from < old.Length && old[from] < id.Fingerprint; from++)
                TakeOld(counts);
            fingerprints[to] = id.Fingerprint;
            counts[FittedField.FirstRow + to] = Sum(0, id.Count);
            _unknown -= id.Count;
            if (texts is not null)
                texts[to] = _texts![id.Fingerprint];
            to++;
        }
        for (; from < old.Length; from++)
            TakeOld(counts);
        return _known with
        {
            Vocabulary = new Vocabulary(fingerprints),
            Texts = texts is null ? null : VocabularyTexts.Of(texts),
        };

        void TakeOld(int[] counts)
        {
            fingerprints[to] = old[from];
            counts[FittedField.FirstRow + to] = _counts[FittedField.FirstRow + from];
            if (texts is not null)
                texts[to] = _known.Texts?[from];
            to++;
        }
    }

    private FittedField FinishBins(out int[] counts)
    {
        var fitted = _known with { Edges = _sample!.Edges(Field.BinCount) };
        counts = [0, 0, .. Array.ConvertAll(_sample.Counts(fitted.Edges), count => Sum(0, count))];
        return fitted;
    }

    private bool IsKept(in DistinctId id) => id.Count != DistinctId.Collision && id.Count >= (uint)Field.MinimumCount;

    private void Count(int row)
    {
        if (_counts[row] < int.MaxValue)
            _counts[row]++;
    }

    private static int Sum(int a, long b) => (int)Math.Min(int.MaxValue, a + b);
}
