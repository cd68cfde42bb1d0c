using Microsoft.ML.LowRank.Metrics;

namespace Microsoft.ML.LowRank.Samples.Generate;

/// <summary>What the best possible model would reach on a log, gathered while its rows go by.</summary>
/// <param name="log">The log.</param>
/// <remarks>Rate and loss are of all rows; areas under the curve of at most a million of them, evenly spread.</remarks>
internal sealed class ClickTruth(ClickLog log)
{
    private const int MostRanked = 1_000_000;

    private readonly long _stride = (log.Rows + MostRanked - 1) / MostRanked;
    private readonly List<float> _labels = [];
    private readonly List<float> _logits = [];
    private readonly List<float> _mainEffects = [];
    private long _clicks;
    private double _loss;

    /// <summary>Rows so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Rows that the areas are of.</summary>
    public int RankedRows => _labels.Count;

    /// <summary>The share of clicks.</summary>
    public double Rate => (double)_clicks / Rows;

    /// <summary>The log loss of the true probability.</summary>
    public double LogLoss => _loss / Rows;

    /// <summary>The AUC of the true probability.</summary>
    public double Auc() => Area(_logits);

    /// <summary>
    /// The AUC of the sum of the true effects of single fields: about the best that a model without interactions can reach.
    /// </summary>
    public double AdditiveAuc() => Area(_mainEffects);

    public void Add(ClickRow row)
    {
        if (Rows++ % _stride == 0)
        {
            _labels.Add(row.Clicked ? 1 : 0);
            _logits.Add((float)row.Logit);
            _mainEffects.Add((float)row.MainEffects);
        }
        _clicks += row.Clicked ? 1 : 0;
        _loss += Logistic.Softplus(row.Clicked ? -row.Logit : row.Logit);
    }

    private double Area(List<float> scores) =>
        BinaryMetrics.AreaUnderCurve([.. scores], [.. _labels]);
}
