namespace Microsoft.ML.LowRank.Features;

/// <summary>
/// An encoder at work: rows come in value by value and are appended to a batch. For one thread; once its arrays are large
/// enough nothing is allocated.
/// </summary>
internal sealed partial class FeatureBatch : IFeatureSink
{
    private readonly FittedField[] _fitted;
    private readonly FieldPlace[] _places;
    private readonly FeatureField[] _fields;
    private readonly int[] _missingIds;
    private readonly float[] _missingValues;
    private readonly int[] _values;
    private readonly PendingLookups _lookups;
    private float[] _weights = [];
    private int _capacity;

    /// <param name="encoder">Says how.</param>
    /// <param name="targetCount">Targets of every row.</param>
    /// <param name="capacity">Rows for which there is room at first.</param>
    public FeatureBatch(FeatureEncoder encoder, int targetCount = 0, int capacity = 1)
    {
        Encoder = encoder;
        (_fitted, _places, _fields) = (encoder.Fitted, encoder.Places, encoder.Fields);
        _values = new int[_fields.Length];
        _lookups = new PendingLookups(Array.ConvertAll(_fitted, field => field.Vocabulary));
        _missingIds = encoder.TableOffsets[..^1];
        _missingValues = new float[encoder.NumberNames.Count];
        foreach (var place in _places)
            if (place.Indicator >= 0)
                _missingValues[place.Indicator] = 1;
        Batch = new EncodedBatch
        {
            Fields = _missingIds.Length,
            Numbers = _missingValues.Length,
            TargetCount = targetCount,
            Starts = encoder.HasBags ? [0] : null,
            Factors = encoder.HasFactors ? [] : null,
        };
        Reserve(Math.Max(1, capacity));
    }

    /// <summary>What encodes.</summary>
    public FeatureEncoder Encoder { get; }

    /// <summary>The rows that were ended. The same object, with the same or larger arrays, all the time.</summary>
    public EncodedBatch Batch { get; }

    /// <summary>Removes all rows.</summary>
    public void Clear() => (Batch.Rows, Batch.Weights) = (0, null);

    /// <inheritdoc/>
    public void BeginRow()
    {
        if (Batch.Rows == _capacity)
            Reserve(checked(2 * _capacity));
        Array.Clear(_values);
        _lookups.Clear();
        int row = Batch.Rows;
        if (Batch.Starts is null)
            _missingIds.CopyTo(Batch.Ids, row * _missingIds.Length);
        else
            _entries = 0;
        _missingValues.CopyTo(Batch.Values, row * _missingValues.Length);
        Batch.Targets.AsSpan(row * Batch.TargetCount, Batch.TargetCount).Clear();
        _weights[row] = 1;
    }

    /// <inheritdoc/>
    public void Text(int field, ReadOnlySpan<char> value)
    {
        if (_fields[field].Kind != FieldKind.Category)
            throw SinkErrors.WrongKind(_fields[field], "a text");
        if (!value.IsEmpty)
            PutCategory(field, _fitted[field].Hashing.Text(value, out _));
    }

    /// <inheritdoc/>
    public void Integer(int field, ulong raw)
    {
        if (_fields[field].Kind != FieldKind.Category)
            throw SinkErrors.WrongKind(_fields[field], "a whole number of a category");
        PutCategory(field, _fitted[field].Hashing.Integer(raw, out _));
    }

    /// <inheritdoc/>
    public void Number(int field, float value)
    {
        var declared = _fields[field];
        if (declared.Kind != FieldKind.Number)
            throw SinkErrors.WrongKind(declared, "a number");
        if (float.IsNaN(value))
            return;
        if (!declared.IsStandardized)
        {
            Put(field, _fitted[field].RowOf(value), 1);
            return;
        }
        if (float.IsInfinity(value))
            return;
        if (_values[field]++ > 0)
            throw SinkErrors.SecondValue(declared);
        var values = Batch.Values.AsSpan(Batch.Rows * _missingValues.Length, _missingValues.Length);
        values[_places[field].Number] = _fitted[field].Standardize(value);
        if (_places[field].Indicator is >= 0 and var indicator)
            values[indicator] = 0;
    }

    /// <inheritdoc/>
    public void Weighted(int field, int slot, float value)
    {
        if (_fields[field].Kind != FieldKind.SparseVector)
            throw SinkErrors.WrongKind(_fields[field], "a slot of a vector");
        if ((uint)slot >= (uint)_fields[field].SlotCount)
            throw SinkErrors.Slot(_fields[field], slot);
        if (value != 0 && float.IsFinite(value))
            Put(field, slot, value);
    }

    /// <inheritdoc/>
    public void Missing(int field)
    {
    }

    /// <summary>Targets of the row that was begun; they are 0 until then.</summary>
    public void SetTargets(ReadOnlySpan<float> targets)
    {
        if (targets.Length != Batch.TargetCount)
            throw new ArgumentException(
                $"{targets.Length} targets were given for a row that has {Batch.TargetCount}.", nameof(targets));
        targets.CopyTo(Batch.Targets.AsSpan(Batch.Rows * Batch.TargetCount));
    }

    /// <summary>Weight of the row that was begun; it is 1 until then.</summary>
    public void SetWeight(float weight) => _weights[Batch.Rows] = weight;

    /// <inheritdoc/>
    public void EndRow()
    {
        _lookups.Resolve(_places, Batch.Starts is null ? Batch.Ids : _entryIds);
        if (Batch.Starts is not null)
            EndBags();
        if (_weights[Batch.Rows] != 1)
            Batch.Weights = _weights;
        Batch.Rows++;
    }

    private void PutCategory(int field, ulong fingerprint)
    {
        if (_fitted[field].Vocabulary is null)
            Put(field, _fitted[field].RowOf(fingerprint), 1);
        else
            _lookups.Add(field, fingerprint, Put(field, FittedField.UnknownRow, 1));
    }

    /// <summary>Puts an id into the row, or, with bags, among the row's entries, and says where.</summary>
    private int Put(int field, int localRow, float factor)
    {
        var place = _places[field];
        if (_values[field]++ > 0 && !_fields[field].IsBag)
            throw SinkErrors.SecondValue(_fields[field]);
        if (Batch.Starts is not null)
            return PutInBag(field, place.Offset + localRow, factor);
        int at = (Batch.Rows * _missingIds.Length) + place.Position;
        Batch.Ids[at] = place.Offset + localRow;
        return at;
    }

    private void Reserve(int rows)
    {
        _capacity = rows;
        if (Batch.Starts is null)
            Array.Resize(ref Batch.Ids, checked(rows * _missingIds.Length));
        else
            Array.Resize(ref Batch.Starts, checked((rows * _missingIds.Length) + 1));
        Array.Resize(ref Batch.Values, checked(rows * _missingValues.Length));
        Array.Resize(ref Batch.Targets, checked(rows * Batch.TargetCount));
        Array.Resize(ref _weights, rows);
        if (Batch.Weights is not null)
            Batch.Weights = _weights;
    }
}
