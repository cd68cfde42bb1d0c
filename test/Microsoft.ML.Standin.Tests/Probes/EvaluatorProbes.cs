using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests;

[Probes("evaluators")]
internal static class EvaluatorProbes
{
    private static readonly MLContext Context = new(1);

    private sealed class Scored
    {
        public bool Label;
        public float Target;
        public float Score;
        public float Probability;
        public bool PredictedLabel;
        public float Weight;

        public static Scored Of(bool label, float score, float weight = 1) => new()
        {
            Label = label,
            Target = label ? 1 : 0,
            Score = score,
            Probability = 1 / (1 + MathF.Exp(-score)),
            PredictedLabel = score > 0,
            Weight = weight,
        };

        public static Scored[] Rows { get; } =
        [
            Of(true, 2, 1), Of(false, 1.5f, 2), Of(true, 1.5f, 0.5f), Of(true, 0.5f, 3), Of(false, 0, 1), Of(true, -0.5f, 2),
            Of(false, -0.5f, 1), Of(false, -1, 4), Of(false, -3, 1), Of(true, 4, 1),
        ];
    }

    private sealed class Classified
    {
        [KeyType(3)] public uint Label;
        [KeyType(3)] public uint PredictedLabel;
        [VectorType(3)] public float[]? Score;
        public float Weight;

        public static Classified Of(uint label, float a, float b, float c) => new()
        {
            Label = label,
            Score = [a, b, c],
            PredictedLabel = a >= b && a >= c ? 1u : b >= c ? 2u : 3u,
            Weight = label,
        };

        public static Classified[] Rows { get; } =
        [
            Of(1, .7f, .2f, .1f), Of(1, .2f, .5f, .3f), Of(2, .1f, .8f, .1f), Of(2, .3f, .3f, .4f), Of(3, .25f, .25f, .5f),
            Of(3, .05f, .05f, .9f), Of(1, .4f, .4f, .2f), Of(2, 0, 1, 0), Of(3, 1, 0, 0),
        ];
    }

    private static IDataView View<T>(IEnumerable<T> rows) where T : class => Context.Data.LoadFromEnumerable(rows);

    private static object Confusion(ConfusionMatrix matrix) => new { matrix.NumberOfClasses, matrix.Counts, matrix.PerClassPrecision, matrix.PerClassRecall };

    private static object Of(BinaryClassificationMetrics m) => new
    {
        m.Accuracy,
        m.AreaUnderRocCurve,
        m.AreaUnderPrecisionRecallCurve,
        m.F1Score,
        m.PositivePrecision,
        m.PositiveRecall,
        m.NegativePrecision,
        m.NegativeRecall,
        confusion = Confusion(m.ConfusionMatrix),
    };

    private static object Binary(IEnumerable<Scored> rows)
    {
        var m = Context.BinaryClassification.Evaluate(View(rows));
        return new { common = Of(m), m.LogLoss, m.LogLossReduction, m.Entropy };
    }

    private static object Regression(IEnumerable<Scored> rows)
    {
        var m = Context.Regression.Evaluate(View(rows), "Target");
        return new { m.MeanAbsoluteError, m.MeanSquaredError, m.RootMeanSquaredError, m.RSquared, m.LossFunction };
    }

    private static object Multiclass(IEnumerable<Classified> rows, int topK = 0)
    {
        var m = Context.MulticlassClassification.Evaluate(View(rows), topKPredictionCount: topK);
        return new
        {
            m.MacroAccuracy,
            m.MicroAccuracy,
            m.LogLoss,
            m.LogLossReduction,
            m.PerClassLogLoss,
            m.TopKAccuracy,
            m.TopKPredictionCount,
            m.TopKAccuracyForAllK,
            confusion = Confusion(m.ConfusionMatrix),
        };
    }

    [Tolerance(1e-6)] public static object BinaryCalibrated() => Binary(Scored.Rows);
    [Tolerance(1e-6)] public static object BinaryNotCalibrated() => Of(Context.BinaryClassification.EvaluateNonCalibrated(View(Scored.Rows)));
    [Tolerance(1e-6)] public static object BinaryAllRight() => Binary([Scored.Of(true, 1), Scored.Of(false, -1)]);
    [Tolerance(1e-6)] public static object BinaryAllWrong() => Binary([Scored.Of(false, 1), Scored.Of(true, -1)]);
    [Tolerance(1e-6)] public static object BinaryTied() => Binary([Scored.Of(false, 1), Scored.Of(true, 1), Scored.Of(true, 1), Scored.Of(false, 1)]);
    public static object BinaryPositivesOnly() => Binary([Scored.Of(true, 1), Scored.Of(true, -1)]);
    public static object BinaryNegativesOnly() => Binary([Scored.Of(false, 1)]);
    public static object BinaryNoRows() => Binary([]);
    [Tolerance(1e-6)] public static object BinaryWithMissingScores() => Binary([.. Scored.Rows, Scored.Of(true, float.NaN)]);

    [Tolerance(1e-6)]
    public static object BinarySureAndWrong() => Binary(
        [.. Scored.Rows, new Scored { Label = true, Score = -90, Probability = 0 }, new Scored { Label = false, Score = 90, Probability = 1 }]);

    [Tolerance(1e-6)]
    public static object BinaryDecidesByScore() => Binary(
        [new() { Label = true, Score = 1, Probability = 0.1f }, new() { Label = false, Score = -1, Probability = 0.9f, PredictedLabel = true }]);

    [Tolerance(1e-6)]
    public static object BinaryFromTrainer()
    {
        var data = Example.View(Context);
        var metrics = Context.BinaryClassification.Evaluate(
            Context.BinaryClassification.Trainers.LbfgsLogisticRegression(optimizationTolerance: 1e-8f).Fit(data).Transform(data));
        return new { metrics.AreaUnderRocCurve };
    }

    [Tolerance(1e-6)] public static object RegressionMetrics() => Regression(Scored.Rows);
    [Tolerance(1e-6)] public static object RegressionOneRow() => Regression(Scored.Rows.Take(1));
    [Tolerance(1e-6)] public static object RegressionConstantLabel() => Regression(Scored.Rows.Where(r => r.Label));
    public static object RegressionNoRows() => Regression([]);
    [Tolerance(1e-6)] public static object RegressionWithMissingScores() => Regression([.. Scored.Rows, Scored.Of(true, float.NaN)]);

    [Tolerance(1e-6)] public static object MulticlassMetrics() => Multiclass(Classified.Rows);
    [Tolerance(1e-6)] public static object MulticlassTopK() => Multiclass(Classified.Rows, 2);
    [Tolerance(1e-6)] public static object MulticlassOneClass() => Multiclass(Classified.Rows.Where(r => r.Label == 1));
    [Tolerance(1e-6)] public static object MulticlassMissingLabel() => Multiclass([.. Classified.Rows, Classified.Of(0, .5f, .3f, .2f)]);
    [Tolerance(1e-6)] public static object MulticlassMissingScores() => Multiclass([.. Classified.Rows, Classified.Of(1, float.NaN, .3f, .2f)]);
    public static object MulticlassNoRows() => Multiclass([]);

    public static object Bad() => new
    {
        noScore = Describe.Thrown(() => Context.BinaryClassification.Evaluate(Example.View(Context))),
        noLabel = Describe.Thrown(() => Context.BinaryClassification.Evaluate(View(Scored.Rows), "Nothing")),
        numericLabel = Describe.Thrown(() => Context.BinaryClassification.Evaluate(View(Scored.Rows), "Target")),
        noProbability = Describe.Thrown(() => Context.BinaryClassification.Evaluate(View(Scored.Rows), probabilityColumnName: "Nothing")),
        noPredictedLabel = Describe.Thrown(() => Context.BinaryClassification.Evaluate(View(Scored.Rows), predictedLabelColumnName: "Nothing")),
        noPredictedLabelNotCalibrated = Describe.Thrown(() =>
            Context.BinaryClassification.EvaluateNonCalibrated(View(Scored.Rows), predictedLabelColumnName: "Nothing")),
        noPredictedClass = Describe.Thrown(() =>
            Context.MulticlassClassification.Evaluate(View(Classified.Rows), predictedLabelColumnName: "Nothing")),
        regressionLabel = Describe.Thrown(() => Context.Regression.Evaluate(View(Scored.Rows))),
        regressionScore = Describe.Thrown(() => Context.Regression.Evaluate(View(Scored.Rows), "Target", "Nothing")),
        multiclassLabel = Describe.Thrown(() => Context.MulticlassClassification.Evaluate(View(Scored.Rows))),
    };

    public static object ConfusionTable() => Context.BinaryClassification.Evaluate(View(Scored.Rows)).ConfusionMatrix
        .GetCountForClassPair(0, 1);
}
