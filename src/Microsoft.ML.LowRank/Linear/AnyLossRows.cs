using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Data;
using Microsoft.ML.LowRank.Networks;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Linear;

/// <summary>Reads labelled vectors into memory: those that are trained on, and those that calibrate.</summary>
internal sealed class AnyLossRows
{
    /// <summary>Share of the fit that reading is taken for.</summary>
    public const double Share = 0.3;

    private const int StopEvery = 1_024;

    private readonly IDataView _input;
    private readonly AnyLossLinearTrainer.Options _options;
    private readonly Func<long, bool>? _calibrates;
    private readonly int _width;
    private readonly List<float> _calibration = [];
    private readonly List<(float Label, float Weight)> _calibrationRows = [];

    public AnyLossRows(IDataView input, AnyLossLinearTrainer.Options options, int seed)
    {
        (_input, _options) = (input, options);
        _width = ColumnTypes.RequireVector(input.Schema[options.FeatureColumnName], "feature");
        _calibrates = options.Calibrate ? EncodedRows.Part((ulong)(uint)seed, options.CalibrationFraction) : null;
        Training = new ClassRows(_width);
    }

    public ClassRows Training { get; }

    /// <summary>Rows that were left out.</summary>
    public long SkippedCount { get; private set; }

    /// <param name="advance">Called now and then with the number of rows that were read.</param>
    /// <exception cref="InvalidOperationException">A row cannot be used, or all together cannot.</exception>
    public void Read(Action<long> advance)
    {
        var schema = _input.Schema;
        var (features, label) = (schema[_options.FeatureColumnName], schema[_options.LabelColumnName]);
        DataViewSchema.Column? weight = _options.ExampleWeightColumnName is { } name ? schema[name] : null;
        using var cursor = _input.GetRowCursor(weight is { } column ? [features, label, column] : [features, label]);
        var readVector = cursor.GetGetter<VBuffer<float>>(features);
        var readLabel = LabelReader.Open(cursor, label);
        var readWeight = weight is { } w ? cursor.GetGetter<float>(w) : null;
        var (vector, dense, position, weightless) = (default(VBuffer<float>), new float[_width], 0L, 0L);
        for (; cursor.MoveNext(); position++)
        {
            if (position % StopEvery == 0)
                advance(position);
            float own = 1;
            readWeight?.Invoke(ref own);
            if (!float.IsFinite(own) || own < 0)
            {
                Skip($"The weight in column '{_options.ExampleWeightColumnName}' of row {position} is {(own < 0 ? $"{own}, which is negative" : "missing or not finite")}.");
                continue;
            }
            float truth = readLabel();
            readVector(ref vector);
            vector.CopyTo(dense);
            int bad = Elementwise.IndexOfNonFinite(dense);
            if (!float.IsFinite(truth) || bad >= 0)
            {
                Skip(bad >= 0 ? $"Row {position}, column '{_options.FeatureColumnName}', slot {bad} is missing or not finite."
                    : $"The label in column '{_options.LabelColumnName}' of row {position} is missing or not finite.");
                continue;
            }
            if (own == 0)
                weightless++;
            else if (_calibrates is not null && _calibrates(position))
                AddCalibration(dense, truth, own);
            else
                Training.Add(dense, truth > 0, own);
        }
        Require(position, weightless);
        Training.Complete(_options.NumberOfThreads);
    }

    /// <summary>Probabilities for the scores of a model, by the rows that it has not seen.</summary>
    public PlattCalibration Calibrate(AnyLossLinearModel model)
    {
        var scores = new float[_calibrationRows.Count];
        model.Score(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_calibration), scores.Length, scores);
        return PlattCalibration.Fit(scores, [.. _calibrationRows.Select(row => row.Label)], [.. _calibrationRows.Select(row => row.Weight)])!.Value;
    }

    private void AddCalibration(float[] features, float label, float weight)
    {
        _calibration.AddRange(features);
        _calibrationRows.Add((label, weight));
    }

    private void Skip(string reason)
    {
        if (!_options.SkipInvalidRows)
            throw new InvalidOperationException($"{reason} Correct it, or set {nameof(AnyLossLinearTrainer.Options.SkipInvalidRows)}.");
        SkippedCount++;
    }

    private void Require(long rows, long weightless)
    {
        if (Training.Count == 0)
            throw new InvalidOperationException(
                SkippedCount > 0 ? $"All {SkippedCount} rows were left out, because a value was missing; there is nothing to fit to."
                : rows > 0 && weightless == rows ? $"All weights in column '{_options.ExampleWeightColumnName}' are zero; at least one row must count."
                : "The input has no rows to train on; there is nothing to fit to.");
        if (Training.Positives == 0 || Training.Negatives == 0)
            throw new InvalidOperationException(
                $"The label column '{_options.LabelColumnName}' has the same value in all {Training.Count} training rows; there is nothing to learn.");
        if (_calibrates is not null && _calibrationRows.Select(row => row.Label > 0).Distinct().Count() < 2)
            throw new InvalidOperationException(
                $"The {_calibrationRows.Count} rows that were held out to calibrate are not of both classes. Give more rows, a larger " +
                $"{nameof(AnyLossLinearTrainer.Options.CalibrationFraction)}, or do without {nameof(AnyLossLinearTrainer.Options.Calibrate)}.");
    }
}
