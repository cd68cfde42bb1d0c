using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Compression;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Transforms;

/// <summary>
/// Computes one projection column: dense rows are gathered and multiplied together, sparse rows are multiplied as they
/// come, without being made dense. A row with a value that is not finite gives NaN in every output value.
/// </summary>
internal sealed class ProjectionScorer
{
    private readonly ValueGetter<VBuffer<float>> _input;
    private readonly LowRankProjection _projection;
    private readonly ProjectionDirection _direction;
    private readonly int _inputSize;
    private readonly int _outputSize;
    private readonly float[] _gathered;
    private readonly float[] _computed;
    private readonly int[] _slots;
    private readonly float[] _results;
    private VBuffer<float> _row;
    private int _gatheredRows;

    public ProjectionScorer(ValueGetter<VBuffer<float>> input, LowRankProjection projection,
        ProjectionDirection direction, int capacity)
    {
        _input = input;
        _projection = projection;
        _direction = direction;
        bool compress = direction == ProjectionDirection.Compress;
        _inputSize = compress ? projection.InputDimension : projection.Rank;
        _outputSize = compress ? projection.Rank : projection.InputDimension;
        _gathered = new float[capacity * _inputSize];
        _computed = new float[capacity * _outputSize];
        _slots = new int[capacity];
        _results = new float[capacity * _outputSize];
    }

    public void Read(int slot)
    {
        _input(ref _row);
        if (!_row.IsDense && _direction == ProjectionDirection.Compress)
        {
            var result = Result(slot);
            _projection.Encode(_row.GetValues(), _row.GetIndices(), result);
            SpreadNaN(result);
            return;
        }
        _slots[_gatheredRows] = slot;
        _row.CopyTo(_gathered.AsSpan(_gatheredRows++ * _inputSize, _inputSize));
    }

    public void Compute()
    {
        if (_gatheredRows == 0)
            return;
        var rows = _gathered.AsSpan(0, _gatheredRows * _inputSize);
        // Slots ascend, so when the last is the number of rows all were gathered, and the results are in place.
        bool inPlace = _slots[_gatheredRows - 1] == _gatheredRows - 1;
        var computed = (inPlace ? _results : _computed).AsSpan(0, _gatheredRows * _outputSize);
        if (_direction == ProjectionDirection.Compress)
            _projection.EncodeBatch(rows, _gatheredRows, computed);
        else
            _projection.ReconstructBatch(rows, _gatheredRows, computed);
        for (int i = 0; i < _gatheredRows; i++)
        {
            var result = Result(_slots[i]);
            if (!inPlace)
                computed.Slice(i * _outputSize, _outputSize).CopyTo(result);
            SpreadNaN(result);
        }
        _gatheredRows = 0;
    }

    public ValueGetter<VBuffer<float>> GetGetter(Func<int> slot) => (ref VBuffer<float> value) =>
    {
        var result = Result(slot());
        var editor = VBufferEditor.Create(ref value, _outputSize);
        result.CopyTo(editor.Values);
        value = editor.Commit();
    };

    private Span<float> Result(int slot) => _results.AsSpan(slot * _outputSize, _outputSize);

    private static void SpreadNaN(Span<float> result)
    {
        if (Elementwise.IndexOfNonFinite(result) >= 0)
            result.Fill(float.NaN);
    }
}
