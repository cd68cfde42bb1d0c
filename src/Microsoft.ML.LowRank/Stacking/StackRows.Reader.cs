using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Data;

namespace Microsoft.ML.LowRank.Stacking;

internal sealed partial class StackRows
{
    private sealed class Reader
    {
        private readonly DataViewRow _row;
        private readonly CrossFitOptions _options;
        private readonly string? _foldName;
        private readonly string _foldRole;
        private readonly ValueGetter<DataViewRowId> _id;
        private readonly Func<float> _label;
        private readonly ValueGetter<float>? _weight;
        private readonly CodeReader? _codes;
        private readonly Func<double>? _time;
        private readonly RowIndex _index = new();
        private readonly List<float> _labels = [];
        private readonly List<float>? _weights;
        private readonly List<int> _codeList = [];
        private readonly List<double> _times = [];
        private long _skipped;

        public Reader(DataViewRow row, CrossFitOptions options,
            DataViewSchema.Column label, DataViewSchema.Column? weight, DataViewSchema.Column? fold)
        {
            (_row, _options, _foldName) = (row, options, fold?.Name);
            _foldRole = FoldColumns(options).FirstOrDefault().Role ?? "";
            _id = row.GetIdGetter();
            _label = LabelReader.Open(row, label);
            _weight = weight is { } column ? row.GetGetter<float>(column) : null;
            _weights = weight == null ? null : [];
            if (fold is { } times && options.TimeColumnName != null)
                _time = TimeReader.Open(row, times);
            else if (fold is { } codes)
                _codes = CodeReader.Open(row, codes);
        }

        public void Add()
        {
            DataViewRowId id = default;
            _id(ref id);
            _index.Add(id);
            float label = _label();
            float weight = 1;
            _weight?.Invoke(ref weight);
            int code = _codes?.Read() ?? 0;
            double time = _time?.Invoke() ?? 0;
            if (weight < 0)
                throw new InvalidOperationException(
                    $"Row {_row.Position}, weight column '{_options.ExampleWeightColumnName}' is {weight}; weights must not be negative.");
            bool usable = Check(float.IsFinite(label), "label", _options.LabelColumnName)
                && Check(float.IsFinite(weight), "weight", _options.ExampleWeightColumnName)
                && Check(code != CodeReader.Missing && double.IsFinite(time), _foldRole, _foldName);
            _labels.Add(usable ? label : float.NaN);
            _weights?.Add(usable ? weight : 0);
            if (_codes != null)
                _codeList.Add(usable ? code : CodeReader.Missing);
            if (_time != null)
                _times.Add(usable ? time : double.NaN);
        }

        public StackRows Complete(PredictionTask task, int seed)
        {
            if (_labels.Count == _skipped)
                throw new InvalidOperationException(_labels.Count == 0
                    ? "There are no rows to fit to."
                    : $"None of the {_labels.Count} rows can be used: in each a label, weight or fold is missing.");
            float[] labels = [.. _labels];
            _codes?.Renumber(_codeList);
            if (_weights is { } weights && weights.TrueForAll(weight => weight == 0))
                throw new InvalidOperationException(
                    $"All weights in column '{_options.ExampleWeightColumnName}' are zero; at least one row must count.");
            var folds = MakeFolds(labels, task, seed);
            RequireTwoLabels(labels);
            return new StackRows(_index, labels, _weights?.ToArray(), folds, _skipped);
        }

        private void RequireTwoLabels(float[] labels)
        {
            float[] counted = [.. labels.Where((y, row) => !float.IsNaN(y) && _weights?[row] is null or > 0)];
            if (counted.Length > 0 && Array.TrueForAll(counted, y => y == counted[0]))
                throw new InvalidOperationException(
                    $"The label column '{_options.LabelColumnName}' has the same value in all rows; there is nothing to learn.");
        }

        private Folds MakeFolds(float[] labels, PredictionTask task, int seed)
        {
            int folds = _options.NumberOfFolds;
            if (_options.TimeColumnName is { } time)
                return FoldMaker.OfTimes([.. _times], folds, _options.TimeGap, time);
            if (_options.SamplingKeyColumnName is { } group)
                return FoldMaker.OfGroups(_codeList, folds, seed, group);
            if (_options.FoldColumnName is { } column)
                return FoldMaker.OfColumn(_codeList, column);
            bool stratify = _options.Stratify && task != PredictionTask.Regression;
            long usable = labels.Length - _skipped;
            if (usable < folds)
                throw new InvalidOperationException(
                    $"There are {usable} rows that can be used, too few for {folds} folds; lower NumberOfFolds.");
            return FoldMaker.Random(Array.ConvertAll(labels, y => float.IsNaN(y) ? -1 : stratify ? (int)y : 0), folds, seed);
        }

        private bool Check(bool isPresent, string role, string? column)
        {
            if (isPresent)
                return true;
            if (!_options.SkipInvalidRows)
                throw new InvalidOperationException(
                    $"Row {_row.Position}, {role} column '{column}' is missing or not finite; remove such rows, or set " +
                    "SkipInvalidRows to leave them out.");
            _skipped++;
            return false;
        }
    }
}
