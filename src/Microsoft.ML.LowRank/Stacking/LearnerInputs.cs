using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Data;
using Microsoft.ML.LowRank.Scoring;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// The predictions of base learners for a row, each of which sees the columns of the stack's input and nothing of the
/// others, then the columns that are passed through.
/// </summary>
internal sealed class LearnerInputs : PredictionInputs
{
    private readonly StackingModel _model;
    private readonly List<(int Offset, IRowToRowMapper[] Mappers)> _learners = [];
    private readonly DataViewSchema.Column? _passthrough;
    private readonly int _width;

    /// <exception cref="ArgumentOutOfRangeException">A column that a learner needs is missing or of another type.</exception>
    public LearnerInputs(
        DataViewSchema schema, StackingModel model, IReadOnlyList<FittedLearner> learners, string? passthroughColumnName)
    {
        _model = model;
        _width = model.PredictionsPerLearner;
        foreach (var learner in learners)
            _learners.Add((learner.Index * _width, Array.ConvertAll(learner.Models, m => m.GetRowToRowMapper(schema))));
        if (passthroughColumnName != null)
        {
            var column = ColumnTypes.Find(schema, passthroughColumnName, "passthrough");
            int size = ColumnTypes.RequireVector(column, "passthrough");
            if (size != model.PassthroughCount)
                throw ColumnTypes.Mismatch(column.Name, "passthrough", $"{model.PassthroughCount} values, as when it was fitted", $"{size}");
            _passthrough = column;
        }
        Columns = [.. _learners.SelectMany(learner => learner.Mappers)
            .SelectMany(mapper => mapper.GetDependencies([Output(mapper)]))
            .Concat(_passthrough is { } passed ? [passed] : []).DistinctBy(column => column.Index)];
    }

    public override IEnumerable<DataViewSchema.Column> Columns { get; }

    public override Reader Open(DataViewRow row) => new LearnerReader(this, row);

    private DataViewSchema.Column Output(IRowToRowMapper mapper) => LearnerOutput.Find(mapper.OutputSchema, _model.Task, _width);

    private sealed class LearnerReader : Reader
    {
        private readonly LearnerInputs _inputs;
        private readonly List<(int Offset, Action<Span<float>>[] Reads)> _learners = [];
        private readonly List<DataViewRow> _rows = [];
        private readonly ValueGetter<VBuffer<float>>? _passthrough;
        private readonly float[] _prediction;
        private readonly double[] _sum;
        private VBuffer<float> _passed;

        public LearnerReader(LearnerInputs inputs, DataViewRow row)
        {
            _inputs = inputs;
            _prediction = new float[inputs._width];
            _sum = new double[inputs._width];
            foreach (var (offset, mappers) in inputs._learners)
                _learners.Add((offset, Array.ConvertAll(mappers, mapper => OpenMapper(mapper, row))));
            if (inputs._passthrough is { } column)
                _passthrough = row.GetGetter<VBuffer<float>>(column);
        }

        public override void Read(Span<float> destination)
        {
            foreach (var (offset, reads) in _learners)
            {
                var target = destination.Slice(offset, _prediction.Length);
                if (reads.Length == 1)
                    reads[0](target);
                else
                    ReadMean(reads, target);
            }
            if (_passthrough == null)
                return;
            _passthrough(ref _passed);
            _passed.CopyTo(destination[^_inputs._model.PassthroughCount..]);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                foreach (var row in _rows)
                    row.Dispose();
            }
            base.Dispose(disposing);
        }

        private Action<Span<float>> OpenMapper(IRowToRowMapper mapper, DataViewRow row)
        {
            var column = _inputs.Output(mapper);
            var mapped = mapper.GetRow(new SharedRow(row), [column]);
            _rows.Add(mapped);
            return LearnerOutput.Open(mapped, column);
        }

        private void ReadMean(Action<Span<float>>[] reads, Span<float> target)
        {
            Array.Clear(_sum);
            foreach (var read in reads)
            {
                read(_prediction);
                for (int i = 0; i < _sum.Length; i++)
                    _sum[i] += _prediction[i];
            }
            for (int i = 0; i < _sum.Length; i++)
                target[i] = (float)(_sum[i] / reads.Length);
        }
    }
}
