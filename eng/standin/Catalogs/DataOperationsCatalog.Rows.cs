using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed partial class DataOperationsCatalog
{
    public IDataView TakeRows(IDataView input, long count)
    {
        Contracts.CheckValue(input, nameof(input));
        Contracts.CheckParam(count > 0, nameof(count), $"At least one row must be taken, not {count}.");
        return new RowRangeDataView(input, 0, count);
    }

    public IDataView SkipRows(IDataView input, long count)
    {
        Contracts.CheckValue(input, nameof(input));
        Contracts.CheckParam(count > 0, nameof(count), $"At least one row must be skipped, not {count}.");
        return new RowRangeDataView(input, count, long.MaxValue);
    }

    public IDataView ShuffleRows(IDataView input, int? seed = null, int shufflePoolSize = 1000, bool shuffleSource = true)
    {
        Contracts.CheckValue(input, nameof(input));
        Contracts.CheckParam(shufflePoolSize > 0, nameof(shufflePoolSize), $"A pool has at least one row, not {shufflePoolSize}.");
        return new ShuffledDataView(input, seed, shufflePoolSize, shuffleSource);
    }

    public IDataView FilterRowsByMissingValues(IDataView input, params string[] columns)
    {
        Contracts.CheckValue(input, nameof(input));
        Contracts.CheckParam(columns is { Length: > 0 }, nameof(columns), "Name the columns whose missing values are looked for.");
        var tested = Array.ConvertAll(columns, name =>
        {
            var column = input.Schema.GetColumnOrNull(name) ?? throw Contracts.MissingColumn("filter", name, nameof(columns));
            return MissingValues.CanBeMissing(column.Type)
                ? column : throw Contracts.WrongType("filter", name, "real numbers or keys", column.Type, nameof(columns));
        });
        return new FilteredDataView(input, tested, canShuffle: true, cursor =>
        {
            var tests = Array.ConvertAll(tested, column => MissingValues.Test(cursor, column));
            return () => !Array.Exists(tests, isMissing => isMissing());
        });
    }

    public TrainTestData TrainTestSplit(IDataView data, double testFraction = 0.1, string samplingKeyColumnName = null, int? seed = null)
    {
        Contracts.CheckValue(data, nameof(data));
        Contracts.CheckParam(testFraction > 0 && testFraction < 1, nameof(testFraction), $"The test set is a part of the rows, not {testFraction} of them.");
        var sampler = new RowSampler(data, samplingKeyColumnName, seed ?? _env.Seed);
        return new TrainTestData(sampler.Rows(0, testFraction, false, complement: true), sampler.Rows(0, testFraction, false, complement: false));
    }

    public IReadOnlyList<TrainTestData> CrossValidationSplit(
        IDataView data, int numberOfFolds = 5, string samplingKeyColumnName = null, int? seed = null)
    {
        Contracts.CheckValue(data, nameof(data));
        return Folds(_env, data, numberOfFolds, samplingKeyColumnName, seed);
    }

    /// <summary>The folds of a cross-validation.</summary>
    internal static TrainTestData[] Folds(IHostEnvironment env, IDataView data, int numberOfFolds, string samplingKeyColumnName, int? seed)
    {
        Contracts.CheckParam(numberOfFolds > 1, nameof(numberOfFolds), $"A cross-validation has at least two folds, not {numberOfFolds}.");
        var sampler = new RowSampler(data, samplingKeyColumnName, seed ?? ((LocalEnvironment)env).Seed);
        var folds = new TrainTestData[numberOfFolds];
        for (int fold = 0; fold < numberOfFolds; fold++)
        {
            double min = (double)fold / numberOfFolds;
            double max = (double)(fold + 1) / numberOfFolds;
            folds[fold] = new TrainTestData(sampler.Rows(min, max, true, complement: true), sampler.Rows(min, max, true, complement: false));
        }

        return folds;
    }

    /// <summary>Rows to train on and rows to test on.</summary>
    public struct TrainTestData
    {
        public readonly IDataView TrainSet;
        public readonly IDataView TestSet;

        internal TrainTestData(IDataView trainSet, IDataView testSet)
        {
            TrainSet = trainSet;
            TestSet = testSet;
        }
    }
}
