using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>The base of trainers that minimize a loss with quadratic and absolute penalties of the weights, not of the biases.</summary>
public abstract class LbfgsTrainerBase<TOptions, TTransformer, TModel> : TrainerEstimatorBase<TTransformer, TModel>
    where TOptions : LbfgsTrainerBase<TOptions, TTransformer, TModel>.OptionsBase, new()
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    private readonly TOptions _options;

    internal LbfgsTrainerBase(IHostEnvironment env, TOptions options)
        : base(env, options)
    {
        _options = options;
        Contracts.CheckParam(options.L2Regularization >= 0, nameof(options.L2Regularization), $"A penalty is not negative, but {options.L2Regularization} is.");
        Contracts.CheckParam(options.L1Regularization >= 0, nameof(options.L1Regularization), $"A penalty is not negative, but {options.L1Regularization} is.");
        Contracts.CheckParam(options.OptimizationTolerance > 0, nameof(options.OptimizationTolerance), "The tolerance must be positive.");
        Contracts.CheckParam(options.HistorySize > 0, nameof(options.HistorySize), "At least one step must be remembered.");
        Contracts.CheckParam(options.NumberOfThreads is null or > 0, nameof(options.NumberOfThreads), "At least one thread is needed.");
        Contracts.Check(!options.EnforceNonNegativity, "Weights that may not be negative are beyond this implementation of ML.NET's API.");
    }

    /// <summary>The loss of a row; adds to the gradient that loss's derivatives times the row's weight.</summary>
    private protected delegate double RowLoss(int row, double[] x, double[] gradient);

    /// <summary>The best biases, then weights, for <paramref name="count"/> linear functions of the features.</summary>
    private protected double[] Minimize(TrainingRows rows, int count, RowLoss loss)
    {
        int size = count * (1 + rows.FeatureCount);
        double weightSum = rows.WeightSum;
        var absolute = Enumerable.Range(0, size).Select(i => i < count ? 0 : _options.L1Regularization / weightSum).ToArray();
        return new OrthantWise(Function, absolute, _options.HistorySize)
            .Minimize(new double[size], _options.OptimizationTolerance, _options.MaximumNumberOfIterations);

        double Function(double[] x, double[] gradient)
        {
            Host.CheckAlive();
            Array.Clear(gradient);
            double sum = 0;
            for (int row = 0; row < rows.Count; row++)
                sum += rows.Weight(row) * loss(row, x, gradient);
            for (int i = count; i < size; i++)
            {
                sum += 0.5 * _options.L2Regularization * x[i] * x[i];
                gradient[i] += _options.L2Regularization * x[i];
            }

            for (int i = 0; i < size; i++)
                gradient[i] /= weightSum;
            return sum / weightSum;
        }
    }

    /// <summary>What these trainers are told.</summary>
    public abstract class OptionsBase : TrainerInputBaseWithWeight
    {
        internal OptionsBase()
        {
        }

        /// <summary>The weight of the sum of squares.</summary>
        public float L2Regularization = 1;

        /// <summary>The weight of the sum of absolute values.</summary>
        public float L1Regularization = 1;

        /// <summary>When to stop.</summary>
        public float OptimizationTolerance = 1e-7f;

        /// <summary>How many steps are remembered.</summary>
        public int HistorySize = 20;

        /// <summary>The most steps.</summary>
        public int MaximumNumberOfIterations = int.MaxValue;

        /// <summary>How many threads may be used, or null for as many as there are. One does all the work here.</summary>
        public int? NumberOfThreads;

        /// <summary>Whether weights may not be negative.</summary>
        public bool EnforceNonNegativity;
    }
}
