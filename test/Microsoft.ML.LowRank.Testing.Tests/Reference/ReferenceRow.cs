using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Testing.Tests.Reference;

/// <summary>A row of the reference: the input's columns, and what is computed of them when it is asked for.</summary>
internal sealed class ReferenceRow : DataViewRow
{
    private readonly DataViewRow _input;
    private readonly ReferenceTransformer _model;
    private readonly HashSet<int> _active;
    private readonly int _pass;
    private readonly long? _rowCount;
    private readonly bool _isMapper;
    private int _calls;
    private bool _sawMissing;

    public ReferenceRow(
        DataViewRow input, DataViewSchema schema, ReferenceTransformer model, IEnumerable<DataViewSchema.Column> active,
            long? rowCount, bool isMapper)
    {
        _input = input;
        _model = model;
        Schema = schema;
        _active = [.. active.Select(column => column.Index)];
        _pass = model.NextPass();
        _rowCount = rowCount;
        _isMapper = isMapper;
    }

    public override long Position => _input.Position;

    public override long Batch => _input.Batch;

    public override DataViewSchema Schema { get; }

    private Fault Fault => _model.Fault;

    public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column.Index);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (Fault == Fault.LeavesGettersUnguarded && (!IsColumnActive(column) || typeof(TValue) != column.Type.RawType))
            return (ref TValue value) => value = default!;
        if (!IsColumnActive(column))
            throw new ArgumentOutOfRangeException(nameof(column), column.Name, "The column is not active.");
        int added = column.Index - _input.Schema.Count;
        Delegate getter = added switch
        {
            < 0 => InputGetter<TValue>(column),
            0 => (ValueGetter<VBuffer<float>>)Centered(),
            1 => (ValueGetter<float>)Score(),
            2 => Derived(_model.Probability),
            _ => Derived(_model.Label),
        };
        return getter as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"Column '{column.Name}' holds {column.Type}, not {typeof(TValue)}.");
    }

    private Delegate InputGetter<TValue>(DataViewSchema.Column column)
    {
        var getter = _input.GetGetter<TValue>(_input.Schema[column.Index]);
        if (Fault == Fault.ChangesAnInput && getter is ValueGetter<float> numbers && column.Name == "Id")
        {
            return (ValueGetter<float>)((ref float value) =>
            {
                numbers(ref value);
                value++;
            });
        }
        return getter;
    }

    private ValueGetter<VBuffer<float>> Centered()
    {
        var compute = Compute();
        return (ref VBuffer<float> value) =>
        {
            float[] centered = compute();
            if (Fault == Fault.KeepsItsBuffer)
            {
                centered.CopyTo(_model.SharedBuffer, 0);
                value = new VBuffer<float>(centered.Length, _model.SharedBuffer);
                return;
            }
            if (Fault == Fault.TrustsTheBuffer && value.Length > centered.Length)
                return;
            value = new VBuffer<float>(centered.Length, centered);
        };
    }

    private ValueGetter<float> Score()
    {
        var compute = Compute();
        return (ref float value) => value = compute().Sum();
    }

    private Delegate Derived<T>(Func<float, T> derive)
    {
        var score = Score();
        return (ValueGetter<T>)((ref T value) =>
        {
            float sum = 0;
            score(ref sum);
            value = derive(sum);
        });
    }

    private Func<float[]> Compute()
    {
        var getter = _input.GetGetter<VBuffer<float>>(_model.FindFeatures(_input.Schema));
        VBuffer<float> features = default;
        return () =>
        {
            getter(ref features);
            float[] centered = _model.Center(features);
            _sawMissing |= centered.Any(float.IsNaN);
            _calls++;
            centered[0] += Fault switch
            {
                Fault.CountsActiveColumns => _active.Count,
                Fault.ChangesEveryPass => _pass,
                Fault.CountsItsCalls => _calls,
                Fault.CountsRowsWhenScoring => _rowCount ?? 0,
                Fault.ScoresByPosition => Position,
                Fault.MapperDiffers when _isMapper => 1,
                Fault.SpreadsMissing when _sawMissing => float.NaN,
                _ => 0,
            };
            return centered;
        };
    }
}
