using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Data;
using Microsoft.ML.LowRank.Features;

namespace Microsoft.ML.LowRank.Networks;

/// <summary>Training rows: the values of the input columns, the label and the weight, read row by row in any number of passes.</summary>
internal sealed class LabelledRows
{
    private const int StopEvery = 1024;

    private readonly IDataView _data;
    private readonly LabelSettings _settings;
    private readonly PredictionTask _task;
    private readonly IReadOnlyList<InputColumn> _columns;
    private readonly DataViewSchema.Column[] _bound;
    private readonly DataViewSchema.Column _label;
    private readonly DataViewSchema.Column? _weight;
    private NumberMoments _labels;
    private float _least;
    private float _most;

    public LabelledRows(IDataView data, LabelSettings settings, PredictionTask task, IReadOnlyList<InputColumn> columns)
    {
        (_data, _settings, _task, _columns) = (data, settings, task, columns);
        _bound = InputColumns.Bind(data.Schema, columns);
        _label = ColumnTypes.Find(data.Schema, settings.Label, "label");
        _weight = settings.Weight is { } name ? ColumnTypes.Find(data.Schema, name, "weight") : null;
    }

    public DataViewSchema Schema => _data.Schema;

    /// <summary>Rows left out in the last pass because their label or weight was missing.</summary>
    public long SkippedCount { get; private set; }

    /// <summary>Classes that the label column may hold.</summary>
    public int ClassCount => checked((int)((KeyDataViewType)_label.Type).Count);

    /// <summary>Mean and deviation of the labels that were trained on in the last pass.</summary>
    public OutputScale Scale => new(_labels.Deviation > 0 ? _labels.Deviation : 1, _labels.Mean);

    /// <summary>Reads all rows.</summary>
    /// <param name="isJudging">Whether the row at a position judges; null where none does.</param>
    /// <param name="use">Called for every row that has a weight and is not left out.</param>
    /// <param name="stop">Called now and then with the number of rows that were read.</param>
    public void Read(Func<long, bool>? isJudging, Action<Row, bool> use, Action<long> stop)
    {
        using var cursor = _data.GetRowCursor(_bound.Append(_label).Concat(_weight is { } weight ? [weight] : []));
        var row = new Row(this, cursor);
        (_labels, SkippedCount, _least, _most) = (default, 0, float.PositiveInfinity, float.NegativeInfinity);
        long position = 0;
        while (cursor.MoveNext())
        {
            if (position % StopEvery == 0)
                stop(position);
            if (!row.ReadLabel(position))
            {
                SkippedCount++;
                position++;
                continue;
            }
            bool judges = isJudging is not null && isJudging(position);
            position++;
            // A row without weight is as good as absent.
            if (row.Weight == 0)
                continue;
            use(row, judges);
            if (judges)
                continue;
            _labels.Add(row.Label);
            (_least, _most) = (Math.Min(_least, row.Label), Math.Max(_most, row.Label));
        }
    }

    /// <exception cref="InvalidOperationException">There is nothing to learn from, or nothing to learn.</exception>
    public void Require()
    {
        if (_labels.Count == 0)
            throw new InvalidOperationException(SkippedCount > 0
                ? $"All {SkippedCount} rows were left out, because label or weight was missing; there is nothing to fit to."
                : "The input has no rows to train on with a positive weight; there is nothing to fit to.");
        if (_least == _most)
            throw new InvalidOperationException(
                $"The label column '{_label.Name}' has the same value in all {_labels.Count} training rows; there is nothing to learn.");
    }

    /// <summary>The current row.</summary>
    public sealed class Row
    {
        private readonly LabelledRows _rows;
        private readonly InputReader[] _readers;
        private readonly Func<float> _label;
        private readonly ValueGetter<float>? _weight;

        public Row(LabelledRows rows, DataViewRow row)
        {
            _rows = rows;
            _readers = InputReader.Open(row, rows._columns, rows._bound);
            _label = LabelReader.Open(row, rows._label);
            _weight = rows._weight is { } weight ? row.GetGetter<float>(weight) : null;
        }

        /// <summary>A number, 0 or 1, or a class from 0.</summary>
        public float Label { get; private set; }

        /// <summary>Weight of the row times that of its class.</summary>
        public float Weight { get; private set; }

        /// <summary>Gives the values as a row of its own.</summary>
        public void ReadValues(IFeatureSink sink)
        {
            sink.BeginRow();
            GiveValues(sink);
            sink.EndRow();
        }

        /// <summary>Gives the values to a row that was begun.</summary>
        public void GiveValues(IFeatureSink sink)
        {
            foreach (var reader in _readers)
                reader.Read(sink);
        }

        /// <summary>False for a row that is left out.</summary>
        public bool ReadLabel(long position)
        {
            Label = _label();
            if (!float.IsFinite(Label))
                return Skip(position, _rows._label.Name, "label", "missing or not finite");
            float weight = 1;
            _weight?.Invoke(ref weight);
            if (!float.IsFinite(weight) || weight < 0)
                return Skip(position, _rows._weight!.Value.Name, "weight", weight < 0 ? $"{weight}, which is negative" : "missing or not finite");
            Weight = _rows._settings.ClassWeights is { } classes && _rows._task != PredictionTask.Regression && (int)Label < classes.Length
                ? weight * classes[(int)Label] : weight;
            return true;
        }

        private bool Skip(long position, string column, string role, string what) => _rows._settings.SkipsInvalid ? false
            : throw new InvalidOperationException(
                $"The {role} in column '{column}' of row {position} is {what}. Correct it, or set {nameof(NetworkTrainingOptions.SkipInvalidRows)}.");
    }
}
