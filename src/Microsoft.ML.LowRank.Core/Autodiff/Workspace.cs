using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Autodiff;

/// <summary>
/// The memory of one run of a plan; it belongs to one thread at a time. A warm run allocates nothing.
/// </summary>
internal sealed class Workspace
{
    private readonly IComputeBackend _engine;
    private readonly Plan _plan;
    private readonly Tensor[] _tensors;
    private readonly Dictionary<IdRange, RowIndex> _rows = [];
    private readonly Dictionary<Parameter, (Tensor Rows, int Capacity)> _tableGradients = [];
    private readonly ArrangedBatch? _arranged;
    private EncodedBatch _batch = new();
    private int _firstRow;
    private int _rowCount;

    /// <summary>Memory for batches of at most the given rows.</summary>
    public Workspace(IComputeBackend engine, Plan plan, int capacity)
    {
        _engine = engine;
        _plan = plan;
        Capacity = capacity;
        _tensors = plan.Allocate(engine, capacity);
        _arranged = plan.Fields is null ? null : new ArrangedBatch(plan.Fields);
        foreach (var range in plan.Gradients?.Ranges ?? [])
            _rows.Add(range, new RowIndex());
    }

    /// <summary>Most rows of a batch, or of the parts that it is run in.</summary>
    public int Capacity { get; }

    /// <summary>Where the random numbers of this step begin.</summary>
    public ulong Seed { get; set; }

    public Tensor this[Value value] => _tensors[value.Index];

    /// <summary>The ids of a range in the batch at hand.</summary>
    public IdBatch Ids(IdRange range) => IdsOf(range, _firstRow, _rowCount);

    /// <summary>The distinct rows of a range in the whole batch.</summary>
    public RowIndex Rows(IdRange range) => _rows[range];

    /// <summary>The gradients of the distinct rows of a table.</summary>
    public Tensor GradientOf(Parameter table) => _tableGradients[table].Rows;

    /// <summary>Begins a batch: its distinct rows, and zero (or λ times the parameter) in every gradient.</summary>
    public void BeginBatch(EncodedBatch batch, float tablePenalty)
    {
        _batch = _arranged?.Arrange(batch, 0, batch.Rows) ?? batch;
        var gradients = _plan.Gradients!;
        // By index: to enumerate a list that is known by its interface would allocate.
        for (int i = 0; i < gradients.OfParameters.Count; i++)
            _engine.Fill(this[gradients.OfParameters[i].Gradient], 0);
        for (int i = 0; i < gradients.Ranges.Count; i++)
        {
            var range = gradients.Ranges[i];
            _engine.FindRows(IdsOf(range, 0, _batch.Rows), range.Rows, _rows[range]);
        }
        for (int i = 0; i < gradients.Tables.Count; i++)
        {
            var (table, range) = gradients.Tables[i];
            _engine.GatherRows(table.Tensor, _rows[range], tablePenalty, Reserve(table, _rows[range].Count));
        }
    }

    /// <summary>Runs the forward steps for some rows of a batch.</summary>
    public void Forward(EncodedBatch batch, int firstRow, int rows)
    {
        if (rows != _rowCount)
            SetRows(rows);
        (_batch, _firstRow, _rowCount) = (batch, firstRow, rows);
        // Training arranges the whole batch when it begins; otherwise only the rows at hand are needed.
        if (_arranged is not null)
            (_batch, _firstRow) = _plan.Gradients is null ? (_arranged.Arrange(batch, firstRow, rows), 0) : (_arranged.Result, firstRow);
        if (_plan.Graph.Numbers is { } numbers)
            this[numbers].Write(batch.Values.AsSpan(firstRow * batch.Numbers, rows * batch.Numbers));
        Run(_plan.Steps);
    }

    /// <summary>Runs the backward steps for the same rows. The gradient of the output is in place.</summary>
    public void Backward() => Run(_plan.Gradients!.Steps);

    private void Run(IReadOnlyList<Step> steps)
    {
        for (int i = 0; i < steps.Count; i++)
            steps[i].Run(_engine, this);
    }

    private void SetRows(int rows)
    {
        var values = _plan.Graph.Values;
        for (int i = 0; i < values.Count; i++)
        {
            var value = values[i];
            if (value.RowsPerExample > 0 && _tensors[value.Index] is { } tensor)
                tensor.Rows = rows * value.RowsPerExample;
        }
    }

    private IdBatch IdsOf(IdRange range, int firstRow, int rows) => new(
        _batch.Ids, _batch.Starts, _batch.Factors, firstRow, rows, _batch.Fields, range.First, range.Fields, range.Base);

    /// <summary>Memory for the gradients of some rows; it grows, and does not shrink with the rows in use.</summary>
    private Tensor Reserve(Parameter table, int rows)
    {
        if (!_tableGradients.TryGetValue(table, out var reserved) || reserved.Capacity < rows)
        {
            int capacity = Math.Max(rows, 1) + (rows / 4);
            reserved = (_engine.Allocate(capacity, table.Tensor.Columns), capacity);
            _tableGradients[table] = reserved;
        }
        return reserved.Rows;
    }
}
