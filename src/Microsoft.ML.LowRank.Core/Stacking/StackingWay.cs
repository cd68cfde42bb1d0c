using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>A way to combine predictions: fitted on every training part, and on all rows.</summary>
internal sealed class StackingWay(string name, bool isBaseline, StackingModel model, StackingModel[] splitModels)
{
    public string Name => name;

    /// <summary>Whether it is there to be compared with, rather than a stage of the chosen way.</summary>
    public bool IsBaseline => isBaseline;

    /// <summary>Fitted on all rows.</summary>
    public StackingModel Model => model;

    /// <summary>Fitted on the training part of every outer split.</summary>
    public StackingModel[] SplitModels => splitModels;

    /// <summary>For numbers: the mean squared error on the validation part of every outer split, from moments.</summary>
    public double[]? MeanSquaredErrors { get; init; }

    /// <summary>Root mean squared error, or logistic loss, on the validation part of every outer split.</summary>
    public double[]? Errors { get; set; }

    /// <summary>Over all validation parts together.</summary>
    public double Error { get; private set; }

    /// <summary>Standard deviation of the errors of the splits.</summary>
    public double Spread { get; private set; }

    /// <summary>Sums up the errors of the splits.</summary>
    public void Settle(StackingFitSettings settings, IReadOnlyList<MomentSums> segments)
    {
        var splits = settings.Plan.Outer;
        Error = MeanSquaredErrors is { } squared
            ? Math.Sqrt(RowLoss.Mean(squared, segments, splits)) : RowLoss.Mean(Errors!, segments, splits);
        double[] present = [.. Errors!.Where(error => !double.IsNaN(error))];
        double mean = present.DefaultIfEmpty(double.NaN).Average();
        Spread = present.Length < 2 ? 0 : Math.Sqrt(present.Sum(error => (error - mean) * (error - mean)) / (present.Length - 1));
    }
}
