using System.Globalization;
using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Networks;

namespace Microsoft.ML.LowRank;

/// <summary>
/// A trained network: how values are encoded, and the parameters. It needs neither ML.NET nor a native library to score, and
/// may be used from any number of threads.
/// </summary>
public abstract partial class NetworkModelParameters
{
    private readonly Lazy<NetworkScorer> _scorer;

    private protected NetworkModelParameters(FeatureEncoder encoder, Network network, PredictionTask task, OutputScale scale)
    {
        (Encoder, Network, Task, Scale) = (encoder, network, task, scale);
        _scorer = new Lazy<NetworkScorer>(() => new NetworkScorer(network));
    }

    /// <summary>What is predicted.</summary>
    public PredictionTask Task { get; }

    /// <summary>Scores per row: one, or one per class.</summary>
    public int ScoreCount => Network.Shape.Outputs;

    /// <summary>The fields of a row, in order.</summary>
    public IReadOnlyList<string> FieldNames => [.. Encoder.Fields.Select(declared => declared.Name)];

    /// <summary>Every matrix of the network.</summary>
    public IReadOnlyList<NetworkLayer> Layers => NetworkLayer.Of(Network.Parameters);

    /// <summary>Values that were learned, in all.</summary>
    public long ParameterCount => Layers.Sum(layer => layer.Parameters);

    internal FeatureEncoder Encoder { get; }

    internal Network Network { get; }

    /// <summary>What the model keeps of the metric that it was trained on; null where it was trained on cross-entropy or a number.</summary>
    public MetricDecision? Decision { get; internal init; }

    /// <summary>Probabilities of the scores of two classes; null where there are none.</summary>
    internal PlattCalibration? Calibration => Decision is { } decision ? decision.Calibration : PlattCalibration.LogOdds;

    internal OutputScale Scale { get; }

    /// <summary>Empty rows to be filled and scored.</summary>
    /// <param name="capacity">Rows to make room for.</param>
    public FeatureRows NewRows(int capacity = 1) => new(Encoder, capacity);

    /// <summary>
    /// Scores rows: a number, the log-odds of the positive class (its probability is the logistic function of it), or the
    /// probability of every class. Of a model that was trained on a metric, how far the log-odds are above its threshold.
    /// </summary>
    /// <param name="rows">Made by <see cref="NewRows"/> of this model.</param>
    /// <param name="scores">Gets <see cref="ScoreCount"/> scores per row.</param>
    /// <exception cref="ArgumentException">The rows are another model's, or there is no room for the scores.</exception>
    public void Score(FeatureRows rows, Span<float> scores)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Rows.Encoder != Encoder)
            throw new ArgumentException($"The rows were made by another model; make them by {nameof(NewRows)} of this one.", nameof(rows));
        if (scores.Length < (long)rows.Count * ScoreCount)
            throw new ArgumentException(
                $"{rows.Count} rows need room for {(long)rows.Count * ScoreCount} scores; there is room for {scores.Length}.", nameof(scores));
        Score(rows.Close(), scores);
    }

    /// <summary>A table of the layers: shape, parameters and bytes.</summary>
    public override string ToString()
    {
        var lines = new List<string>
        {
            string.Create(CultureInfo.InvariantCulture, $"{Describe()}: {ParameterCount:N0} parameters, {Layers.Sum(layer => layer.Bytes):N0} bytes"),
        };
        int width = Layers.Max(layer => layer.Name.Length);
        lines.AddRange(Layers.Select(layer => string.Create(CultureInfo.InvariantCulture,
            $"  {layer.Name.PadRight(width)}  {layer.Rows,9} × {layer.Columns,-6} {layer.Parameters,13:N0}{(layer.IsTable ? "  table" : "")}{(layer.IsQuantized ? ", bytes" : "")}")));
        return string.Join(Environment.NewLine, lines);
    }

    internal void Score(EncodedBatch batch, Span<float> scores)
    {
        scores = scores[..(batch.Rows * ScoreCount)];
        _scorer.Value.Run(batch, 0, batch.Rows, scores);
        if (Task == PredictionTask.MulticlassClassification)
            Softmax.Rows(scores, ScoreCount);
        else if (Task == PredictionTask.Regression)
            Scale.Apply(scores);
        else if (Decision is { Threshold: not 0 and var threshold })
            new OutputScale(1, -threshold).Apply(scores);
    }

    /// <summary>The same model with another network.</summary>
    internal abstract NetworkModelParameters With(Network network);

    private protected abstract string Describe();
}
