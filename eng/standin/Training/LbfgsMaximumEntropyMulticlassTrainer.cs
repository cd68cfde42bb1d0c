using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Multinomial logistic regression.</summary>
public sealed class LbfgsMaximumEntropyMulticlassTrainer
    : LbfgsTrainerBase<LbfgsMaximumEntropyMulticlassTrainer.Options, MulticlassPredictionTransformer<MaximumEntropyModelParameters>, MaximumEntropyModelParameters>
{
    internal LbfgsMaximumEntropyMulticlassTrainer(IHostEnvironment env, Options options)
        : base(env, options)
    {
    }

    private protected override string LabelType => "a key";

    private protected override bool IsLabel(SchemaShape.Column column) => column.IsKey;

    private protected override MaximumEntropyModelParameters Train(TrainingRows rows, DataViewSchema.Column label)
    {
        int classes = (int)((KeyDataViewType)label.Type).Count;
        var probabilities = new double[classes];
        double[] best = Minimize(rows, classes, (row, x, gradient) =>
        {
            for (int k = 0; k < classes; k++)
                probabilities[k] = x[k] + rows.Dot(row, x, classes + k * rows.FeatureCount);
            double largest = probabilities.Max();
            double logSum = largest + Math.Log(probabilities.Sum(score => Math.Exp(score - largest)));
            int actual = (int)rows.Label(row);
            double loss = logSum - probabilities[actual];
            for (int k = 0; k < classes; k++)
            {
                double slope = rows.Weight(row) * (Math.Exp(probabilities[k] - logSum) - (k == actual ? 1 : 0));
                gradient[k] += slope;
                rows.Add(row, slope, gradient, classes + k * rows.FeatureCount);
            }

            return loss;
        });
        return new MaximumEntropyModelParameters(
            [.. Enumerable.Range(0, classes).Select(k => best
                .Skip(classes + k * rows.FeatureCount).Take(rows.FeatureCount).Select(w => (float)w).ToArray())],
            [.. best.Take(classes).Select(b => (float)b)]);
    }

    private protected override MulticlassPredictionTransformer<MaximumEntropyModelParameters> MakeTransformer(
        MaximumEntropyModelParameters model, DataViewSchema schema) =>
        new(model, ScoringColumns.Of(schema, FeatureColumnName, LabelColumnName));

    private protected override IEnumerable<SchemaShape.Column> OutputColumns(SchemaShape.Column label) => ScoreShapes.Multiclass(label);

    /// <summary>What this trainer is told.</summary>
    public sealed class Options : OptionsBase
    {
    }
}
