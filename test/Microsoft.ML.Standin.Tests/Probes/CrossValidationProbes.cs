using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests;

[Probes("crossvalidation")]
internal static class CrossValidationProbes
{
    private static readonly MLContext Context = new(1);

    private static IDataView Rows => Example.View(Context);

    [Tolerance(5e-3)]
    public static object Binary()
    {
        var results = Context.BinaryClassification.CrossValidate(
            Rows, Context.BinaryClassification.Trainers.LbfgsLogisticRegression(optimizationTolerance: 1e-8f), 3, seed: 4);
        return results.Select(r => new
        {
            r.Fold,
            r.Metrics.Accuracy,
            r.Metrics.AreaUnderRocCurve,
            r.Metrics.LogLoss,
            rows = r.ScoredHoldOutSet.GetColumn<float>("Score").Count(),
            columns = r.ScoredHoldOutSet.Schema.Select(c => c.Name).ToArray(),
            model = r.Model.GetType().ToString(),
        }).ToArray();
    }

    public static object BinaryNotCalibrated() => Context.BinaryClassification.CrossValidateNonCalibrated(
        Rows, Context.BinaryClassification.Trainers.LbfgsLogisticRegression(), 2, seed: 4).Count;

    [Tolerance(5e-2)]
    public static object Regression() => Context.Regression.CrossValidate(
        Rows, Context.Regression.Trainers.Sdca("Target", l2Regularization: 0.01f, maximumNumberOfIterations: 500), 3, "Target", seed: 4)
        .Select(r => new { r.Fold, r.Metrics.RootMeanSquaredError }).ToArray();

    [Tolerance(2e-2)]
    public static object Multiclass()
    {
        var keyed = Context.Transforms.Conversion.MapValueToKey("Label", "Kind").Fit(Rows).Transform(Rows);
        return Context.MulticlassClassification.CrossValidate(
            keyed, Context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(optimizationTolerance: 1e-8f), 3, seed: 4)
            .Select(r => new { r.Fold, r.Metrics.LogLoss }).ToArray();
    }

    public static object Bad() => new
    {
        folds = Describe.Thrown(() => Context.BinaryClassification.CrossValidate(
            Rows, Context.BinaryClassification.Trainers.LbfgsLogisticRegression(), 1)),
        label = Describe.Thrown(() => Context.BinaryClassification.CrossValidate(
            Rows, Context.BinaryClassification.Trainers.LbfgsLogisticRegression("Kind"), 2, "Kind")),
        key = Describe.Thrown(() => Context.BinaryClassification.CrossValidate(
            Rows, Context.BinaryClassification.Trainers.LbfgsLogisticRegression(), 2, samplingKeyColumnName: "Nothing")),
    };
}
