using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: LoadableClass(
    typeof(ITransformer), typeof(BinaryPrediction), null, typeof(SignatureLoadModel), "Prediction of two classes", BinaryPrediction.LoaderSignature)]
[assembly: LoadableClass(
    typeof(ITransformer), typeof(RegressionPrediction), null, typeof(SignatureLoadModel), "Prediction of a number", RegressionPrediction.LoaderSignature)]
[assembly: LoadableClass(
    typeof(ITransformer), typeof(MulticlassPrediction), null, typeof(SignatureLoadModel), "Prediction of classes", MulticlassPrediction.LoaderSignature)]

namespace Microsoft.ML.Data;

/// <summary>Decides between two classes by the sign of a score, which is also given as a probability.</summary>
public sealed class BinaryPredictionTransformer<TModel> : SingleFeaturePredictionTransformerBase<TModel>
    where TModel : class
{
    internal BinaryPredictionTransformer(TModel model, ScoringColumns columns)
        : base(model, columns, BinaryPrediction.Version)
    {
    }

    private protected override IEnumerable<(DataViewSchema.DetachedColumn Column, Func<Func<float[]>, Delegate> MakeGetter)> Outputs(uint set)
    {
        var probability = ScoreAnnotations.Of(ScoreAnnotations.Binary, "Probability", set);
        probability.AddFlag(AnnotationKinds.IsNormalized);
        var calibrator = (Model as CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>)?.Calibrator;
        yield return (
            new("PredictedLabel", BooleanDataViewType.Instance, ScoreAnnotations.Of(ScoreAnnotations.Binary, "PredictedLabel", set).ToAnnotations()),
            scores => (ValueGetter<bool>)((ref bool value) => value = scores()[0] > 0));
        yield return (
            new("Score", NumberDataViewType.Single, ScoreAnnotations.Of(ScoreAnnotations.Binary, "Score", set).ToAnnotations()),
            scores => (ValueGetter<float>)((ref float value) => value = scores()[0]));
        yield return (
            new("Probability", NumberDataViewType.Single, probability.ToAnnotations()),
            scores => (ValueGetter<float>)((ref float value) => value = calibrator.Probability(scores()[0])));
    }
}

/// <summary>Gives a number.</summary>
public sealed class RegressionPredictionTransformer<TModel> : SingleFeaturePredictionTransformerBase<TModel>
    where TModel : class
{
    internal RegressionPredictionTransformer(TModel model, ScoringColumns columns)
        : base(model, columns, RegressionPrediction.Version)
    {
    }

    private protected override IEnumerable<(DataViewSchema.DetachedColumn Column, Func<Func<float[]>, Delegate> MakeGetter)> Outputs(uint set)
    {
        yield return (
            new("Score", NumberDataViewType.Single, ScoreAnnotations.Of(ScoreAnnotations.Regression, "Score", set).ToAnnotations()),
            scores => (ValueGetter<float>)((ref float value) => value = scores()[0]));
    }
}

/// <summary>Decides for the class with the largest score.</summary>
public sealed class MulticlassPredictionTransformer<TModel> : SingleFeaturePredictionTransformerBase<TModel>
    where TModel : class
{
    internal MulticlassPredictionTransformer(TModel model, ScoringColumns columns)
        : base(model, columns, MulticlassPrediction.Version)
    {
    }

    private protected override IEnumerable<(DataViewSchema.DetachedColumn Column, Func<Func<float[]>, Delegate> MakeGetter)> Outputs(uint set)
    {
        var label = Columns.Label;
        var predicted = ScoreAnnotations.Of(ScoreAnnotations.Multiclass, "PredictedLabel", set);
        predicted.Add(label.Annotations, kind => kind == AnnotationKinds.KeyValues);
        var score = ScoreAnnotations.Of(ScoreAnnotations.Multiclass, "Score", set);
        if (label.Annotations.Schema.GetColumnOrNull(AnnotationKinds.KeyValues) is { } values)
            Typed.Call(typeof(MulticlassPrediction), nameof(MulticlassPrediction.NameScores), values.Type.RawType, score, label, values);
        yield return (
            new("PredictedLabel", new KeyDataViewType(typeof(uint), Scorer.ScoreCount), predicted.ToAnnotations()),
            scores => (ValueGetter<uint>)((ref uint value) => value = MulticlassPrediction.Best(scores())));
        yield return (
            new("Score", new VectorDataViewType(NumberDataViewType.Single, Scorer.ScoreCount), score.ToAnnotations()),
            scores => (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
            {
                float[] all = scores();
                VBuffer<float>.Copy(all, 0, ref value, all.Length);
            }));
    }
}

internal static class BinaryPrediction
{
    public const string LoaderSignature = "BinaryPredXfer";

    public static VersionInfo Version => new("BinPredi", 1, 1, 1, typeof(BinaryPrediction).Assembly.FullName, LoaderSignature);

    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        var columns = new ScoringColumns(SchemaCodec.Read(ctx.Reader));
        var (weights, biases) = Products.Load(ctx.Reader);
        var model = new CalibratedModelParameters<LinearBinaryModelParameters, PlattCalibrator>(
            new LinearBinaryModelParameters(weights[0], biases[0]), PlattCalibrator.Sigmoid);
        return new BinaryPredictionTransformer<CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>>(model, columns);
    }
}

internal static class RegressionPrediction
{
    public const string LoaderSignature = "RegressionPredXfer";

    public static VersionInfo Version => new("RegPredi", 1, 1, 1, typeof(RegressionPrediction).Assembly.FullName, LoaderSignature);

    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        var columns = new ScoringColumns(SchemaCodec.Read(ctx.Reader));
        var (weights, biases) = Products.Load(ctx.Reader);
        return new RegressionPredictionTransformer<LinearRegressionModelParameters>(new LinearRegressionModelParameters(weights[0], biases[0]), columns);
    }
}

internal static class MulticlassPrediction
{
    public const string LoaderSignature = "MulticlassPredXfer";

    public static VersionInfo Version => new("MulPredi", 1, 1, 1, typeof(MulticlassPrediction).Assembly.FullName, LoaderSignature);

    /// <summary>The key of the largest score, the missing one where a score is.</summary>
    public static uint Best(float[] scores) =>
        Array.Exists(scores, float.IsNaN) ? 0 : (uint)Array.IndexOf(scores, scores.Max()) + 1;

    public static void NameScores<TVector>(DataViewSchema.Annotations.Builder score, DataViewSchema.Column label, DataViewSchema.Column values)
    {
        TVector names = default;
        label.Annotations.GetValue(AnnotationKinds.KeyValues, ref names);
        ValueGetter<TVector> getter = (ref TVector value) => Copier<TVector>.Copy(names, ref value);
        score.Add(AnnotationKinds.TrainingLabelValues, values.Type, getter);
        if (PrimitiveTypes.ItemOf(values.Type) is TextDataViewType)
            score.Add(AnnotationKinds.SlotNames, values.Type, getter);
    }

    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        var columns = new ScoringColumns(SchemaCodec.Read(ctx.Reader));
        var (weights, biases) = Products.Load(ctx.Reader);
        return new MulticlassPredictionTransformer<MaximumEntropyModelParameters>(new MaximumEntropyModelParameters(weights, biases), columns);
    }
}
