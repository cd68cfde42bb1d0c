using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.Standin.Tests;

[Probes("trainers")]
internal static class TrainerProbes
{
    private static readonly MLContext Context = new(1);

    private static IDataView Rows => Example.View(Context);

    private sealed class Keyed
    {
        [KeyType(2)] public uint Label;
        [VectorType(4)] public float[]? Features;
    }

    private static EstimatorChain<Transforms.ValueToKeyMappingTransformer> Kinds =>
        new EstimatorChain<ITransformer>().Append(Context.Transforms.Conversion.MapValueToKey("Label", "Kind"));

    private static object Of<T>(IEstimator<T> trainer, params string[] columns) where T : class, ITransformer
    {
        var scored = trainer.Fit(Rows).Transform(Rows);
        return new
        {
            schema = Describe.Schema(scored.Schema),
            rows = Describe.Rows(Context.Data.TakeRows(scored, 12), columns),
        };
    }

    [Tolerance(2e-3)]
    public static object Logistic() =>
        Of(Context.BinaryClassification.Trainers.LbfgsLogisticRegression(), "Score", "Probability", "PredictedLabel");

    [Tolerance(2e-3)]
    public static object LogisticModel()
    {
        var model = Context.BinaryClassification.Trainers.LbfgsLogisticRegression(
            l1Regularization: 0, l2Regularization: 0.5f, optimizationTolerance: 1e-8f).Fit(Rows).Model;
        return new { model.SubModel.Weights, model.SubModel.Bias, calibrator = model.Calibrator.GetType().FullName };
    }

    [Tolerance(2e-3)]
    public static object LogisticWithL1()
    {
        var model = Context.BinaryClassification.Trainers.LbfgsLogisticRegression(
            l1Regularization: 10, l2Regularization: 0, optimizationTolerance: 1e-8f).Fit(Rows).Model;
        return new { model.SubModel.Weights, model.SubModel.Bias };
    }

    [Tolerance(2e-3)]
    public static object LogisticWeighted()
    {
        var model = Context.BinaryClassification.Trainers.LbfgsLogisticRegression(new LbfgsLogisticRegressionBinaryTrainer.Options
        {
            ExampleWeightColumnName = "Weight",
            L1Regularization = 0,
            L2Regularization = 2,
            OptimizationTolerance = 1e-8f,
        }).Fit(Rows).Model;
        return new { model.SubModel.Weights, model.SubModel.Bias };
    }

    public static object LogisticTransformer()
    {
        var model = Context.BinaryClassification.Trainers.LbfgsLogisticRegression().Fit(Rows);
        ISingleFeaturePredictionTransformer<object> any = model;
        return new { any.FeatureColumnName, feature = any.FeatureColumnType.ToString(), type = model.GetType().ToString(), same = any.Model == model.Model };
    }

    /// <summary>SDCA is random; run to its optimum on one thread it is not.</summary>
    private static SdcaRegressionTrainer Sdca(float l2, string? weight = null) =>
        Context.Regression.Trainers.Sdca(new SdcaRegressionTrainer.Options
        {
            LabelColumnName = "Target",
            ExampleWeightColumnName = weight,
            L2Regularization = l2,
            L1Regularization = 0,
            MaximumNumberOfIterations = 2000,
            ConvergenceTolerance = 1e-9f,
            NumberOfThreads = 1,
        });

    [Tolerance(2e-3)] public static object Linear() => Of(Sdca(0.01f), "Score");
    [Tolerance(2e-3)] public static object LinearModel() => Shown(Sdca(0.01f));
    [Tolerance(2e-3)] public static object LinearStronglyRegularized() => Shown(Sdca(1));
    [Tolerance(2e-3)] public static object LinearWeighted() => Shown(Sdca(0.1f, "Weight"));

    private static object Shown(SdcaRegressionTrainer trainer)
    {
        var model = trainer.Fit(Rows).Model;
        return new { model.Weights, model.Bias };
    }

    [Tolerance(5e-3)]
    public static object MaximumEntropy() => Of(
        Kinds.Append(Context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(optimizationTolerance: 1e-8f)), "Score", "PredictedLabel");

    [Tolerance(5e-3)]
    public static object MaximumEntropyModel()
    {
        var model = Kinds.Append(Context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(
            l1Regularization: 0, l2Regularization: 0.5f, optimizationTolerance: 1e-8f)).Fit(Rows).LastTransformer.Model;
        VBuffer<float>[] weights = null!;
        model.GetWeights(ref weights, out int classes);
        return new { classes, weights = weights.Select(w => w.DenseValues().ToArray()).ToArray(), biases = model.GetBiases().ToArray() };
    }

    [Tolerance(5e-3)]
    public static object MaximumEntropyBack() => Of(Kinds
        .Append(Context.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
        .Append(Context.Transforms.Conversion.MapKeyToValue("PredictedLabel")), "PredictedLabel");

    public static object ScoredTwice()
    {
        var trainer = Context.BinaryClassification.Trainers.LbfgsLogisticRegression();
        var once = trainer.Fit(Rows).Transform(Rows);
        return Describe.Schema(trainer.Fit(once).Transform(once).Schema);
    }

    public static object WrongFeatureSize()
    {
        var model = Context.BinaryClassification.Trainers.LbfgsLogisticRegression().Fit(Rows);
        var other = Context.Transforms.Concatenate("Features", "Features", "Target").Fit(Rows).Transform(Rows);
        return Describe.Thrown(() => model.Transform(other));
    }

    public static object ClassesWithoutNames()
    {
        var keyed = Context.Data.LoadFromEnumerable(Example.Rows.Select(r => new Keyed { Label = r.Label ? 1u : 0u, Features = r.Features }));
        return Describe.Schema(Context.MulticlassClassification.Trainers.LbfgsMaximumEntropy().Fit(keyed).Transform(keyed).Schema);
    }

    public static object ClassesOfNumbers()
    {
        var keyed = Context.Transforms.Conversion.MapValueToKey("Label", "Label").Fit(Rows).Transform(Rows);
        return Describe.Schema(Context.MulticlassClassification.Trainers.LbfgsMaximumEntropy().Fit(keyed).Transform(keyed).Schema);
    }

    public static object Bad() => new
    {
        absentLabel = Describe.Thrown(() => Context.BinaryClassification.Trainers.LbfgsLogisticRegression("Nothing").Fit(Rows)),
        absentFeatures = Describe.Thrown(() => Context.BinaryClassification.Trainers.LbfgsLogisticRegression(featureColumnName: "Nothing").Fit(Rows)),
        wrongLabel = Describe.Thrown(() => Context.BinaryClassification.Trainers.LbfgsLogisticRegression("Kind").Fit(Rows)),
        wrongFeatures = Describe.Thrown(() => Context.BinaryClassification.Trainers.LbfgsLogisticRegression(featureColumnName: "Target").Fit(Rows)),
        wrongWeight = Describe.Thrown(() => Context.BinaryClassification.Trainers.LbfgsLogisticRegression(exampleWeightColumnName: "Kind").Fit(Rows)),
        linearLabel = Describe.Thrown(() => Context.Regression.Trainers.Sdca("Kind").Fit(Rows)),
        classLabel = Describe.Thrown(() => Context.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Kind").Fit(Rows)),
        noRows = Describe.Thrown(() => Context.BinaryClassification.Trainers.LbfgsLogisticRegression().Fit(Context.Data.LoadFromEnumerable(Array.Empty<Example>()))),
        noRowsLinear = Describe.Thrown(() => Context.Regression.Trainers.Sdca("Target").Fit(Context.Data.LoadFromEnumerable(Array.Empty<Example>()))),
        oneClass = Describe.Thrown(() => Context.BinaryClassification.Trainers.LbfgsLogisticRegression().Fit(
            Context.Data.LoadFromEnumerable(Example.Rows.Where(r => r.Label)))),
        negativeL2 = Describe.Thrown(() => Context.BinaryClassification.Trainers.LbfgsLogisticRegression(l2Regularization: -1).Fit(Rows)),
    };

    [Tolerance(2e-3)]
    public static object BadFeaturesAreSkipped()
    {
        var rows = Example.Make(60);
        rows[7].Features![1] = float.NaN;
        rows[9].Features![0] = float.PositiveInfinity;
        var data = Context.Data.LoadFromEnumerable(rows);
        var fitted = Context.BinaryClassification.Trainers.LbfgsLogisticRegression(optimizationTolerance: 1e-8f, l1Regularization: 0).Fit(data);
        return new
        {
            fitted.Model.SubModel.Weights,
            scores = Describe.Rows(Context.Data.TakeRows(fitted.Transform(data), 10), "Score", "Probability", "PredictedLabel"),
        };
    }
}
