namespace Microsoft.ML.LowRank.Features;

/// <summary>
/// Learns from one pass over the training rows how values are encoded. Two values of a field with one fingerprint are
/// noticed: then <see cref="Collided"/> names the field, and the rows have to be given to <see cref="Again"/> once more.
/// </summary>
internal sealed class FeatureLearner : IFeatureSink
{
    private readonly FieldLearner[] _fields;
    private readonly FeatureField[] _declared;
    private readonly FeatureEncoder? _earlier;
    private readonly int[] _values;

    /// <param name="fields">The columns, each with a name of its own.</param>
    /// <param name="keepTexts">Whether the encoder can say which text a row of a table stands for.</param>
    /// <param name="fingerprintMask">Bits of fingerprints that are used: fewer than all provoke collisions.</param>
    public FeatureLearner(
        IReadOnlyList<FeatureField> fields, bool keepTexts = false, ulong fingerprintMask = ulong.MaxValue)
    {
        FeatureField.ThrowIfInvalid(fields);
        var hashing = new Fingerprinter(0, fingerprintMask);
        _fields = [.. fields.Select(field => new FieldLearner(new FittedField(field, hashing), true, keepTexts))];
        _declared = [.. fields];
        _values = new int[fields.Count];
    }

    /// <summary>
    /// A warm start: bins, means and hashing stay as they are, vocabularies grow by what the new rows have often enough, and
    /// the counts of the new rows are added to the earlier ones.
    /// </summary>
    public FeatureLearner(FeatureEncoder earlier)
    {
        _earlier = earlier;
        _fields = [.. earlier.Fitted.Select(field => new FieldLearner(field, false, field.Texts is not null))];
        _declared = [.. earlier.Fields];
        _values = new int[_fields.Length];
    }

    private FeatureLearner(FeatureLearner other)
    {
        _earlier = other._earlier;
        _fields = Array.ConvertAll(other._fields, field => field.Again());
        _declared = other._declared;
        _values = new int[_fields.Length];
    }

    /// <summary>Rows that were begun.</summary>
    public long Rows { get; private set; }

    /// <summary>Names of the fields of which two values have the same fingerprint so far.</summary>
    public IReadOnlyList<string> Collided =>
        [.. _fields.Where(own => own.HasCollided).Select(own => own.Field.Name)];

    /// <inheritdoc/>
    public void BeginRow()
    {
        Array.Clear(_values);
        Rows++;
    }

    /// <inheritdoc/>
    public void Text(int field, ReadOnlySpan<char> value)
    {
        if (_declared[field].Kind != FieldKind.Category)
            throw SinkErrors.WrongKind(_declared[field], "a text");
        if (value.IsEmpty)
            return;
        Note(field);
        _fields[field].Text(value);
    }

    /// <inheritdoc/>
    public void Integer(int field, ulong raw)
    {
        if (_declared[field].Kind != FieldKind.Category)
            throw SinkErrors.WrongKind(_declared[field], "a whole number of a category");
        Note(field);
        _fields[field].Integer(raw);
    }

    /// <inheritdoc/>
    public void Number(int field, float value)
    {
        if (_declared[field].Kind != FieldKind.Number)
            throw SinkErrors.WrongKind(_declared[field], "a number");
        if (float.IsNaN(value) || (float.IsInfinity(value) && _declared[field].IsStandardized))
            return;
        Note(field);
        _fields[field].Number(value);
    }

    /// <inheritdoc/>
    public void Weighted(int field, int slot, float value)
    {
        if (_declared[field].Kind != FieldKind.SparseVector)
            throw SinkErrors.WrongKind(_declared[field], "a slot of a vector");
        if ((uint)slot >= (uint)_declared[field].SlotCount)
            throw SinkErrors.Slot(_declared[field], slot);
        if (value != 0 && float.IsFinite(value))
            _fields[field].Slot(slot);
    }

    /// <inheritdoc/>
    public void Missing(int field)
    {
    }

    /// <inheritdoc/>
    public void EndRow()
    {
        for (int field = 0; field < _values.Length; field++)
            if (_values[field] == 0)
                _fields[field].Missing();
    }

    /// <summary>A learner that has seen no row and avoids the collisions of this one.</summary>
    public FeatureLearner Again() => new(this);

    /// <summary>What was learned. The learner is used up.</summary>
    /// <exception cref="InvalidOperationException">Values collided, or the tables would have too many rows.</exception>
    public FeatureEncoder Finish()
    {
        if (Collided is { Count: > 0 } names)
            throw new InvalidOperationException($"Two values of field '{string.Join("', '", names)}' have the same " +
                $"fingerprint. Give the rows once more, to the learner that {nameof(Again)} returns.");
        var fitted = new FittedField[_fields.Length];
        var counts = new int[_fields.Length][];
        for (int field = 0; field < fitted.Length; field++)
            fitted[field] = _fields[field].Finish(_earlier is null ? [] : _earlier.CountsOf(field), out counts[field]);
        FeatureEncoder.ThrowIfTooLarge(fitted);
        bool fit = counts.Sum(own => (long)own.Length) <= Array.MaxLength;
        return new FeatureEncoder(fitted, fit ? [.. counts.SelectMany(own => own)] : null);
    }

    private void Note(int field)
    {
        if (_values[field]++ > 0 && !_declared[field].IsMultiValued)
            throw SinkErrors.SecondValue(_declared[field]);
    }
}
