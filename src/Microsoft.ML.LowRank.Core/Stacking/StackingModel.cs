using Microsoft.ML.LowRank.Stacking;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank;

/// <summary>
/// Makes one prediction of those of several models: a linear model over them and their statistics, or a weighted average.
/// Scores without ML.NET, on any number of threads.
/// </summary>
public sealed partial class StackingModel : IBatchModel
{
    private readonly BaseLayout _layout;
    private readonly StackingModelParts _parts;
    private readonly MetaFeatures _features;

    internal StackingModel(BaseLayout layout, StackingModelParts parts)
    {
        (_layout, _parts) = (layout, parts);
        _features = parts.CreateFeatures(layout);
        FeatureNames = [.. parts.Kept.Select(k => parts.LearnerNames[k]), .. _features.AddedNames, .. parts.PassthroughNames];
        UsedLearners = [.. parts.Kept.Where(IsUsed).Select(k => parts.LearnerNames[k])];
    }

    /// <summary>What is predicted.</summary>
    public PredictionTask Task => _layout.Task;

    /// <summary>Classes: 1 for a number and for two classes, whose single score is that of the positive one.</summary>
    public int ClassCount => _layout.Width;

    /// <summary>Names of the models, in the order of their predictions.</summary>
    public IReadOnlyList<string> LearnerNames => _parts.LearnerNames;

    /// <summary>Values per model in a row: one, or one per class.</summary>
    public int PredictionsPerLearner => _layout.Width;

    /// <summary>Values that follow the predictions in a row.</summary>
    public int PassthroughCount => _layout.PassthroughCount;

    /// <summary>Names of the models that a score depends on; the predictions of others are not looked at.</summary>
    public IReadOnlyList<string> UsedLearners { get; }

    /// <summary>What the weights belong to: kept models, statistics over them, values passed through.</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>
    /// Whether the model is a weighted average of predictions (of probabilities, for classes) rather than a linear model over
    /// numbers or log-odds.
    /// </summary>
    public bool IsAverage => _parts.IsAverage;

    int IBatchModel.InputCount => _layout.Columns;

    int IBatchModel.ScoreCount => _layout.Width;

    /// <summary>One weight per entry of <see cref="FeatureNames"/>.</summary>
    /// <param name="class">The class, from 0; an average has the same weights for all.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public ReadOnlySpan<double> GetWeights(int @class = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)@class, (uint)ClassCount, nameof(@class));
        return _parts.Weights[IsAverage ? 0 : @class];
    }

    /// <summary>The score where all features are zero; 0 for an average.</summary>
    /// <param name="class">The class, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double GetBias(int @class = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)@class, (uint)ClassCount, nameof(@class));
        return _parts.Biases[IsAverage ? 0 : @class];
    }

    /// <summary>
    /// Scores rows of base predictions: gives a number, the log-odds of the positive class, or the probability of every
    /// class.
    /// </summary>
    /// <param name="rows">
    /// Row after row the predictions of every model of <see cref="LearnerNames"/>, each <see cref="PredictionsPerLearner"/>
    /// values, then <see cref="PassthroughCount"/> values.
    /// </param>
    /// <param name="count">Number of rows.</param>
    /// <param name="scores">Gets <see cref="ClassCount"/> scores per row; NaN where a value that is used is not finite.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public void Score(ReadOnlySpan<float> rows, int count, Span<float> scores)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (rows.Length < (long)count * _layout.Columns || scores.Length < (long)count * ClassCount)
            throw new ArgumentException(
                $"{count} rows of {_layout.Columns} values need {(long)count * _layout.Columns} of them and " +
                $"{(long)count * ClassCount} scores; {rows.Length} and {scores.Length} were given.");
        // In parts of a fixed size, so that buffers stay in the cache and have one size.
        const int most = 256;
        for (int from = 0; from < count; from += most)
        {
            int part = Math.Min(most, count - from);
            ScorePart(rows.Slice(from * _layout.Columns, part * _layout.Columns), part, scores.Slice(from * ClassCount, part * ClassCount));
        }
    }

    internal bool IsUsed(int learner)
    {
        int at = Array.IndexOf(_parts.Kept, learner);
        if (at < 0)
            return false;
        // A statistic depends on all that are kept.
        int statistics = _parts.Kept.Length;
        return _parts.Weights.Any(weights => weights[at] != 0
            || weights.AsSpan(statistics, _features.AddedNames.Count).ContainsAnyExcept(0.0));
    }

    private void ScorePart(ReadOnlySpan<float> rows, int count, Span<float> scores)
    {
        int linkedWidth = _layout.Learners + _layout.PassthroughCount;
        using var linked = BufferPool.Rent<float>(count * linkedWidth);
        using var features = BufferPool.Rent<float>(count * _features.Columns);
        for (int c = 0; c < ClassCount; c++)
        {
            if (IsAverage)
            {
                _layout.Predictions(rows, count, c, linked.Span);
                AddAverages(linked.Span, count, c, scores);
                continue;
            }
            _layout.Link(rows, count, c, linked.Span);
            _features.Compute(count, linkedWidth, linked.Span, features.Span);
            var weights = _parts.Weights[c];
            for (int row = 0; row < count; row++)
            {
                double sum = _parts.Biases[c];
                var values = features.Span.Slice(row * weights.Length, weights.Length);
                Hold(values.Slice(_parts.Kept.Length, _features.AddedNames.Count), c);
                for (int i = 0; i < weights.Length; i++)
                {
                    // What has no weight is not looked at, so that it need not be computed.
                    if (weights[i] != 0)
                        sum += weights[i] * values[i];
                }
                scores[(row * ClassCount) + c] = (float)(ClassCount == 1 ? sum : BaseLayout.Logistic(sum));
            }
        }
        Finish(scores, count);
    }

    private void Hold(Span<float> statistics, int @class)
    {
        for (int i = 0; i < statistics.Length; i++)
            statistics[i] = Math.Clamp(statistics[i], _parts.Ranges[@class][i].Low, _parts.Ranges[@class][i].High);
    }

    private void AddAverages(ReadOnlySpan<float> predictions, int count, int @class, Span<float> scores)
    {
        for (int row = 0; row < count; row++)
        {
            double sum = 0;
            for (int i = 0; i < _parts.Kept.Length; i++)
            {
                if (_parts.Weights[0][i] != 0)
                    sum += _parts.Weights[0][i] * predictions[(row * _layout.Learners) + _parts.Kept[i]];
            }
            scores[(row * ClassCount) + @class] = Task == PredictionTask.BinaryClassification ? BaseLayout.LogOdds((float)sum) : (float)sum;
        }
    }

    private void Finish(Span<float> scores, int count)
    {
        for (int row = 0; row < count; row++)
        {
            var own = scores.Slice(row * ClassCount, ClassCount);
            if (Elementwise.IndexOfNonFinite(own) >= 0)
            {
                own.Fill(float.NaN);
                continue;
            }
            if (ClassCount == 1)
                continue;
            double sum = 0;
            foreach (float p in own)
                sum += p;
            for (int c = 0; c < own.Length; c++)
                own[c] = sum > 0 ? (float)(own[c] / sum) : 1f / own.Length;
        }
    }
}
