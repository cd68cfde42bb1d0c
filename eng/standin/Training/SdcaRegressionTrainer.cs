using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>
/// Linear regression: the mean squared error plus l2/2 times the squared length of the weights, not of the bias. ML.NET
/// approaches that minimum by random steps; here it is found by a deterministic method.
/// </summary>
public sealed class SdcaRegressionTrainer : TrainerEstimatorBase<RegressionPredictionTransformer<LinearRegressionModelParameters>, LinearRegressionModelParameters>
{
    private readonly Options _options;

    internal SdcaRegressionTrainer(IHostEnvironment env, Options options)
        : base(env, options)
    {
        _options = options;
        Contracts.CheckParam(options.L2Regularization is null or > 0, nameof(options.L2Regularization), "The penalty must be positive.");
        Contracts.CheckParam(options.L1Regularization is null or >= 0, nameof(options.L1Regularization), "A penalty is not negative.");
    }

    private protected override string LabelType => "Single";

    private protected override bool IsLabel(SchemaShape.Column column) => !column.IsKey && column.ItemType.Equals(NumberDataViewType.Single);

    private protected override LinearRegressionModelParameters Train(TrainingRows rows, DataViewSchema.Column label)
    {
        double l2 = _options.L2Regularization ?? (rows.Count > 10000 ? 1e-4 : rows.Count < 200 ? 1e-2 : 1e-3);
        double l1 = l2 * (_options.L1Regularization ?? (rows.FeatureCount < 100 ? 0 : rows.FeatureCount < 1000 ? 0.25 : rows.FeatureCount < 10000 ? 0.5 : 1));
        var absolute = Enumerable.Range(0, rows.FeatureCount + 1).Select(i => i == 0 ? 0 : l1).ToArray();
        double[] best = new OrthantWise(Function, absolute, historySize: 50).Minimize(new double[absolute.Length], 1e-12, 10000);
        return new LinearRegressionModelParameters([.. best.Skip(1).Select(w => (float)w)], (float)best[0]);

        double Function(double[] x, double[] gradient)
        {
            Host.CheckAlive();
            Array.Clear(gradient);
            double sum = 0;
            for (int row = 0; row < rows.Count; row++)
            {
                double error = x[0] + rows.Dot(row, x, 1) - rows.Label(row);
                double slope = 2 * rows.Weight(row) * error / rows.Count;
                sum += 0.5 * slope * error;
                gradient[0] += slope;
                rows.Add(row, slope, gradient, 1);
            }

            for (int i = 1; i < x.Length; i++)
            {
                sum += 0.5 * l2 * x[i] * x[i];
                gradient[i] += l2 * x[i];
            }

            return sum;
        }
    }

    private protected override RegressionPredictionTransformer<LinearRegressionModelParameters> MakeTransformer(
        LinearRegressionModelParameters model, DataViewSchema schema) =>
        new(model, ScoringColumns.Of(schema, FeatureColumnName));

    private protected override IEnumerable<SchemaShape.Column> OutputColumns(SchemaShape.Column label) => ScoreShapes.Regression();

    /// <summary>What this trainer is told.</summary>
    public sealed class Options : TrainerInputBaseWithWeight
    {
        /// <summary>The weight of half the sum of squares; null for one that the number of rows suggests.</summary>
        public float? L2Regularization;

        /// <summary>The weight of the sum of absolute values, as a multiple of the other one; null for one that the number of features suggests.</summary>
        public float? L1Regularization;

        /// <summary>The number of threads; it changes nothing here.</summary>
        public int? NumberOfThreads;

        /// <summary>When to stop; the optimum is found whatever it says.</summary>
        public float ConvergenceTolerance = 0.01f;

        /// <summary>The most passes; the optimum is found whatever it says.</summary>
        public int? MaximumNumberOfIterations;
    }
}
