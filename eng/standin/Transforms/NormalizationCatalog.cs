using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>Transforms that bring columns to a common scale.</summary>
public static class NormalizationCatalog
{
    /// <summary>Scales by the smallest and the largest value.</summary>
    public static NormalizingEstimator NormalizeMinMax(
        this TransformsCatalog catalog,
        string outputColumnName,
        string inputColumnName = null,
        long maximumExampleCount = NormalizingEstimator.MaximumExampleCount,
        bool fixZero = true) =>
        catalog.NormalizeMinMax([new InputOutputColumnPair(outputColumnName, inputColumnName)], maximumExampleCount, fixZero);

    /// <summary>Scales by the smallest and the largest value.</summary>
    public static NormalizingEstimator NormalizeMinMax(
        this TransformsCatalog catalog,
        InputOutputColumnPair[] columns,
        long maximumExampleCount = NormalizingEstimator.MaximumExampleCount,
        bool fixZero = true) =>
        new(catalog.GetEnvironment(), Array.ConvertAll(columns, c => new NormalizingEstimator.Options(
            c.OutputColumnName, c.InputColumnName, maximumExampleCount, s => SlotFunction.MinMax(s, fixZero))));

    /// <summary>Scales by mean and variance.</summary>
    public static NormalizingEstimator NormalizeMeanVariance(
        this TransformsCatalog catalog,
        string outputColumnName,
        string inputColumnName = null,
        long maximumExampleCount = NormalizingEstimator.MaximumExampleCount,
        bool fixZero = true,
        bool useCdf = false) =>
        catalog.NormalizeMeanVariance([new InputOutputColumnPair(outputColumnName, inputColumnName)], maximumExampleCount, fixZero, useCdf);

    /// <summary>Scales by mean and variance.</summary>
    public static NormalizingEstimator NormalizeMeanVariance(
        this TransformsCatalog catalog,
        InputOutputColumnPair[] columns,
        long maximumExampleCount = NormalizingEstimator.MaximumExampleCount,
        bool fixZero = true,
        bool useCdf = false) =>
        new(catalog.GetEnvironment(), Array.ConvertAll(columns, c => new NormalizingEstimator.Options(
            c.OutputColumnName, c.InputColumnName, maximumExampleCount, s => SlotFunction.MeanVariance(s, fixZero, useCdf))));
}
