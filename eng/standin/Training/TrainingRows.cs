using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Features, labels and weights in memory, without the rows in which one of them is missing or infinite.</summary>
internal sealed class TrainingRows
{
    private readonly List<VBuffer<float>> _features = [];
    private readonly List<double> _labels = [];
    private readonly List<double> _weights = [];

    public TrainingRows(IHost host, IDataView data, string features, string label, string weight)
    {
        var feature = data.Schema[features];
        FeatureCount = ((VectorDataViewType)feature.Type).Size;
        var columns = new[] { features, label, weight }.Where(name => name is not null).Select(name => data.Schema[name]);
        using var cursor = data.GetRowCursor(columns);
        var featureGetter = cursor.GetGetter<VBuffer<float>>(feature);
        var labelGetter = LabelReading.Getter(cursor, data.Schema[label]);
        var weightGetter = weight is null ? null : cursor.GetGetter<float>(data.Schema[weight]);
        VBuffer<float> value = default;
        float rowWeight = 1;
        long skipped = 0;
        while (cursor.MoveNext())
        {
            host.CheckAlive();
            featureGetter(ref value);
            double rowLabel = labelGetter();
            weightGetter?.Invoke(ref rowWeight);
            if (double.IsNaN(rowLabel) || !float.IsFinite(rowWeight) || !AllFinite(value.GetValues()))
            {
                skipped++;
                continue;
            }

            VBuffer<float> own = default;
            value.CopyTo(ref own);
            _features.Add(own);
            _labels.Add(rowLabel);
            _weights.Add(rowWeight);
        }

        using var channel = host.Start("Training");
        if (skipped > 0)
            channel.Warning(MessageSensitivity.None, $"{skipped} rows with missing or infinite values were skipped.");
        Contracts.Check(_labels.Count > 0, "There is no row to train on.");
    }

    public int FeatureCount { get; }

    public int Count => _labels.Count;

    public double WeightSum => _weights.Sum();

    public double Label(int row) => _labels[row];

    public double Weight(int row) => _weights[row];

    /// <summary>The product of a row's features with the weights from <paramref name="offset"/> on.</summary>
    public double Dot(int row, double[] weights, int offset)
    {
        var values = _features[row].GetValues();
        var slots = _features[row].GetIndices();
        var own = weights.AsSpan(offset, FeatureCount);
        double sum = 0;
        if (_features[row].IsDense)
        {
            for (int i = 0; i < values.Length; i++)
                sum += values[i] * own[i];
            return sum;
        }

        for (int i = 0; i < values.Length; i++)
            sum += values[i] * own[slots[i]];
        return sum;
    }

    /// <summary>Adds a multiple of a row's features to what begins at <paramref name="offset"/>.</summary>
    public void Add(int row, double scale, double[] target, int offset)
    {
        var values = _features[row].GetValues();
        var slots = _features[row].GetIndices();
        var own = target.AsSpan(offset, FeatureCount);
        if (_features[row].IsDense)
        {
            for (int i = 0; i < values.Length; i++)
                own[i] += scale * values[i];
            return;
        }

        for (int i = 0; i < values.Length; i++)
            own[slots[i]] += scale * values[i];
    }

    private static bool AllFinite(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
                return false;
        }

        return true;
    }
}
