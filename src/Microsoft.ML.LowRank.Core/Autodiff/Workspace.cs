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
    private readonly Dictionary<Parameter, Tensor> _tableGradients = [];
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
    public Tensor GradientOf(Parameter table) => _tableGradients[table];

    /// <summary>Begins a batch: its distinct rows, and zero (or λ times the parameter) in every gradient.</summary>
    public void BeginBatch(EncodedBatch batch, float tablePenalty)
    {
        _batch = batch;
        var gradients = _plan.Gradients!;
        foreach (var (_, gradient) in gradients.OfParameters)
            _engine.Fill(this[gradient], 0);
        foreach (var range in gradients.Ranges)
            _engine.FindRows(IdsOf(range, 0, batch.Rows), range.Rows, _rows[range]);
        foreach (var (table, range) in gradients.Tables)
            _engine.GatherRows(table.Tensor, _rows[range], tablePenalty, Reserve(table, _rows[range].Count));
    }

    /// <summary>Runs the forward steps for some rows of a batch.</summary>
    public void Forward(EncodedBatch batch, int firstRow, int rows)
    {
        if (rows != _rowCount)
            SetRows(rows);
        (_batch, _firstRow, _rowCount) = (batch, firstRow, rows);
        if (_plan.Graph.Numbers is { } numbers)
            this[numbers].Write(batch.Values.AsSpan(firstRow * batch.Numbers, rows * batch.Numbers));
        foreach (var step in _plan.Graph.Steps)
            step.Run(_engine, this);
    }

    /// <summary>Runs the backward steps for the same rows. The gradient of the output is in place.</summary>
    public void Backward()
    {
        foreach (var step in _plan.Gradients!.Steps)
            step.Run(_engine, this);
    }

    private void SetRows(int rows)
    {
        foreach (var value in _plan.Graph.Values)
        {
            if (value.RowsPerExample > 0 && _tensors[value.Index] is { } tensor)
                tensor.Rows = rows * value.RowsPerExample;
        }
    }

    private IdBatch IdsOf(IdRange range, int firstRow, int rows) => new(
        _batch.Ids, _batch.Starts, _batch.Factors, firstRow, rows, _batch.Fields, range.First, range.Fields, range.Base);

    private Tensor Reserve(Parameter table, int rows)
    {
        if (!_tableGradients.TryGetValue(table, out var gradient) || gradient.Rows < rows)
        {
            // Rows in use shrink from batch to batch: what was allocated is asked of a view.
            var whole = gradient is null ? null : _engine.View(gradient, table.Tensor.Columns);
            if (whole is null || whole.Rows < rows)
                gradient = _engine.Allocate(Math.Max(rows, 1) + rows / 4, table.Tensor.Columns);
            _tableGradients[table] = gradient!;
        }
        return gradient!;
    }
}
