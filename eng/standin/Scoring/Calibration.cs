using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.Calibrators;

/// <summary>Turns scores into probabilities.</summary>
public interface ICalibrator
{
}

/// <summary>A sigmoid of the score.</summary>
public sealed class PlattCalibrator : ICalibrator
{
    private PlattCalibrator()
    {
    }

    /// <summary>The sigmoid that logistic regression implies, with slope -1 and offset 0.</summary>
    internal static PlattCalibrator Sigmoid { get; } = new();

    internal float Probability(float score) => (float)(1 / (1 + Math.Exp(-score)));
}

/// <summary>A model with what turns its scores into probabilities.</summary>
public abstract class CalibratedModelParametersBase<TSubModel, TCalibrator> : IScorer
    where TSubModel : class
    where TCalibrator : class, ICalibrator
{
    private protected CalibratedModelParametersBase(TSubModel predictor, TCalibrator calibrator)
    {
        SubModel = predictor;
        Calibrator = calibrator;
    }

    /// <summary>The model.</summary>
    public TSubModel SubModel { get; }

    /// <summary>What turns its scores into probabilities.</summary>
    public TCalibrator Calibrator { get; }

    int IScorer.FeatureCount => Scorer.FeatureCount;

    int IScorer.ScoreCount => Scorer.ScoreCount;

    private IScorer Scorer => (IScorer)SubModel;

    void IScorer.Score(in VBuffer<float> features, float[] scores) => Scorer.Score(features, scores);

    void IScorer.Save(BinaryWriter writer) => Scorer.Save(writer);
}

internal sealed class CalibratedModelParameters<TSubModel, TCalibrator>(TSubModel predictor, TCalibrator calibrator)
    : CalibratedModelParametersBase<TSubModel, TCalibrator>(predictor, calibrator)
    where TSubModel : class
    where TCalibrator : class, ICalibrator
{
}
