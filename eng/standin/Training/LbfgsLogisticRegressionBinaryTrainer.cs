using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Model = Microsoft.ML.Calibrators.CalibratedModelParametersBase<
    Microsoft.ML.Trainers.LinearBinaryModelParameters, Microsoft.ML.Calibrators.PlattCalibrator>;

namespace Microsoft.ML.Trainers;

/// <summary>Logistic regression.</summary>
public sealed class LbfgsLogisticRegressionBinaryTrainer
    : LbfgsTrainerBase<LbfgsLogisticRegressionBinaryTrainer.Options, BinaryPredictionTransformer<Model>, Model>
{
    internal LbfgsLogisticRegressionBinaryTrainer(IHostEnvironment env, Options options)
        : base(env, options)
    {
    }

    private protected override string LabelType => "Boolean";

    private protected override bool IsLabel(SchemaShape.Column column) => column.ItemType is BooleanDataViewType;

    private protected override Model Train(TrainingRows rows, DataViewSchema.Column label)
    {
        double[] best = Minimize(rows, 1, (row, x, gradient) =>
        {
            double sign = rows.Label(row) > 0 ? 1 : -1;
            double margin = sign * (x[0] + rows.Dot(row, x, 1));
            double slope = -sign * rows.Weight(row) / (1 + Math.Exp(margin));
            gradient[0] += slope;
            rows.Add(row, slope, gradient, 1);
            return margin > 0 ? Math.Log(1 + Math.Exp(-margin)) : Math.Log(1 + Math.Exp(margin)) - margin;
        });
        var linear = new LinearBinaryModelParameters([.. best.Skip(1).Select(w => (float)w)], (float)best[0]);
        return new CalibratedModelParameters<LinearBinaryModelParameters, PlattCalibrator>(linear, PlattCalibrator.Sigmoid);
    }

    private protected override BinaryPredictionTransformer<Model> MakeTransformer(Model model, DataViewSchema schema) =>
        new(model, ScoringColumns.Of(schema, FeatureColumnName));

    private protected override IEnumerable<SchemaShape.Column> OutputColumns(SchemaShape.Column label) =>
        ScoreShapes.Binary();

    /// <summary>What this trainer is told.</summary>
    public sealed class Options : OptionsBase
    {
    }
}
