using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Networks;

namespace Microsoft.ML.LowRank;

/// <summary>
/// Rows of raw values on their way into a network: texts, whole numbers and numbers by field. They are encoded as they are
/// given; once the rows' memory has grown to its size nothing is allocated. For one thread at a time.
/// </summary>
public sealed class FeatureRows
{
    internal FeatureRows(FeatureEncoder encoder, int capacity) => Rows = new FeatureBatch(encoder, 0, capacity);

    /// <summary>Rows that were added.</summary>
    public int Count => Rows.Batch.Rows + (_isOpen ? 1 : 0);

    private bool _isOpen;

    internal FeatureBatch Rows { get; }

    /// <summary>Removes all rows.</summary>
    public void Clear()
    {
        Rows.Clear();
        _isOpen = false;
    }

    /// <summary>Begins the next row; what is not set in it is missing.</summary>
    public void AddRow()
    {
        Close();
        Rows.BeginRow();
        _isOpen = true;
    }

    /// <summary>Sets a text, or adds one to a field of several values. An empty text is a missing value.</summary>
    /// <param name="field">Its place in <see cref="NetworkModelParameters.FieldNames"/>.</param>
    /// <param name="value">The text.</param>
    /// <exception cref="InvalidOperationException">The field holds numbers, or has a value already.</exception>
    public void Set(int field, ReadOnlySpan<char> value)
    {
        RequireRow();
        Rows.Text(field, value);
    }

    /// <summary>Sets a whole number that stands for a category, or adds one to a field of several values.</summary>
    /// <param name="field">Its place in <see cref="NetworkModelParameters.FieldNames"/>.</param>
    /// <param name="category">The number; negative ones are categories like any other.</param>
    /// <exception cref="InvalidOperationException">The field holds numbers, or has a value already.</exception>
    public void Set(int field, long category)
    {
        RequireRow();
        Rows.Integer(field, unchecked((ulong)category));
    }

    /// <summary>Sets a number. NaN is a missing value.</summary>
    /// <param name="field">Its place in <see cref="NetworkModelParameters.FieldNames"/>.</param>
    /// <param name="number">The number.</param>
    /// <exception cref="InvalidOperationException">The field holds categories, or has a value already.</exception>
    public void Set(int field, float number)
    {
        RequireRow();
        Rows.Number(field, number);
    }

    internal EncodedBatch Close()
    {
        if (_isOpen)
            Rows.EndRow();
        _isOpen = false;
        return Rows.Batch;
    }

    private void RequireRow()
    {
        if (!_isOpen)
            throw new InvalidOperationException($"There is no row to set a value of; call {nameof(AddRow)} first.");
    }
}
