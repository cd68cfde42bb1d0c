using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Losses;
using Microsoft.ML.LowRank.Metrics;
using Microsoft.ML.LowRank.Networks;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Training;

/// <summary>Scores the validation rows with the parameters at hand.</summary>
internal sealed class ValidationRun
{
    private const int MostRows = 1024;
    private const long MostWorkspaceValues = 64L << 20;

    private readonly Plan _plan;
    private readonly Workspace _memory;
    private readonly ILoss _loss;
    private readonly RowCache _rows;
    private readonly float[] _outputs;
    private readonly float[] _labels;
    private readonly float[]? _weights;
    private readonly bool _isArea;

    public ValidationRun(IComputeBackend engine, Network network, ILoss loss, RowCache rows, ValidationMetric monitor)
    {
        (_loss, _rows) = (loss, rows);
        _plan = network.Trace(isTraining: false);
        long most = Math.Max(1, MostWorkspaceValues / Math.Max(1, _plan.ValuesPerExample));
        _memory = new Workspace(engine, _plan, (int)Math.Min(MostRows, most));
        _outputs = new float[checked((int)rows.Rows * loss.Outputs)];
        _labels = new float[rows.Rows];
        _weights = ReadLabels();
        bool hasBoth = loss.TellsTwoClasses && !double.IsNaN(BinaryMetrics.AreaUnderCurve(_outputs, _labels, _weights));
        // A loss that is a metric is what was asked for; where it is not, the area is the better judge, for it has no threshold.
        _isArea = hasBoth && monitor != ValidationMetric.Loss && (!loss.IsJoint || monitor == ValidationMetric.AreaUnderCurve);
    }

    /// <summary>What the score is made of.</summary>
    public string MetricName => _isArea ? "AUC" : "loss";

    /// <summary>The mean loss, the area under the curve for two classes, and the score, of which more is better.</summary>
    public (double Loss, double AreaUnderCurve, double Score) Evaluate()
    {
        double loss = 0, weight = 0;
        int at = 0;
        foreach (var batch in _rows.ReadInOrder(_memory.Capacity))
        {
            _memory.Forward(batch, 0, batch.Rows);
            var outputs = _outputs.AsSpan(at * _loss.Outputs, batch.Rows * _loss.Outputs);
            _memory[_plan.Output].Read(outputs);
            var weights = batch.Weights is null ? default : batch.Weights.AsSpan(0, batch.Rows);
            if (!_loss.IsJoint)
                loss += _loss.Evaluate(outputs, batch.Targets.AsSpan(0, batch.Rows), weights, 1, default);
            weight += NetworkTrainer.SumOf(batch.Weights, batch.Rows);
            at += batch.Rows;
        }
        if (_loss.IsJoint)
            loss = _loss.Evaluate(_outputs, _labels, _weights, 1, default);
        loss /= weight;
        double area = _loss.TellsTwoClasses ? BinaryMetrics.AreaUnderCurve(_outputs, _labels, _weights) : double.NaN;
        double score = _isArea ? area : -loss;
        // What is not a number is worse than anything.
        return (loss, area, double.IsNaN(score) ? double.NegativeInfinity : score);
    }

    /// <summary>Sum of the probabilities that were evaluated last over the number of positive rows; NaN for other tasks.</summary>
    public double Calibration => _loss is LogisticLoss ? BinaryMetrics.CalibrationRatio(_outputs, _labels, _weights) : double.NaN;

    /// <summary>What the network gave in the last evaluation, row after row.</summary>
    public ReadOnlySpan<float> Outputs => _outputs;

    /// <summary>The rows' targets.</summary>
    public ReadOnlySpan<float> Labels => _labels;

    /// <summary>The rows' weights, or none.</summary>
    public ReadOnlySpan<float> Weights => _weights;

    private float[]? ReadLabels()
    {
        float[]? weights = null;
        int at = 0;
        foreach (var batch in _rows.ReadInOrder(_memory.Capacity))
        {
            batch.Targets.AsSpan(0, batch.Rows).CopyTo(_labels.AsSpan(at));
            if (batch.Weights is not null)
                batch.Weights.AsSpan(0, batch.Rows).CopyTo((weights ??= new float[_labels.Length]).AsSpan(at));
            at += batch.Rows;
        }
        return weights;
    }
}
